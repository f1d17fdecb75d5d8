"""The page on threats names tests that are there, each beside the file that holds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
NAMED = re.findall(r"\[`([\w/]+\.py)(?:::(\w+))?`\]\(\.\./tests/([\w/]+\.py)\)", PAGE)
LINES = [line for line in PAGE.splitlines() if re.match(r"\| (?!wants|---)", line)]


@pytest.mark.parametrize(("file", "test", "linked"), NAMED)
def test_what_a_line_names_is_there(file: str, test: str, linked: str) -> None:
    assert file == linked
    code = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert not test or re.search(rf"^(async )?def {test}\(", code, re.MULTILINE)


def test_every_line_names_one() -> None:
    assert [line for line in LINES if "(../tests/" not in line] == []
    assert len(LINES) > 20
