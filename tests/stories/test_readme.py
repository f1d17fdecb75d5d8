"""The README's commands, as written, against what `make demo` starts."""

import re
import subprocess
import sys
from pathlib import Path

from processes import Service, free_port

README = (Path(__file__).parents[2] / "README.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)


def shell(service: Service, block: str) -> subprocess.Popen[str]:
    """A block of the README as a shell runs it, at the test's ports and with the test's own Python."""
    command = block.replace("http://127.0.0.1:8400", service.url).replace(
        ".venv/bin/", f"{Path(sys.executable).parent}/"
    )
    return subprocess.Popen(["bash", "-euc", command], stdout=subprocess.PIPE, text=True)


def test_a_stranger_asks_thanks_and_hears_of_it_with_the_commands_of_the_readme(running_demo: Service) -> None:
    ask, thank, listen = BLOCKS
    asked, _ = shell(running_demo, ask).communicate(timeout=20)
    assert asked.count('"displayName"') >= 6

    listening = shell(running_demo, listen.replace("8600", str(free_port())))
    assert listening.stdout is not None
    try:
        assert listening.stdout.readline().startswith("ready on http://127.0.0.1:")
        thanked, _ = shell(running_demo, thank).communicate(timeout=20)
        assert '"userErrors":[]' in thanked
        given = re.search(r"rec_[0-9a-z]{26}", thanked)
        assert given is not None
        line = next(line for line in listening.stdout if given[0] in line)
        assert "recognition.given" in line
        assert "verified" in line
    finally:
        subprocess.run(["pkill", "-TERM", "-P", str(listening.pid)], check=False)
        listening.terminate()
        listening.wait(timeout=10)
        listening.stdout.close()

    again, _ = shell(running_demo, ask).communicate(timeout=20)
    assert "You took the night call" in again
