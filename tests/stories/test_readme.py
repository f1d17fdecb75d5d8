"""The commands of README, docs/graphql.md, docs/sign-in.md and docs/webhooks.md, on what `make demo` starts."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from had_your_back.__main__ import app
from processes import Service, free_port

ROOT = Path(__file__).parents[2]
MARK = f"<!-- run by {Path(__file__).relative_to(ROOT)} -->"
FEED = (ROOT / "graphql/operations/Feed.graphql").read_text()


def blocks(page: str) -> list[str]:
    """What a page says is run here."""
    found = re.findall(rf"{MARK}\n *```sh\n(.*?)```", (ROOT / page).read_text(), flags=re.DOTALL)
    assert found
    return found


def shell(service: Service, block: str) -> subprocess.Popen[str]:
    """A block of the README as a shell runs it, at the test's ports and with the test's own Python."""
    command = block.replace("http://127.0.0.1:8400", service.url).replace(
        ".venv/bin/", f"{Path(sys.executable).parent}/"
    )
    return subprocess.Popen(["bash", "-euc", command], stdout=subprocess.PIPE, text=True)


def test_a_stranger_asks_thanks_and_hears_of_it_with_the_commands_of_the_readme(running_demo: Service) -> None:
    ask, thank, listen = blocks("README.md")
    asked, _ = shell(running_demo, ask).communicate(timeout=60)
    assert asked.count('"displayName"') >= 6

    listening = shell(running_demo, listen.replace("8600", str(free_port())))
    assert listening.stdout is not None
    try:
        assert listening.stdout.readline().startswith("ready on http://127.0.0.1:")
        thanked, _ = shell(running_demo, thank).communicate(timeout=60)
        assert '"userErrors":[]' in thanked
        given = re.search(r"rec_[0-9a-z]{26}", thanked)
        assert given is not None
        line = next(line for line in listening.stdout if given[0] in line)
        assert "recognition.given" in line
        assert "verified" in line
    finally:
        subprocess.run(["pkill", "-TERM", "-P", str(listening.pid)], check=False)
        listening.terminate()
        listening.wait(timeout=30)
        listening.stdout.close()

    again, _ = shell(running_demo, ask).communicate(timeout=60)
    assert "You took the night call" in again


def said(service: Service, block: str) -> str:
    """What it prints."""
    return shell(service, block).communicate(timeout=60)[0]


def test_whoever_asks_by_hand_is_answered_by_text_and_by_name(running_demo: Service) -> None:
    by_text, by_name = (each.replace("hyb_...", "dev:mira.lindqvist") for each in blocks("docs/graphql.md"))
    assert said(running_demo, by_text).count('"message"') == 3
    sha = hashlib.sha256(FEED.encode()).hexdigest()
    assert said(running_demo, by_name.replace("sha256:...", f"sha256:{sha}")).count('"message"') == 3


def test_a_backend_trades_its_token_for_somebodys(running_demo: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYB_DATABASE_URL", f"sqlite:///{running_demo.database}")
    made = CliRunner().invoke(app, ["token", "create", "--name", "intranet", "--scopes", "widget"])
    (trade,) = blocks("docs/sign-in.md")
    assert '"token":"hybw_' in said(running_demo, f"TOKEN={made.stdout.split()[-1]}\n{trade}")


def test_an_integrator_makes_an_endpoint_tests_it_and_reads_the_log(running_demo: Service) -> None:
    make, test, read = blocks("docs/webhooks.md")
    made = said(running_demo, make)
    endpoint, secret = re.findall(r"whe_[0-9a-z]{26}|whsec_[^\"]+", made)
    assert secret.startswith("whsec_")
    helpers = "\n".join(line for line in make.splitlines() if "createWebhookEndpoint" not in line)
    assert '"state":"' in said(running_demo, helpers + "\n" + test.replace("whe_...", endpoint))
    drop = f'mutation {{ deleteWebhookEndpoint(input: {{id: \\"{endpoint}\\"}}) {{ userErrors {{ code }} }} }}'
    assert '"userErrors":[]' in said(running_demo, f'{helpers}\nask \'{{"query": "{drop}"}}\'')
    assert '"events":' in said(running_demo, read.replace("hyb_...", "dev:priya.nair"))
