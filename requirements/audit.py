"""Looks whether anything that runs is known to be vulnerable, at the registries themselves. Part of ``make check``.

A registry that tells nothing of vulnerabilities, as a mirror may not, or is not reached, is told of in one line and
is no failure; a vulnerability is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class Verdict(NamedTuple):
    """What is to be said, and whether it is well."""

    lines: list[str]
    well: bool


def of_python(told: dict[str, Any] | None) -> Verdict:
    """What pip-audit's report says.

    >>> of_python(None).lines
    ['Python: the registry told nothing of vulnerabilities, so nothing was audited.']
    >>> of_python({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}).lines
    ['Python: 1 audited, no vulnerability is known.']
    """
    pins = (told or {}).get("dependencies", [])
    audited = [each for each in pins if "skip_reason" not in each]
    if not audited:
        return Verdict(["Python: the registry told nothing of vulnerabilities, so nothing was audited."], well=True)
    found = [
        f"{each['name']} {each['version']}: {found['id']} {' '.join(found.get('aliases', ()))}, "
        f"mended in {' or '.join(found.get('fix_versions', ())) or 'no version yet'}"
        for each in audited
        for found in each["vulns"]
    ]
    unknown = [each["name"] for each in pins if "skip_reason" in each]
    lines = [
        f"Python: {len(audited)} audited, {f'{len(found)} vulnerabilities:' if found else 'no vulnerability is known.'}"
    ]
    if unknown:
        lines.append(f"Python: not told of, so not audited: {' '.join(unknown)}.")
    return Verdict(lines + found, well=not found)


def of_npm(told: dict[str, Any] | None) -> Verdict:
    """What npm's report says.

    >>> of_npm({"statusCode": 405}).lines
    ['npm: the registry told nothing of vulnerabilities, so nothing was audited.']
    """
    if told is None or "vulnerabilities" not in told:
        return Verdict(["npm: the registry told nothing of vulnerabilities, so nothing was audited."], well=True)
    found = [f"{name}: {each['severity']}, in {each['range']}" for name, each in told["vulnerabilities"].items()]
    return Verdict(
        [f"npm: {f'{len(found)} vulnerable:' if found else 'no vulnerability is known.'}", *found], well=not found
    )


def ran(*command: str | Path) -> dict[str, Any] | None:
    """What a program said in JSON; None if it said something else, or nothing for too long."""
    try:
        done = subprocess.run(  # noqa: S603 - all ours
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=90
        )
        said = json.loads(done.stdout)
    except (ValueError, subprocess.TimeoutExpired):
        return None
    return said if isinstance(said, dict) else None


def main() -> int:
    """Say it all; 1 if something is vulnerable."""
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json", "--timeout=10"]
    pins = "--requirement=requirements/runtime.txt"
    verdicts = [
        of_python(ran(Path(sys.executable).with_name("pip-audit"), "--vulnerability-service=pypi", *options, pins))
    ]
    npm = shutil.which("npm")
    verdicts.append(
        of_npm(ran(npm, "audit", "--omit=dev", "--json", "--prefix=clients/web"))
        if npm
        else Verdict(["npm: it is not here, so the page's packages were not audited."], well=True)
    )
    for each in verdicts:
        print(*each.lines, sep="\n")
    return 0 if all(each.well for each in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
