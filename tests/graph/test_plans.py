"""A plan gives what the general executor gives, byte for byte, or leaves it to the general executor.

`HYB_PLANS` and `HYB_PLANS_SEED` let more random documents run, and others: HYB_PLANS=2000 HYB_PLANS_SEED=1.

What this cannot see is a declaration that is wrong for both; that is what the tests of permissions are for.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import types
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from conftest import Api, Company
from had_your_back.__main__ import app
from had_your_back.app import create
from had_your_back.database import Database
from had_your_back.graph import compiler, plans, running
from had_your_back.graph.context import Context, Service
from had_your_back.graph.documents import Checked, Documents, Unfit
from had_your_back.graph.plans import Plans, Unplannable
from had_your_back.graph.schema import schema
from had_your_back.people.rules import Actor
from had_your_back.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from documents import Writer, world
from faults import FAULTS

pytestmark = [  # after an error graphql-core drops some coroutines, and the collector tells so wherever it comes by
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited"),
    pytest.mark.filterwarnings("ignore:Exception ignored in. <coroutine:pytest.PytestUnraisableExceptionWarning"),
]

MANY = int(os.environ.get("HYB_PLANS", "0")) or {"sqlite": 60, "postgresql": 20}
SEED = int(os.environ.get("HYB_PLANS_SEED", "0")) * 1_000_000
UNPLANNED = ("is not declared", "has a resolver of its own", "too many loads", "another kind")
"""Why a document without errors may be refused."""

ALWAYS = (
    '{ team(by: {externalId: "kestrel"}) { score { status } } }',  # has a field with a resolver of its own
    "{ recognitions(first: 20) { nodes { reactions { emoji viewerHasReacted } } } }",
)
"""What is asked in any case, by somebody who has reacted."""

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"


@dataclass(frozen=True)
class Case:
    """A document, who sends it, and what the general executor says."""

    text: str
    checked: Checked
    values: dict[str, Any]
    viewer: Actor
    expected: bytes | None
    """None where there are errors."""


async def general(service: Service, text: str, checked: Checked, values: dict[str, Any], viewer: Actor) -> Case:
    context = Context(service, viewer, "http://127.0.0.1:8400")
    context.admitted = (checked, 1)
    result = await schema.execute(text, values, context)
    return Case(text, checked, values, viewer, None if result.errors else orjson.dumps(result.data))


async def cases(service: Service, number: int, counts: Counter[str]) -> list[Case]:
    """So many documents of random viewers; every other one that has variables once more, with others."""
    made = await world(service.database)
    found = []
    for seed in range(SEED, SEED + number):
        writer = Writer(made, seed)
        text, values = writer.document()
        try:
            checked = service.documents.check(text, None)
        except Unfit as unfit:
            counts[f"unfit: {unfit.errors[0].message}"] += 1
            continue
        chance = random.Random(f"viewer {seed}")
        found.append(await general(service, text, checked, values, chance.choice(made.viewers)))
        if values and seed % 2:
            found.append(await general(service, text, checked, writer.again(), chance.choice(made.viewers)))
    return found


async def differences(
    module: Any, service: Service, made: Sequence[Case], counts: Counter[str], sound: Container[str] | None = None
) -> dict[int, str]:
    """The places of cases for which the plan's answer is another one, and both answers.

    With `sound`, what a compiler without faults comes to: the first place, or the first that comes to nothing of that.
    """
    found: dict[int, str] = {}
    kept = module.Plans(schema, eager=True)
    for place, case in enumerate(made):
        try:
            plan, variables = kept.find(case.checked, case.values)
            data = await plan.run(Context(service, case.viewer, "http://127.0.0.1:8400"), variables)
            answer = orjson.dumps(data)
        except module.Unplannable as why:
            refused = "refused for errors" if case.expected is None else f"refused: {why}"
            counts[refused] += 1
            if sound is not None and refused not in sound:
                return {place: refused}
            continue
        counts["planned"] += 1
        if answer != case.expected:
            found[place] = f"{case.text}\n{case.values}\nplan    {answer!r}\ngeneral {case.expected!r}\n{plan.source}"
            if sound is not None:
                break
    return found


async def test_a_plan_answers_byte_for_byte_as_the_general_executor(api: Api, engine: str) -> None:
    service, counts = api.app.state.service, Counter[str]()
    number = MANY if isinstance(MANY, int) else MANY[engine]
    made = await cases(service, number, counts)
    found = await differences(plans, service, made, counts)
    assert not found, f"{len(found)} differ, for example\n{next(iter(found.values()))}"
    assert counts["planned"] > 0.85 * (len(made) - counts["refused for errors"]), counts
    assert counts["planned"] > 0.6 * len(made), counts
    assert sum(many for what, many in counts.items() if what.startswith("unfit")) < 0.05 * number, counts
    refused = {what for what in counts if what.startswith("refused: ")}
    assert all(what.endswith(UNPLANNED) for what in refused), refused


async def test_what_an_action_did_is_shown_byte_for_byte_as_by_the_general_executor(api: Api, engine: str) -> None:
    service, counts, found = api.app.state.service, Counter[str](), list[str]()
    made, kept = await world(service.database), plans.Plans(schema, eager=True)
    number = (MANY if isinstance(MANY, int) else MANY[engine]) // 3
    for seed in range(SEED, SEED + number):
        text, values = Writer(made, seed).mutation()
        try:
            checked = service.documents.check(text, None)
        except Unfit:  # of two @oneOf branches, of variables that conditions leave unused
            counts["unfit"] += 1
            continue
        viewer = random.Random(f"viewer {seed}").choice(made.viewers)
        try:
            plan, variables = kept.find(checked, values)
            shown = orjson.dumps(await plan.run(Context(service, viewer, "http://127.0.0.1:8400"), variables))
        except plans.Unplannable as why:
            counts["refused"] += 1
            told = await general(service, text, checked, values, viewer)
            if told.expected is not None and not str(why).endswith(UNPLANNED):
                found.append(f"{text}\n{values}\nrefused: {why}")
            continue
        again = await general(service, text, checked, values, viewer)  # with the same key it is the same one
        counts["planned"] += 1
        counts["done"] += b'"userErrors' not in shown or b'"userErrors":[]' in shown
        if shown != again.expected:
            found.append(f"{text}\n{values}\nplan    {shown!r}\ngeneral {again.expected!r}\n{plan.source}")
    assert not found, f"{len(found)} differ, for example\n{next(iter(found.values()))}"
    assert counts["planned"] > 0.6 * number, counts
    assert counts["done"] > 0.3 * number, counts
    assert counts["unfit"] < 0.1 * number, counts


async def test_an_action_whose_answer_a_plan_cannot_give_is_done_once_all_the_same(api: Api, company: Company) -> None:
    document = """mutation($input: GiveRecognitionInput!, $last: Int) { giveRecognition(input: $input) {
        recognition { id comments(first: 1, last: $last) { totalCount } } userErrors { code } } }"""
    thanks = {"recipients": [company["bob"]], "message": "You had my back.", "behaviours": ["had_my_back"]}
    await api.post(document, "ann", input=thanks)
    well = await api.post(document, "ann", input=thanks)
    badly = await api.post(document, "ann", input=thanks, last=1)
    assert well.headers["hyb-road"] == "plan"
    assert badly.headers["hyb-road"].startswith("general; BadRequest")
    told = badly.json()
    assert [each["path"] for each in told["errors"]] == [["giveRecognition", "recognition", "comments"]]
    given = await api.post("{ recognitions(first: 9) { nodes { id } } }", "ann")
    assert len(given.json()["data"]["recognitions"]["nodes"]) == 3


PARTS = (running, compiler, plans)
"""What makes plans, each before those that import it."""


@cache
def source_of(part: types.ModuleType) -> str:
    return Path(str(part.__file__)).read_text(encoding="utf-8")


@cache  # two of three are without the fault
def code_of(source: str, name: str) -> types.CodeType:
    return compile(source, f"faulty {name}", "exec")


def faulty(says: str, fault: str) -> Any:
    """The module `plans` with a fault in it, or in one of those that it stands on."""
    sources = {part.__name__: source_of(part) for part in PARTS}
    try:
        for name, source in sources.items():
            made = sys.modules[name] = types.ModuleType(name)
            # Set up by the fault's own words: what is kept between requests.
            made.__dict__.update(KEPT_ARGUMENTS={}, FIRST={})
            exec(code_of(source.replace(says, fault), name), made.__dict__)
    finally:
        sys.modules.update({part.__name__: part for part in PARTS})
    return made


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_fault_that_is_planted_in_the_compiler_is_found(api: Api) -> None:
    service = api.app.state.service
    made = await cases(service, 80, Counter())
    ann = next(each.viewer for each in made if each.viewer.person is not None)
    made += [await general(service, each, service.documents.check(each, None), {}, ann) for each in ALWAYS]
    sound = Counter[str]()
    assert not await differences(plans, service, made, sound)
    missed = []
    for name, (says, fault) in FAULTS.items():
        assert sum(source_of(part).count(says) for part in PARTS) == 1, f"the fault no longer fits: {name}"
        try:
            found = await differences(faulty(says, fault), service, made, Counter(), sound)
        except Exception:  # noqa: BLE001 - a crash is found too, and loudly
            continue
        if not found:
            missed.append(name)
        for place in found:  # what shows one fault often shows the next
            made.insert(0, made.pop(place))
    assert not missed


async def test_one_is_told_in_development_which_road_was_taken_and_why(api: Api, company: Company) -> None:
    async def road(document: str, **variables: Any) -> tuple[str, Any]:
        answer = await api.post(document, "ann", **variables)
        return answer.headers["hyb-road"], answer.content

    feed = (OPERATIONS / "Feed.graphql").read_text(encoding="utf-8")
    assert (await road(feed, first=3))[0] == "plan"  # ours, at once
    mine = '{ person(by: {userName: "bob"}) { displayName teams { name } } }'
    first, once = await road(mine)
    second, twice = await road(mine)
    assert (first, second) == ("general; met for the first time", "plan")
    assert once == twice
    score = "query($id: ID!) { team(by: {id: $id}) { score { status } } }"
    for _ in range(2):
        told, _ = await road(score, id=company["kestrel"])
    assert told == "general; score is not declared"
    bad = "{ recognitions(first: 1, last: 1) { nodes { id } } }"
    for _ in range(2):
        told, answer = await road(bad)
    assert told.startswith("general; BadRequest")
    assert orjson.loads(answer)["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_doctor_tells_beforehand_which_road_our_documents_take(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYB_DATABASE_URL", database_url)
    told = await asyncio.to_thread(CliRunner().invoke, app, ["doctor", "--documents"])
    assert told.exit_code == 0, told.output
    said = " ".join(told.output.split())
    for name in ("Feed", "TeamFeed", "Commitments", "AwaitingMe"):
        assert f"│ {name} │ a plan │" in said
    assert "│ TeamScore │ graphql-core │ score is not declared │" in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{ __schema { queryType { name } } }", "introspection"),
        ("mutation { renewCalendarUrl { userErrors { code } } }", "renewCalendarUrl is not declared"),
        (
            "mutation { a: setAway(input: {}) { person { id } } b: setAway(input: {}) { person { id } } }",
            "several actions, one after the other",
        ),
        ("{ " + " ".join(f"{each}" for each in ("events { nodes { id } }",)) + " }", "events is not declared"),
        ("{ serviceChain { status } }", "serviceChain"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_cannot_be_proved_is_refused(api: Api, text: str, why: str) -> None:
    documents: Documents = api.app.state.service.documents
    with pytest.raises((Unplannable, Unfit)) as refusal:
        Plans(schema, eager=True).find(documents.check(text, None), {})
    assert why.lower() in str(refusal.value).replace("_", "").lower()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_is_kept_is_bounded_and_refusals_are_kept_too(api: Api, database: Database) -> None:
    documents: Documents = api.app.state.service.documents
    kept = Plans(schema, 3, eager=True)
    for number in range(9):
        kept.find(documents.check(f"{{ a{number}: viewer {{ roles }} }}", None), {})
    assert len(kept._plans.kept) == len(kept._operations.kept) == 3
    refused = documents.check("{ teams { nodes { score { status } } } }", None)
    for _ in range(2):
        with pytest.raises(Unplannable, match="score is not declared"):
            kept.find(refused, {})
    assert isinstance(next(reversed(kept._plans.kept.values())), Unplannable)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_answers_that_read_side_by_side_never_wait_for_each_other_s_connections(
    database_url: str, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("had_your_back.engines.CONNECTIONS", 2)
    settings = Settings(database_url=SecretStr(database_url), secret_key=SecretStr("a key for tests"), auth="dev")
    narrow = Database(database_url)
    transport = httpx.ASGITransport(create(settings, database=narrow, work=False))
    document = "{ people(first: 9) { nodes { recognitionsGiven(first: 1) { nodes { id } } } } }"
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8400") as client, asyncio.timeout(20):
        both = Api(client, transport.app)  # type: ignore[arg-type]
        await both(document)
        answers = await asyncio.gather(*(both.post(document) for _ in range(6)))
    await narrow.close()
    assert [answer.headers["hyb-road"] for answer in answers] == ["plan"] * 6
    assert len({answer.content for answer in answers}) == 1
