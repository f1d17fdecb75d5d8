"""The alert rules and the dashboard ask for what a process tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry, ProcessCollector

from had_your_back.errors import FaultCode
from had_your_back.http.metrics import CATALOGUE
from had_your_back.webhooks.store import ENDINGS

DOCS = Path(__file__).parents[2] / "docs"
JOB = "had-your-back"
ALERTS = [
    rule for group in yaml.safe_load((DOCS / "examples/alerts.yml").read_text())["groups"] for rule in group["rules"]
]
BOARD = json.loads((DOCS / "deploy/grafana/had-your-back.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
ASKED = {
    **{f"alert {rule['alert']}": rule["expr"] for rule in ALERTS},
    **{
        f"panel {panel['title']}, {target['refId']}": target["expr"].replace("$__rate_interval", "1m")
        for panel in PANELS
        for target in panel["targets"]
    },
}


def told() -> dict[str, set[str]]:
    """Every name that Prometheus can be asked for, with its labels."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    names = {sample.name: set() for family in registry.collect() for sample in family.samples}
    for each in CATALOGUE:
        names[each.name] = set(each.labels)
        if each.kind == "histogram":
            names[f"{each.name}_bucket"] = {*each.labels, "le"}
    return {name: {*labels, "job", "instance"} for name, labels in {**names, "up": set()}.items()}


def selectors(expression: Any) -> Iterator[Any]:
    if isinstance(expression, promql_parser.MatrixSelector):
        yield expression.vector_selector
    elif isinstance(expression, promql_parser.VectorSelector):
        yield expression
    inner = [getattr(expression, name, None) for name in ("expr", "lhs", "rhs", "param")]
    for each in [*inner, *(getattr(expression, "args", None) or ())]:
        if each is not None:
            yield from selectors(each)


@pytest.mark.parametrize("asked", ASKED)
def test_alerts_and_panels_ask_for_metrics_labels_and_words_that_there_are(asked: str) -> None:
    known = told()
    found = list(selectors(promql_parser.parse(ASKED[asked])))
    assert found
    for each in found:
        assert each.name in known
        chosen = {matcher.name: matcher.value for matcher in each.matchers.matchers}
        assert chosen.keys() <= known[each.name]
        assert chosen.get("job", JOB) == JOB
        assert set(chosen.get("code", "INTERNAL").split("|")) <= set(FaultCode)
        assert set(chosen.get("ending", "failed").split("|")) <= set(ENDINGS)


def test_what_is_told_of_a_metric_and_shown_by_no_panel_is_meant_to_be_so() -> None:
    shown = {each.name for asked in ASKED.values() for each in selectors(promql_parser.parse(asked))}
    assert {each.name for each in CATALOGUE} - {name.removesuffix("_bucket") for name in shown} == set()


def test_an_alert_says_whom_it_wakes_and_what_to_do() -> None:
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert len(rule["annotations"]["summary"]) > 40


def test_no_panel_covers_another() -> None:
    cells: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        covered = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not covered & cells, panel["title"]
        assert at["x"] + at["w"] <= 24
        cells |= covered
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
