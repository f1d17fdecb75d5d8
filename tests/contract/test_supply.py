"""What is known of what runs: the bill of materials names it, and a vulnerability does not pass."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
PINS = re.findall(r"^([a-z0-9-]+)==([^ \\]+)", (REQUIREMENTS / "runtime.txt").read_text(), flags=re.MULTILINE)
BILL = json.loads((REQUIREMENTS / "sbom.cdx.json").read_text())


def script(name: str) -> Any:
    found = importlib.util.spec_from_file_location(name, REQUIREMENTS / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


def test_the_bill_names_every_pin_and_everything_in_the_bundle_and_each_once() -> None:
    named = [each["purl"] for each in BILL["components"]]
    wanted = [f"pkg:pypi/{name}@{version}" for name, version in PINS] + [
        each["purl"] for each in script("sbom").bundled()
    ]
    assert sorted(named) == sorted(wanted), "run: make sbom"
    assert (BILL["bomFormat"], BILL["metadata"]["component"]["name"]) == ("CycloneDX", "had-your-back")
    assert {each["ref"] for each in BILL["dependencies"]} >= set(named)


def test_what_runs_tells_its_licence() -> None:
    unknown = {each["name"] for each in BILL["components"] if not each.get("licenses")}
    assert unknown <= {"colorama"}  # for Windows alone


HOLE = {"id": "GHSA-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}


@pytest.mark.parametrize(
    ("told", "well", "said"),
    [
        (None, True, "so nothing was audited"),
        ({"dependencies": [{"name": "a", "skip_reason": "Dependency not found"}]}, True, "so nothing was audited"),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, True, "1 audited, no vulnerability is known"),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": [HOLE]}]}, False, "a 1: GHSA-1 CVE-1, mended in 2"),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "Not found"}]},
            True,
            "not told of, so not audited: b",
        ),
    ],
)
def test_a_vulnerability_fails_the_audit_and_a_registry_that_does_not_tell_is_told_of(
    told: dict[str, Any] | None, well: bool, said: str
) -> None:
    verdict = script("audit").of_python(told)
    assert verdict.well == well
    assert said in "\n".join(verdict.lines)


def test_so_it_does_for_what_the_page_is_made_of() -> None:
    of_npm = script("audit").of_npm
    vulnerable = {"vulnerabilities": {"lit": {"severity": "high", "range": "<3"}}}
    assert of_npm(vulnerable) == (["npm: 1 vulnerable:", "lit: high, in <3"], False)
    assert of_npm({"vulnerabilities": {}}) == (["npm: no vulnerability is known."], True)
    assert of_npm({"statusCode": 405}).well
    assert of_npm(None).well
