"""The alert rules ask for what there is."""

from __future__ import annotations

import re
from pathlib import Path

from had_your_back.errors import FaultCode
from had_your_back.http.metrics import CATALOGUE
from had_your_back.webhooks.store import ENDINGS

RULES = (Path(__file__).parents[2] / "docs" / "examples" / "alerts.yml").read_text(encoding="utf-8")


def test_alerts_ask_for_metrics_labels_and_words_that_there_are() -> None:
    labels = {each.name: set(each.labels) for each in CATALOGUE}
    labels["hyb_request_seconds_bucket"] = labels["hyb_request_seconds"] | {"le"}
    asked = re.findall(r"(hyb_\w+)(?:{([^}]*)})?", RULES)
    assert len(asked) > 8
    for name, chosen in asked:
        given = dict(re.findall(r'(\w+)=~?"([^"]*)"', chosen))
        assert given.keys() <= labels[name]
        assert set(given.get("code", "INTERNAL").split("|")) <= set(FaultCode)
        assert set(given.get("ending", "failed").split("|")) <= set(ENDINGS)
    assert RULES.count("alert: ") == RULES.count("expr: ") == RULES.count("severity: ") == RULES.count("summary: ")
