"""Scores as people meet them: published in the night, explained, disputed, switched off; the same on both databases."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import SecretStr

from conftest import NOW, Api, Clock
from had_your_back import outbox
from had_your_back.app import create
from had_your_back.commitments.transitions import Answer
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.rules import Role
from had_your_back.recognitions import store as recognitions
from had_your_back.scores import actions
from had_your_back.scores.actions import Publishing
from had_your_back.scores.recipes import RECIPES, Outcome
from had_your_back.settings import Settings
from had_your_back.webhooks.signing import Vault
from had_your_back.worker import Worker
from scores.gathering import Asked, Promised, Thanked, World, company, example
from scores.living import Settled, live, settle

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
DAILY = Publishing(timedelta(days=1), RECIPES["v1"], ZoneInfo("UTC"))
SCORE = """query($t: ID!) { team(by: {id: $t}) {
  score { status statusText value interval { low high level } band asOf windowDays recipeVersion purpose
    components { key label(language: "de") value weight pointsLost prior effectiveSampleSize formula explanation
      counts { name value } }
    missing { key waitsFor } weakestLink { key pointsLost } team { name } }
  scoreHistory { nodes { asOf value } totalCount }
  leadership { status leaders leadersWhoGave promisesToTheirPeopleKept } } }"""


async def score(api: Api, team: str, who: str = "k1") -> dict[str, Any]:
    found: dict[str, Any] = (await api(SCORE, who, t=team))["team"]
    return found


async def settled_in(database: Database, world: World) -> Settled:
    """The company of a world, with a lead of kestrel and one person for each role."""

    async def all_of_it(tx: Transaction) -> Settled:
        settled = await settle(tx, world.staff, MIDNIGHT)
        await live(tx, world, settled)
        await people.put_leads(tx, "kestrel", ["k1"])
        await people.put_roles(tx, "h6", [Role.MODERATOR])
        await people.put_roles(tx, "s5", [Role.ADMINISTRATOR])
        return settled

    return await database.transact(all_of_it)


@pytest.fixture
async def settled(database: Database) -> Settled:
    return await settled_in(database, example())


async def events(database: Database, kind: str) -> list[dict[str, Any]]:
    async with database.read() as session:
        return [row.data for row in await outbox.after(session, outbox.START, limit=1_000, types=[kind])]


async def test_the_worked_example_to_its_last_digit_through_graphql(
    api: Api, database: Database, settled: Settled
) -> None:
    kestrel = settled.teams["kestrel"]
    assert (await score(api, kestrel))["score"]["status"] == "NOT_YET_PUBLISHED"
    assert await actions.publish(database, publishing=DAILY) == 3

    shown = await score(api, kestrel)
    found = shown["score"]
    assert (found["status"], found["band"], found["team"]["name"]) == ("PUBLISHED", "SOLID", "kestrel")
    assert f"{found['value']:.6f}" == "76.279355"
    assert [f"{found['interval'][end]:.6f}" for end in ("low", "high")] == ["68.723101", "84.666435"]
    parts = [(each["key"], f"{each['value']:.6f}", f"{each['pointsLost']:.6f}") for each in found["components"]]
    assert parts == [
        ("RELIABILITY", "0.755201", "9.066394"),
        ("RESPONSIVENESS", "0.747496", "4.571610"),
        ("COVERAGE", "0.882538", "1.443192"),
        ("PARTICIPATION", "0.657971", "3.260782"),
        ("SERVICE", "0.767708", "3.085383"),
    ]
    assert found["weakestLink"]["key"] == "RELIABILITY"
    assert (found["asOf"], found["windowDays"], found["recipeVersion"]) == ("2026-11-20T00:00:00Z", 90, "v1")
    assert found["purpose"] == "for teams to learn from; not for pay, promotion or discipline"
    assert found["components"][0]["label"] == "Verlässlichkeit"
    assert all(each["explanation"].endswith(".") and each["counts"] for each in found["components"])
    assert shown["scoreHistory"] == {"nodes": [{"asOf": found["asOf"], "value": found["value"]}], "totalCount": 1}


async def test_a_day_is_published_once_by_whichever_worker_sees_it_first(
    api: Api, database: Database, database_url: str, settled: Settled, clock: Clock
) -> None:
    settings = Settings(database_url=SecretStr(database_url), time_zone="Europe/Berlin")
    workers = [Worker(database, settings, Vault("a key"), tombstones=recognitions.gone) for _ in range(2)]
    for worker in (*workers, *workers):
        await worker.drain()
    published = await events(database, "score.published")
    assert len(published) == len({each["team"] for each in published}) >= 1
    assert {each["asOf"] for each in published} == {"2026-11-19T23:00:00Z"}  # midnight in Berlin
    async with database.read() as session:
        rows = await outbox.after(session, outbox.START, limit=100, types=["score.published"])
    assert [list(row.teams) for row in rows] == [[each["team"]] for each in published], "for endpoints of that team"

    clock.now = NOW + timedelta(days=2)  # an outage of a day: that one is not made up
    for worker in workers:
        await worker.drain()
        await worker.close()
    days = [each["asOf"] for each in (await score(api, settled.teams["kestrel"]))["scoreHistory"]["nodes"]]
    assert days == ["2026-11-21T23:00:00Z", "2026-11-19T23:00:00Z"]


async def test_a_band_changes_only_when_the_interval_has_cleared_the_border(
    database: Database, clock: Clock, api: Api
) -> None:
    world = company({"kestrel": 6, "heron": 6, "swift": 6})
    world.promised = [Promised(f"k{n % 6 + 1}", f"h{n % 6 + 1}", 2 + n, Outcome.BROKEN) for n in range(30)]
    world.asked = [
        Asked("kestrel", None if n % 2 else "k1", 3 + n, Answer.EXPIRED if n % 2 else Answer.ACCEPTED) for n in range(6)
    ]
    world.thanked = [Thanked(f"k{n % 6 + 1}", (f"h{n % 6 + 1}",), 5 + n) for n in range(12)]
    settled = await settled_in(database, world)
    await actions.publish(database, publishing=DAILY)
    before = (await score(api, settled.teams["kestrel"]))["score"]
    assert before["band"] == "FRAGILE"
    assert await events(database, "score.band_changed") == []

    better = World(
        world.staff, [Promised(f"k{n % 6 + 1}", f"h{n % 6 + 1}", 0.5 + n / 100, Outcome.KEPT) for n in range(300)]
    )
    clock.advance(timedelta(days=1))
    settled.as_of = MIDNIGHT + timedelta(days=1)
    await database.transact(live, better, settled)
    await actions.publish(database, publishing=DAILY)
    after = (await score(api, settled.teams["kestrel"]))["score"]
    told = await events(database, "score.band_changed")
    (of_kestrel,) = [each for each in told if each["team"] == settled.teams["kestrel"]]
    assert 60 < after["interval"]["low"] < 80 < after["value"]
    assert (of_kestrel["before"], of_kestrel["band"]) == ("FRAGILE", "SOLID"), "more is not sure yet"


async def test_too_little_is_a_state_and_says_what_it_takes(api: Api, database: Database) -> None:
    world = company({"kestrel": 5, "heron": 4, "swift": 9, "wren": 5})
    world.thanked = [Thanked(f"k{n % 5 + 1}", (f"k{(n + 1) % 5 + 1}",), 3) for n in range(4)]
    world.promised = [Promised("s1", "s2", n + 1, Outcome.KEPT) for n in range(20)]
    settled = await settled_in_bare(database, world)
    await actions.publish(database, publishing=DAILY)
    found = {name: (await score(api, key, "k1"))["score"] for name, key in settled.teams.items()}
    assert {name: each["status"] for name, each in found.items()} == {
        "kestrel": "INSUFFICIENT_EVIDENCE",
        "heron": "TOO_FEW_MEMBERS",
        "swift": "TOO_FEW_CONTRIBUTORS",
        "wren": "TOO_FEW_CONTRIBUTORS",
    }
    for each in found.values():
        assert (each["value"], each["components"], each["weakestLink"], each["interval"]) == (None, [], None, None)
        assert len(each["statusText"]) > 20
    assert "8" in found["kestrel"]["statusText"]


async def settled_in_bare(database: Database, world: World) -> Settled:
    async def all_of_it(tx: Transaction) -> Settled:
        settled = await settle(tx, world.staff, MIDNIGHT)
        await live(tx, world, settled)
        return settled

    return await database.transact(all_of_it)


DISPUTE = "mutation($i: DisputeScoreInput!) { disputeScore(input: $i) { score { value } userErrors { code path } } }"
ANSWER = "mutation($i: AnswerDisputeInput!) { answerDispute(input: $i) { score { value } userErrors { code } } }"
QUEUE = "{ moderationQueue { nodes { id reason team { name } subject { id } } pageInfo { hasNextPage } } }"
SWITCH = "mutation($i: SwitchScoreInput!) { switchScore(input: $i) { score { status } userErrors { code } } }"


async def codes(api: Api, document: str, who: str, field: str, **given: Any) -> list[str]:
    return [each["code"] for each in (await api(document, who, i=given))[field]["userErrors"]]


async def test_a_dispute_that_is_accepted_publishes_the_score_anew(
    api: Api, database: Database, settled: Settled
) -> None:
    await actions.publish(database, publishing=DAILY)
    kestrel = settled.teams["kestrel"]
    before = (await score(api, kestrel))["score"]["value"]
    broken = await api("{ commitments(filter: {states: [BROKEN]}) { nodes { id performer { userName } } } }", "k3")
    (theirs,) = [each["id"] for each in broken["commitments"]["nodes"] if each["performer"]["userName"] == "k3"]

    doubt = {"team": kestrel, "reason": "It was called off on the phone.", "subject": theirs}
    assert await codes(api, DISPUTE, "h1", "disputeScore", **doubt) == ["NOT_ALLOWED"]
    assert await codes(api, DISPUTE, "k3", "disputeScore", **{**doubt, "reason": " "}) == ["TOO_SHORT"]
    assert await codes(api, DISPUTE, "k3", "disputeScore", **{**doubt, "subject": kestrel}) == ["NOT_FOUND"]
    assert await codes(api, DISPUTE, "k3", "disputeScore", **doubt) == []
    assert await codes(api, DISPUTE, "k4", "disputeScore", **doubt) == ["CONFLICT"]

    (item,) = (await api(QUEUE, "h6"))["moderationQueue"]["nodes"]
    assert (item["team"]["name"], item["reason"]) == ("kestrel", doubt["reason"])
    said = {"id": item["id"], "accept": True, "answer": "So it was."}
    assert await api.codes(ANSWER, "k3", i=said) == ["FORBIDDEN"]
    assert await codes(api, ANSWER, "h6", "answerDispute", **said) == []
    assert await codes(api, ANSWER, "h6", "answerDispute", **said) == ["CONFLICT"]
    assert (await api(QUEUE, "h6"))["moderationQueue"]["nodes"] == []

    after = (await score(api, kestrel))["score"]["value"]
    assert after > before
    corrected = [each["team"] for each in await events(database, "score.published") if each["corrected"]]
    assert corrected == [kestrel]


async def test_of_those_who_dispute_the_same_at_once_the_first_does(api: Api, settled: Settled) -> None:
    kept = await api("{ commitments(filter: {states: [KEPT]}, first: 1) { nodes { id } } }", "k3")
    doubt = {"team": settled.teams["kestrel"], "reason": "Not so.", "subject": kept["commitments"]["nodes"][0]["id"]}
    at_once = [codes(api, DISPUTE, who, "disputeScore", **doubt) for who in ("k1", "k2", "k3", "k4", "k5")]
    assert sorted(await asyncio.gather(*at_once)) == [[], *[["CONFLICT"]] * 4]


async def test_who_may_switch_a_score_and_what_is_off_is_neither_shown_nor_stored(
    api: Api, database: Database, settled: Settled, clock: Clock
) -> None:
    await actions.publish(database, publishing=DAILY)
    kestrel, heron = settled.teams["kestrel"], settled.teams["heron"]
    assert await codes(api, SWITCH, "k2", "switchScore", team=kestrel, on=False) == ["NOT_ALLOWED"]
    assert await codes(api, SWITCH, "k1", "switchScore", team=heron, on=False) == ["NOT_ALLOWED"]
    assert await codes(api, SWITCH, "k1", "switchScore", on=False) == ["NOT_ALLOWED"]
    for _ in range(2):  # the second click
        assert await codes(api, SWITCH, "k1", "switchScore", team=kestrel, on=False) == []

    shown = await score(api, kestrel)
    assert (shown["score"]["status"], shown["score"]["value"]) == ("SWITCHED_OFF", None)
    assert shown["scoreHistory"] == {"nodes": [], "totalCount": 0}
    clock.advance(timedelta(days=1))
    await actions.publish(database, publishing=DAILY)
    assert await codes(api, SWITCH, "s5", "switchScore", team=kestrel, on=True) == []
    assert len((await score(api, kestrel))["scoreHistory"]["nodes"]) == 1, "of the day on which it was off, nothing"

    assert await codes(api, SWITCH, "s5", "switchScore", on=False) == []
    assert (await score(api, heron))["score"]["status"] == "SWITCHED_OFF"
    assert (await score(api, heron))["leadership"]["status"] == "SWITCHED_OFF"
    rest = await api("{ organization { leadership { status } } serviceChain { withheld links { promises } } }", "k1")
    assert rest["organization"]["leadership"] == {"status": "SWITCHED_OFF"}
    assert rest["serviceChain"] == {"withheld": 0, "links": []}
    assert await codes(api, SWITCH, "s5", "switchScore", team=settled.people["k1"], on=False) == ["NOT_FOUND"]
    clock.advance(timedelta(days=1))
    assert await actions.publish(database, publishing=DAILY) == 0


class Slow(ThreadPoolExecutor):
    """Threads that begin when they are let."""

    def __init__(self) -> None:
        super().__init__(max_workers=2)
        self.asked, self.let = asyncio.Event(), threading.Event()

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked.set()
        return super().submit(lambda: self.let.wait() and work(*args, **kwargs))


async def test_who_writes_while_scores_are_reckoned_does_not_wait_and_a_switch_is_heeded(
    api: Api, database: Database, settled: Settled
) -> None:
    loop, slow, kestrel = asyncio.get_running_loop(), Slow(), settled.teams["kestrel"]
    loop.set_default_executor(slow)
    try:
        publishing = asyncio.create_task(actions.publish(database, publishing=DAILY))
        await slow.asked.wait()
        assert await codes(api, SWITCH, "k1", "switchScore", team=kestrel, on=False) == []
    finally:
        slow.let.set()
        loop.set_default_executor(ThreadPoolExecutor())  # the loop is that of every test
    assert await publishing == 2
    assert kestrel not in [each["team"] for each in await events(database, "score.published")]
    assert await codes(api, SWITCH, "k1", "switchScore", team=kestrel, on=True) == []
    assert (await score(api, kestrel))["score"]["status"] == "NOT_YET_PUBLISHED"


async def test_an_administrator_tries_another_recipe_and_nothing_is_stored(
    api: Api, database: Database, settled: Settled
) -> None:
    document = "query($r: JSON!, $t: [ID!]!) { scorePreview(recipe: $r, teams: $t) { status value recipeVersion } }"
    kestrel = settled.teams["kestrel"]
    (unknown,) = (await api(document, "s5", r=RECIPES["v1"].data(), t=[kestrel]))["scorePreview"]
    assert unknown["status"] == "NOT_YET_PUBLISHED", "of what has no score nothing is shown"
    await actions.publish(database, publishing=DAILY)
    before = (await score(api, kestrel))["score"]
    same = {"r": RECIPES["v1"].data(), "t": [kestrel]}
    (found,) = (await api(document, "s5", **same))["scorePreview"]
    assert (found["status"], found["value"]) == ("PUBLISHED", before["value"])
    (milder,) = (await api(document, "s5", r={"version": "mild", "pull": 40}, t=[kestrel]))["scorePreview"]
    assert (milder["recipeVersion"], milder["value"] == found["value"]) == ("mild", False)

    assert await api.codes(document, "k1", **same) == ["FORBIDDEN"]
    wrong: list[Any] = [
        {}, "v1", {"version": "x", "weights": {"reliability": 2}}, {"version": "x", "window": 60},
        {"version": "v1", "pull": 3}, {"version": "x", "least_members": 1},
    ]  # fmt: skip
    for recipe in wrong:
        assert await api.codes(document, "s5", r=recipe, t=[kestrel]) == ["BAD_REQUEST"], recipe
    assert (await score(api, kestrel))["score"] == before


async def test_the_service_chain_shows_no_link_that_tells_of_few(api: Api, database: Database) -> None:
    world = company({"kestrel": 6, "heron": 6, "swift": 6, "wren": 3})
    world.promised = [
        *(Promised(f"k{n % 6 + 1}", f"h{n % 6 + 1}", n + 1, Outcome.KEPT) for n in range(12)),
        *(Promised(f"h{n % 6 + 1}", f"s{n % 6 + 1}", n + 1, Outcome.BROKEN) for n in range(6)),
        *(Promised(f"w{n % 3 + 1}", f"k{n % 6 + 1}", n + 1, Outcome.KEPT) for n in range(9)),
        *(Promised("s1", "k1", n + 1, Outcome.KEPT) for n in range(4)),
    ]
    world.thanked = [Thanked("h1", ("k1", "k2"), 3), Thanked("h2", ("k2",), 4), Thanked("k1", ("h1",), 4)]
    settled = await settled_in_bare(database, world)
    await actions.publish(database, publishing=DAILY)
    document = """query($t: ID) { serviceChain(team: $t) { withheld weakestLink { from { name } }
        links { from { name } to { name } promises reliability answered recognitionsBack } } }"""
    chain = (await api(document, "k1"))["serviceChain"]
    links = [(each["from"]["name"], each["to"]["name"], each["promises"]) for each in chain["links"]]
    assert links == [("kestrel", "heron", 12), ("heron", "swift", 6)]
    assert (chain["withheld"], chain["weakestLink"]["from"]["name"]) == (2, "heron")
    assert chain["links"][0]["recognitionsBack"] == 2
    assert await api.codes("{ serviceChain { links(first: 501) { promises } } }", "k1") == ["BAD_REQUEST"]
    first = "query($n: Int) { serviceChain { links(first: $n) { promises } } }"
    assert [len((await api(first, "k1", n=n))["serviceChain"]["links"]) for n in (None, 1)] == [2, 1]
    of_one = (await api(document, "k1", t=settled.teams["swift"]))["serviceChain"]
    assert ([each["from"]["name"] for each in of_one["links"]], of_one["withheld"]) == (["heron"], 1)


async def test_leadership_is_shown_of_five_and_never_of_one(api: Api, database: Database) -> None:
    world = company({"north": 6, "kestrel": 6, "heron": 6}, {"kestrel": "north", "heron": "north"})
    world.thanked = [Thanked("n1", ("k1",), 3), Thanked("n2", ("h1",), 4)]
    world.promised = [Promised("n1", "k1", 5, Outcome.KEPT), Promised("n2", "k2", 5, Outcome.BROKEN)]
    settled = await settled_in_bare(database, world)
    await database.transact(people.put_leads, "north", ["n1", "n2", "n3", "n4"])
    await database.transact(people.put_leads, "kestrel", ["k1"])
    await actions.publish(database, publishing=DAILY)
    of_north = (await score(api, settled.teams["north"]))["leadership"]
    assert of_north == {
        "status": "PUBLISHED", "leaders": 5, "leadersWhoGave": 2, "promisesToTheirPeopleKept": 0.5,
    }  # fmt: skip
    of_kestrel = (await score(api, settled.teams["kestrel"]))["leadership"]
    assert (of_kestrel["status"], of_kestrel["leaders"]) == ("TOO_FEW_MEMBERS", None)
    whole = await api("{ organization { leadership { leaders status } } }", "k1")
    assert whole["organization"]["leadership"] == {"leaders": 5, "status": "PUBLISHED"}


async def test_live_scores_are_reckoned_when_asked_for_and_stored_nowhere(
    database: Database, database_url: str, settled: Settled, clock: Clock
) -> None:
    settings = Settings(
        database_url=SecretStr(database_url), secret_key=SecretStr("a key"), auth="dev", score_refresh=timedelta()
    )
    app = create(settings, clock=clock, database=database, work=False)
    clock.now = MIDNIGHT
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8400") as client:
        live_api = Api(client, app)
        shown = await score(live_api, settled.teams["kestrel"])
        chain = await live_api("{ serviceChain { withheld } organization { leadership { status } } }", "k1")
    assert f"{shown['score']['value']:.6f}" == "76.279355"
    assert shown["scoreHistory"]["nodes"] == []
    assert chain["serviceChain"]["withheld"] > 0
    assert await events(database, "score.published") == []


async def test_reports_and_disputes_wait_for_a_moderator_in_one_queue(
    api: Api, database: Database, settled: Settled, clock: Clock
) -> None:
    report = "mutation($i: ReportInput!) { report(input: $i) { userErrors { code } } }"
    feed = (await api("{ recognitions(first: 2) { nodes { id } } }", "k1"))["recognitions"]["nodes"]
    for n, each in enumerate(feed):
        clock.advance(timedelta(seconds=1))
        assert await codes(api, report, "s4", "report", id=each["id"], reason=f"report {n}") == []
        clock.advance(timedelta(seconds=1))
        doubt = {"team": settled.teams["kestrel"], "reason": f"dispute {n}"}
        assert await codes(api, DISPUTE, "k5", "disputeScore", **doubt) == []
    paged = """query($a: String) { moderationQueue(first: 1, after: $a) {
        nodes { reason } pageInfo { hasNextPage endCursor } } }"""

    found, after, more = [], None, True
    while more:
        page = (await api(paged, "h6", a=after))["moderationQueue"]
        found += [each["reason"] for each in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    mine = (await api("{ moderationQueue { nodes { id reason } } }", "h6"))["moderationQueue"]["nodes"]
    await database.transact(people.put_roles, "k5", [Role.MODERATOR])
    (own,) = [each["id"] for each in mine if each["reason"] == "dispute 0"]
    assert await codes(api, ANSWER, "k5", "answerDispute", id=own, accept=True, answer="Yes") == ["NOT_ALLOWED"]
    whole = [each["reason"] for each in (await api(QUEUE, "h6"))["moderationQueue"]["nodes"]]
    assert found == whole == ["report 0", "dispute 0", "report 1", "dispute 1"]
