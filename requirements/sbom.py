"""Writes requirements/sbom.cdx.json: every pin of what runs, in CycloneDX, with its licence. ``make sbom``.

The wheel carries it as ``*.dist-info/sboms/`` (PEP 770), and with it the image, so that scanners find it.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
TARGET = HERE / "sbom.cdx.json"


def licences(name: str) -> list[dict[str, Any]]:
    """What a package says of its licence, if it is installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    said = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License ::")]
    words = said or [line for line in told.get("License", "").splitlines()[:1] if line.strip()]
    return [{"license": {"name": each.strip()}} for each in words]


def python() -> dict[str, Any]:
    """The bill of requirements/runtime.txt, as cyclonedx-py makes it."""
    command = [Path(sys.executable).with_name("cyclonedx-py"), "requirements", HERE / "runtime.txt"]
    options = ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--no-validate", "--of", "JSON"]
    made = subprocess.run([*command, *options], check=True, capture_output=True, text=True)  # noqa: S603 - all ours
    bill: dict[str, Any] = json.loads(made.stdout)
    del bill["metadata"]["tools"]
    known = {}  # what was a line's number before
    for each in bill["components"]:
        del each["description"]  # the line of the file once more
        known[each["bom-ref"]] = each["bom-ref"] = each["purl"]
        each.pop("externalReferences", None)  # of which registry, nobody needs to know; hashes are in the pins
        if said := licences(each["name"]):
            each["licenses"] = said
    for each in bill["dependencies"]:
        each["ref"] = known.get(each["ref"], each["ref"])
    return bill


def bundled() -> list[dict[str, Any]]:
    """What the built page carries in it, by the lock of clients/web."""
    lock = json.loads((ROOT / "clients/web/package-lock.json").read_text(encoding="utf-8"))
    found = []
    for path, each in lock["packages"].items():
        if not path or each.get("dev"):
            continue
        group, _, name = path.rpartition("node_modules/")[2].rpartition("/")
        space = f"{group.replace('@', '%40')}/" if group else ""
        purl = f"pkg:npm/{space}{name}@{each['version']}"
        algorithm, _, digest = each["integrity"].partition("-")
        found.append(
            {
                "type": "library",
                "bom-ref": purl,
                **({"group": group} if group else {}),
                "name": name,
                "version": each["version"],
                "purl": purl,
                "hashes": [{"alg": algorithm.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}],
                **({"licenses": [{"expression": each["license"]}]} if "license" in each else {}),
            }
        )
    return found


def bill() -> dict[str, Any]:
    """All of it."""
    made = python()
    more = bundled()
    made["components"] += more
    made["dependencies"] += [{"ref": each["bom-ref"]} for each in more]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert made["metadata"]["component"]["name"] == project["name"]
    return made


if __name__ == "__main__":
    TARGET.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(json.loads(TARGET.read_text())['components'])} components")
