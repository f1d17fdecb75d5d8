"""An answer that is kept is the one that would be made anew, byte for byte, whatever was written, however late it is.

`HYB_BODIES` and `HYB_BODIES_SEED` let longer days pass, and others: HYB_BODIES=3000 HYB_BODIES_SEED=1.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

import httpx
import orjson
import pytest

from conftest import Api, Clock, Company
from had_your_back import idempotency, versions
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import store as commitments_store
from had_your_back.commitments import tables, transitions
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Details, Draft
from had_your_back.database import Database, Transaction
from had_your_back.errors import Refused
from had_your_back.graph import bodies, view
from had_your_back.graph.bodies import Bodies
from had_your_back.graph.context import Context
from had_your_back.graph.documents import MANIFEST
from had_your_back.pace import Budget, draw
from had_your_back.people import actions as people
from had_your_back.people.actions import Absence, PersonDraft, TeamDraft, TokenDraft
from had_your_back.people.rules import Role, Scope
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision
from had_your_back.recognitions.rules import Visibility
from had_your_back.webhooks import queue
from recognitions.acting import LIMITS, actor, draft, give

STEPS = int(os.environ.get("HYB_BODIES", "0")) or {"sqlite": 60, "postgresql": 20}
SEED = int(os.environ.get("HYB_BODIES_SEED", "0"))
OURS = {each["name"]: each for each in orjson.loads(MANIFEST.read_bytes())["operations"]}
VIEWERS = ("ann", "ann", "bob", "dee", "mod")
WHO = ("ann", "bob", "cyd", "dee", "mia", "mod", "adm")
LATER = (timedelta(seconds=1), timedelta(minutes=5), timedelta(minutes=16), timedelta(days=1), timedelta(days=4))
ROLES = {"mod": Role.MODERATOR, "adm": Role.ADMINISTRATOR, "int": Role.INTEGRATOR}


COMMITMENTS = tables.commitment


class Day:
    """What happens in the small company, at random; what was refused did not happen."""

    def __init__(self, database: Database, company: Company, clock: Clock, seed: int, happens: Sequence[Any]) -> None:
        self.happens = happens
        self.database, self.company, self.clock = database, company, clock
        self.chance = random.Random(f"day {seed}")
        self.recognitions: list[str] = []
        self.comments: list[str] = []
        self.commitments: list[str] = []
        self.token = ""

    async def begin(self) -> None:
        await self.come_back()
        token = TokenDraft(name="page", scopes=frozenset({Scope.RECOGNITIONS_READ, Scope.PEOPLE_READ}), person="cyd")
        self.token = (await self.database.transact(people.create_token, token))[1]
        for _ in range(4):
            await self.thank()
        await self.ask()

    async def go_on(self) -> str:
        """Something happens; its name."""
        happens = self.chance.choice(self.happens)
        try:
            await happens(self)
        except Refused:
            return f"{happens.__name__} (refused)"
        return happens.__name__

    async def does(self, action: Any, name: str, *args: Any, **more: Any) -> Any:
        return await self.database.transact(action, actor(self.company, name), *args, **more)

    def who(self) -> str:
        return self.chance.choice(WHO)

    async def thank(self) -> None:
        giver, *to = self.chance.sample(WHO[:5], 3)
        visibility = self.chance.choice((Visibility.EVERYONE, *Visibility))
        wanted = draft(self.company, to, f"Number {len(self.recognitions)}", visibility=visibility)
        self.recognitions.append(await self.does(actions.give, giver, wanted, limits=LIMITS))

    async def react(self) -> None:
        await self.does(actions.react, self.who(), self.chance.choice(self.recognitions), "👏", limits=LIMITS)

    async def react_no_more(self) -> None:
        await self.does(actions.remove_reaction, self.who(), self.chance.choice(self.recognitions), "👏")

    async def endorse(self) -> None:
        await self.does(actions.endorse, self.who(), self.chance.choice(self.recognitions), limits=LIMITS)

    async def endorse_no_more(self) -> None:
        await self.does(actions.remove_endorsement, self.who(), self.chance.choice(self.recognitions))

    async def comment(self) -> None:
        said = f"Yes {len(self.comments)}"
        about = self.chance.choice(self.recognitions)
        self.comments.append(await self.does(actions.add_comment, self.who(), about, said, limits=LIMITS))

    async def comment_no_more(self) -> None:
        await self.does(actions.delete_comment, self.who(), self.chance.choice(self.comments or ["com_0"]))

    async def edit(self) -> None:
        words, about = f"Better {self.chance.random()}", self.chance.choice(self.recognitions)
        await self.does(actions.edit, self.who(), about, words, limits=LIMITS)

    async def withdraw(self) -> None:
        await self.does(actions.withdraw, self.who(), self.chance.choice(self.recognitions), limits=LIMITS)

    async def report(self) -> None:
        about = self.chance.choice(self.recognitions)
        await self.does(actions.report, self.who(), about, "Is that so?", limits=LIMITS)

    async def moderate(self) -> None:
        hide, about = self.chance.random() < 0.5, self.chance.choice(self.recognitions)
        await self.does(actions.moderate, "mod", Decision(subject=about, hide=hide, reason="so"), limits=LIMITS)

    async def rename(self) -> None:
        name = self.who()
        wanted = PersonDraft(user_name=name, display_name=f"{name} {self.chance.randrange(100)}")
        await self.database.transact(people.put_person, wanted)

    async def rename_team(self) -> None:
        wanted = TeamDraft(external_id="kestrel", name=f"Kestrel {self.chance.randrange(100)}", parent="north")
        await self.database.transact(people.put_team, wanted)

    async def move(self) -> None:
        team, at = self.chance.choice(("kestrel", "heron", "swift")), self.clock.now
        await self.database.transact(people.move, self.who(), team, at=at)

    async def report_to(self) -> None:
        await self.database.transact(people.put_manager, self.who(), self.chance.choice((None, "mia", "bob")))

    async def lead(self) -> None:
        await self.database.transact(people.put_leads, "kestrel", self.chance.sample(WHO, 2))

    async def be_somebody_else(self) -> None:
        await self.database.transact(people.put_roles, "dee", self.chance.choice(([], [Role.MODERATOR])))

    async def leave(self) -> None:
        if self.chance.random() < 0.2:
            await self.database.transact(people.deactivate, "dee")

    async def come_back(self) -> None:
        await self.database.transact(people.put_person, PersonDraft(user_name="dee", display_name="Dee", team="swift"))

    async def be_away(self) -> None:
        wanted = Absence(until=self.clock.now + timedelta(days=2))
        await self.does(commitments.set_away, self.who(), wanted, terms=Terms())

    async def renew_address(self) -> None:
        await self.does(people.renew_calendar, self.who())

    async def ask(self) -> None:
        due = self.clock.now + timedelta(days=self.chance.randrange(1, 6))
        asker, of = self.chance.sample(WHO[:5], 2)
        wanted = Draft(title=f"Promise {len(self.commitments)}", due_at=due, private=self.chance.random() < 0.2)
        asked = self.company[self.chance.choice((of, of, "kestrel"))]
        self.commitments.append(await self.does(commitments.request, asker, asked, wanted, terms=Terms()))

    async def act(self) -> None:
        wanted = self.chance.choice(self.commitments)
        async with self.database.read() as session:
            row = await session.row(COMMITMENTS.select().where(COMMITMENTS.c.id == wanted))
        assert row is not None
        it = commitments_store.it_of(row)
        names = {key: name for name, key in self.company.people.items()}
        who = names.get(self.chance.choice((it.customer, it.performer, it.awaiting)) or "", "bob")
        async with self.database.read() as session:
            standing = await commitments.stand(session, it, self.company[who], performer_team=row.performer_team_id)
        act = self.chance.choice(transitions.allowed(it, standing, self.clock.now) or [transitions.Act.CLAIM])
        details = Details(title="Other words", due_at=self.clock.now + timedelta(days=self.chance.randrange(1, 4)))
        step = Step(commitment=wanted, version=row.version, act=act, details=details)
        await self.does(commitments.act, who, step, terms=Terms())

    async def strike(self) -> None:
        await self.database.transact(commitments.sweep, terms=Terms())

    async def wait(self) -> None:
        self.clock.advance(self.chance.choice(LATER))


HAPPENS = [
    each for name, each in vars(Day).items()
    if not name.startswith("_") and name not in {"begin", "go_on", "does", "who"}
]  # fmt: skip
HAPPENS += [Day.wait, Day.wait, Day.thank, Day.act, Day.act, Day.react]


def questions(day: Day) -> list[tuple[str, dict[str, Any]]]:
    """What the pages ask, now and again."""
    company, chance = day.company, day.chance
    return [
        ("Feed", {"first": 5}),
        ("Feed", {"first": 5, "filter": {"team": company["kestrel"]}}),
        ("TeamFeed", {"team": company["north"], "first": 3}),
        ("PersonHistory", {"person": company["ann"]}),
        ("Comments", {"recognition": day.recognitions[0]}),
        ("Node", {"id": chance.choice(day.recognitions[:3])}),
        ("Commitments", {"first": 5}),
        ("Commitments", {"first": 5, "filter": {"overdue": True}}),
        ("Commitment", {"id": day.commitments[0]}),
        ("AwaitingMe", {}),
        ("CalendarUrl", {}),
        ("FindRecipients", {"search": "ex"}),
        ("Viewer", {}),
        ("ModerationQueue", {}),
        ("TeamScore", {"team": company["kestrel"]}),
        ("Events", {"first": 5}),
    ]


async def ask(api: Api, name: str, variables: dict[str, Any], token: str, **more: str) -> httpx.Response:
    params = {"documentId": OURS[name]["id"], "variables": orjson.dumps(variables).decode()}
    headers = {"authorization": f"Bearer {token}", **more}
    return await api.client.get("/graphql", params=params, headers=headers)


async def walk(
    api: Api,
    day: Day,
    steps: int,
    *,
    asked: Sequence[str] = (),
    counts: Counter[str] | None = None,
) -> str | None:
    """The first answer that is another one than it would be if it were made anew, and what happened before.

    Each time something is asked, then something happens, then it is asked again.
    """
    counts, view = Counter() if counts is None else counts, api.app.state.view
    keeping, forgetting = Bodies(day.database), Bodies(day.database, most=0)
    await day.begin()
    for _ in range(steps):
        found = [each for each in questions(day) if not asked or each[0] in asked]
        tokens = [f"dev:{day.chance.choice(VIEWERS)}" if day.chance.random() < 0.8 else day.token for _ in range(2)]
        some = [(each, day.chance.choice(tokens)) for each in day.chance.sample(found, min(3, len(found)))]

        async def told(bodies: Bodies) -> list[tuple[int, str, str | None]]:
            view.bodies = bodies
            answers = [await ask(api, *each, token) for each, token in some]  # noqa: B023
            for (name, _), each in zip((each for each, _ in some), answers, strict=True):  # noqa: B023
                counts[f"{name}: {each.headers.get('hyb-road', 'refused').partition(';')[0]}"] += 1
            return [(each.status_code, each.text, each.headers.get("etag")) for each in answers]

        await told(keeping)
        happened = await day.go_on()
        kept, fresh = await told(keeping), await told(forgetting)
        if kept != fresh:
            return f"after {happened}\n{some}\n{kept}\n{fresh}"
    return None


async def test_whatever_happens_a_kept_answer_is_the_one_that_would_be_made(
    api: Api, database: Database, company: Company, clock: Clock, engine: str
) -> None:
    counts = Counter[str]()
    steps = STEPS if isinstance(STEPS, int) else STEPS[engine]
    day = Day(database, company, clock, SEED, HAPPENS)
    assert await walk(api, day, steps, counts=counts) is None
    kept = {name for name in OURS if counts[f"{name}: kept"]}
    assert len(kept) > 5, counts
    assert kept.isdisjoint({"Viewer", "TeamScore"})  # tell of the last 90 days, and of today


Fault = Callable[[pytest.MonkeyPatch], None]


def _not_counted(*tables: str) -> Fault:
    counts = versions.counts

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        others = lambda sql: set(versions._WRITTEN.findall(sql)).isdisjoint(tables)  # noqa: E731
        monkeypatch.setattr(versions, "counts", lambda sql: counts(sql) and others(sql))

    return plant


def _without(place: int) -> Fault:
    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        def key(*of: Any) -> Any:
            return tuple(part for number, part in enumerate(bodies.key_of(*of)) if number != place)

        monkeypatch.setattr(view, "key_of", key)

    return plant


def _never_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "turning", lambda self, *_: self.moment)


def _one_turn_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transitions.Commitment, "turns", property(lambda _: (None,)))


def _time_is_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "varies", lambda: None)
    monkeypatch.setattr("had_your_back.graph.context.varies", lambda: None)
    monkeypatch.setattr("had_your_back.database.varies", lambda: None)


FEEDS = ("Feed", "TeamFeed")
FAULTS: dict[str, tuple[Fault, Sequence[Any], Sequence[str]]] = {
    "a thank-you is not counted": (
        _not_counted("event", *(f"recognition{each}" for each in ("", "_recipient", "_team", "_behaviour", "_search"))),
        [Day.thank],
        FEEDS,
    ),
    "a reaction is not counted": (_not_counted("reaction", "recognition"), [Day.react, Day.react_no_more], FEEDS),
    "what only a person's row says is not counted": (_not_counted("person"), [Day.renew_address], ["CalendarUrl"]),
    "a move is not counted": (_not_counted("event", "membership", "team"), [Day.move], FEEDS),
    "an act is not counted": (_not_counted("event", "commitment", "commitment_step"), [Day.act], ["Commitments"]),
    "no step is taken": (
        lambda patch: patch.setattr(Transaction, "step", lambda _: _nothing()), [Day.rename], ["FindRecipients", *FEEDS]
    ),
    "the document is not part of the key": (_without(0), [Day.wait], ["AwaitingMe", "CalendarUrl"]),
    "the variables are not part of the key": (_without(1), [Day.wait], ["Node"]),
    "who asks is not part of the key": (_without(2), [Day.wait], ["CalendarUrl", "AwaitingMe"]),
    "an answer is kept beyond the edit window": (_never_turns, [Day.thank, Day.wait], ["Feed"]),
    "an answer is kept beyond a due date": (_one_turn_is_forgotten, [Day.ask, Day.act, Day.wait], ["Commitments"]),
    "what depends on the clock is kept": (_time_is_not_noted, [Day.ask, Day.act, Day.wait], ["Commitments", "Viewer"]),
}  # fmt: skip


async def _nothing() -> None:
    """Takes no step."""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_that_is_planted_is_found(
    name: str, api: Api, database: Database, company: Company, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, happens, asked = FAULTS[name]
    plant(monkeypatch)
    assert database._lite is not None
    # What is known of statements is made anew, with the fault, and forgotten with it.
    monkeypatch.setattr(database._lite.statements, "_kept", OrderedDict())
    monkeypatch.setattr(database._lite.statements, "_met", WeakKeyDictionary())
    assert await walk(api, Day(database, company, clock, 0, happens), 60, asked=asked) is not None


async def test_whoever_has_the_answer_is_told_so_and_no_more(api: Api, database: Database, company: Company) -> None:
    await give(database, company, "ann", "bob")
    first = await ask(api, "Feed", {"first": 3}, "dev:ann")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = await ask(api, "Feed", {"first": 3}, "dev:ann", **{"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["hyb-road"]) == (304, b"", "kept")
    same = ("etag", "cache-control", "vary", "ratelimit-policy")
    assert [again.headers[each] for each in same] == [first.headers[each] for each in same]
    # The same data in another media type is another representation, with a tag of its own.
    newer = {"accept": "application/graphql-response+json"}
    other = await ask(api, "Feed", {"first": 3}, "dev:ann", **newer, **{"if-none-match": tag})
    assert (other.status_code, other.content) == (200, first.content)
    assert other.headers["etag"] != tag
    await give(database, company, "ann", "bob", message="And again")
    changed = await ask(api, "Feed", {"first": 3}, "dev:ann", **{"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)


async def test_a_post_is_answered_from_what_is_kept_too(api: Api, company: Company) -> None:
    roads = []
    for variables in ({"language": "de"}, {"language": "de"}, {"language": "en"}):
        answer = await api.post(OURS["Behaviours"]["body"], **variables)
        roads.append(answer.headers["hyb-road"])
        assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)
    assert roads == ["plan", "kept", "plan"]
    errors = [await api.codes(OURS["Feed"]["body"], first=1, last=1) for _ in range(2)]
    assert errors == [["BAD_REQUEST"]] * 2
    unkept = [(await api.post("{ behaviours { key } }")).headers["hyb-road"] for _ in range(3)]
    assert unkept[1:] == ["plan"] * 2  # not one of ours


async def test_a_token_that_is_revoked_gets_nothing_that_is_kept(
    api: Api, database: Database, company: Company
) -> None:
    scopes = [Scope.RECOGNITIONS_READ, Scope.PEOPLE_READ, Scope.COMMITMENTS_READ]
    key, token = await database.transact(people.create_token, TokenDraft(name="page", scopes=scopes, person="ann"))
    assert [(await ask(api, "Feed", {}, token)).headers["hyb-road"] for _ in range(2)] == ["plan", "kept"]
    await database.transact(people.revoke_token, key)
    assert (await ask(api, "Feed", {}, token)).status_code == 401


async def test_what_other_processes_commit_is_seen_and_what_machines_write_is_no_news(
    api: Api, database: Database, database_url: str, company: Company, clock: Clock
) -> None:
    async def road() -> str:
        return str((await ask(api, "FindRecipients", {"search": "bob"}, "dev:ann")).headers["hyb-road"])

    assert [await road(), await road()] == ["plan", "kept"]
    other = Database(database_url, clock=clock)
    try:
        await other.transact(draw, "somebody", Budget(600), owed=1, least=1)
        await other.transact(queue.begin_digests)
        await other.transact(idempotency.forget)
        assert await road() == "kept"
        await other.transact(people.put_person, PersonDraft(user_name="bob", display_name="Bobby"))
        assert [await road(), await road()] == ["plan", "kept"]
        with pytest.raises(Refused):
            await other.transact(people.put_manager, "bob", "bob")
        assert await road() == "kept"
    finally:
        await other.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_count_grows_with_each_commit_in_whatever_order_they_come(
    api: Api, database: Database, company: Company
) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(tx: Transaction) -> None:
        await people.put_person(tx, PersonDraft(user_name="bob", display_name="Slow"))
        written.set()
        await go_on.wait()

    counts = [await database.version()]
    slow = asyncio.create_task(database.transact(slowly))
    await written.wait()
    await database.transact(people.put_person, PersonDraft(user_name="cyd", display_name="Fast"))
    counts.append(await database.version())  # that began later, and is done
    go_on.set()
    await slow
    counts.append(await database.version())
    assert counts == sorted(set(counts))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_is_kept_takes_so_much_memory_and_no_more(api: Api, company: Company) -> None:
    kept = Bodies(api.app.state.service.database, most=100_000)
    api.app.state.view.bodies = kept
    for number in range(100):
        await ask(api, "FindRecipients", {"search": f"{number}"}, "dev:ann")
    sizes = [len(each.body.content) + bodies.AROUND for each in kept._kept.values()]
    assert sum(sizes) == kept._size <= 100_000
    assert 20 < len(sizes) < 50
    (last,) = {each for each in kept._kept if b'"99"' in each[1]}  # type: ignore[index]
    assert last == list(kept._kept)[-1]


def test_what_a_statement_says_is_what_it_counts_as() -> None:
    assert versions.counts("INSERT INTO recognition (id) VALUES (?)")
    assert versions.counts('UPDATE "person" SET away_from=?')
    assert versions.counts("WITH _a AS (DELETE FROM ONLY reaction RETURNING 1) SELECT 1")
    assert not versions.counts("SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE")
    assert not versions.counts("UPDATE webhook_delivery SET state = 'IN_FLIGHT' RETURNING id")
    assert versions.counts("WITH a AS (UPDATE webhook_delivery SET due = ?) INSERT INTO event VALUES (1)")
    assert not versions.counts(versions.STEP["sqlite"].replace("version", "pace_bucket", 1))
    assert versions.of_the_moment("SELECT 1 FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())")
    assert versions.of_the_moment("SELECT last_used_at FROM service_token")
    assert not versions.of_the_moment("SELECT nowhere FROM person")
