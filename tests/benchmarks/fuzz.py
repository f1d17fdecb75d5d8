"""schemathesis against the service, for ten minutes: ``make fuzz``. It fails if anything is ever a fault of ours.

What schemathesis calls a client's error is a refusal that names what is wrong; those are counted, by their code.
schemathesis brings ten packages that nothing else here needs, so it lives in an environment of its own.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path

from processes import Service, free_port

TOOL = "schemathesis==4.32.5"
HOME = Path(__file__).parents[2] / "var" / "schemathesis"
WHO, ROLES = "lena.hoffmann", ("ADMINISTRATOR", "MODERATOR", "INTEGRATOR")


def installed() -> Path:
    """The command, installed if it is not."""
    command = HOME / "bin" / "schemathesis"
    if not command.exists():
        venv.create(HOME, with_pip=True)
        subprocess.run([HOME / "bin" / "pip", "install", "--quiet", TOOL], check=True)
    return command


def main(seconds: int) -> int:
    """Run it; the exit status."""
    command, port = installed(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        data = {"HYB_PACE_PER_CALLER": "0"}
        service = Service.anew("demo", "--port", str(port), "--people", "40", "--data", folder, port=port, **data)
        try:
            (database,) = Path(folder).glob("*.db")
            put = [sys.executable, "-m", "had_your_back", "role", "set", WHO, *ROLES]
            subprocess.run(
                put, env={"HYB_DATABASE_URL": f"sqlite:///{database}"}, check=True, stdout=subprocess.DEVNULL
            )
            asks = [command, "run", f"{service.url}/graphql", "-H", f"Authorization: Bearer dev:{WHO}"]
            budget = ["--max-time", str(seconds), "--max-examples", "2000", "--continue-on-failure"]
            said = subprocess.run([*asks, *budget], cwd=folder, capture_output=True, text=True, check=False).stdout
        finally:
            service.stop()
    codes = Counter(re.findall(r'"code":"([A-Z_]+)"', said))
    found = re.search(r"(\d+) generated", said)
    sys.stdout.write(f"{found[1] if found else 0} documents; refused with: {dict(codes)}\n")
    faults = re.findall(r"^\[5\d\d\].*|GraphQL server error", said, flags=re.MULTILINE)
    if faults or "INTERNAL" in codes or not found:
        sys.stdout.write(said)
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    sys.exit(main(parser.parse_args().seconds))
