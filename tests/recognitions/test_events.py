"""Each fact is one event, recorded with it, for those whom it concerns; what is no news is none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from conftest import Company
from had_your_back.database import Database
from had_your_back.people import actions as people
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision
from recognitions.acting import LIMITS, actor, draft, give, told


def as_told(event: Any) -> tuple[str, str, str, list[str], dict[str, Any]]:
    return event.type, event.subject, event.visibility, event.teams, event.data


async def test_every_act_is_told_once_with_its_audience(database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "cyd", visibility="TEAMS")
    everybody = sorted(company[team] for team in ("kestrel", "heron", "north"))

    async def moved(tx: Any) -> None:  # later moves change nothing about whom it concerns
        await people.move(tx, "ann", "swift", at=tx.now)

    await database.transact(moved)
    comment = ""

    async def said(tx: Any) -> str:
        nonlocal comment
        comment = await actions.add_comment(tx, actor(company, "bob"), given, "Yes", limits=LIMITS)
        return comment

    def by(
        name: str, action: Callable[..., Awaitable[str]], *args: Any, **more: Any
    ) -> Callable[[Any], Awaitable[str]]:
        return lambda tx: action(tx, actor(company, name), *args, **more)

    async def told_by(act: Callable[[Any], Awaitable[Any]]) -> list[tuple[str, dict[str, Any]]]:
        before = len(await told(database))
        await database.transact(act)
        new = (await told(database))[before:]
        assert all((event.subject, event.visibility, event.teams) == (given, "TEAMS", everybody) for event in new)
        assert all(event.occurred_at == database.now() for event in new)
        return [(event.type.removeprefix("recognition."), event.data) for event in new]

    def hide(subject: str, hides: bool) -> Callable[[Any], Awaitable[str]]:
        decision = Decision(subject=subject, hide=hides, reason="As it is")
        return by("mod", actions.moderate, decision, limits=LIMITS)

    of = {"recognition": given}
    ann, bob = company["ann"], company["bob"]
    first = (await told(database))[0]
    assert as_told(first) == (
        "recognition.given",
        given,
        "TEAMS",
        everybody,
        {**of, "giver": ann, "recipients": [company["cyd"]], "team": None, "behaviours": ["had_my_back"]},
    )
    assert await told_by(by("ann", actions.edit, given, "Thanks!", limits=LIMITS)) == [("edited", {**of, "giver": ann})]
    assert await told_by(by("ann", actions.edit, given, "Thanks!", limits=LIMITS)) == []
    assert await told_by(by("bob", actions.react, given, "👏", limits=LIMITS)) == []
    assert await told_by(by("bob", actions.remove_reaction, given, "👏")) == []
    assert await told_by(by("bob", actions.endorse, given, limits=LIMITS)) == [("endorsed", {**of, "person": bob})]
    assert await told_by(by("bob", actions.endorse, given, limits=LIMITS)) == []
    assert await told_by(by("bob", actions.remove_endorsement, given)) == []
    assert await told_by(said) == [("commented", {**of, "comment": comment, "author": bob})]
    assert await told_by(by("cyd", actions.report, comment, "No", limits=LIMITS)) == []
    assert await told_by(by("cyd", actions.report, given, "No", limits=LIMITS)) == []
    gone = [("comment_deleted", {**of, "comment": comment})]
    assert await told_by(hide(comment, True)) == gone
    assert await told_by(hide(comment, True)) == []
    assert await told_by(hide(comment, False)) == []
    assert await told_by(by("bob", actions.delete_comment, comment)) == gone
    assert await told_by(hide(given, True)) == [("hidden", of)]
    assert await told_by(hide(given, True)) == []
    assert await told_by(hide(given, False)) == [("unhidden", of)]
    assert await told_by(by("ann", actions.withdraw, given, limits=LIMITS)) == [("withdrawn", {**of, "giver": ann})]
    assert await told_by(by("ann", actions.withdraw, given, limits=LIMITS)) == []


async def test_a_gift_to_a_team_names_the_team_and_everybody_it_went_to(database: Database, company: Company) -> None:
    given = await give(database, company, "dee", "kestrel", visibility="PEOPLE", behaviours=("owned_it", "had_my_back"))
    (event,) = await told(database)

    assert event.visibility == "PEOPLE"
    assert event.teams == sorted(company[team] for team in ("kestrel", "north", "swift"))
    assert event.data == {
        "recognition": given,
        "giver": company["dee"],
        "recipients": sorted([company["ann"], company["bob"]]),
        "team": company["kestrel"],
        "behaviours": ["owned_it", "had_my_back"],
    }


async def test_history_that_comes_in_silently_is_news_to_nobody(database: Database, company: Company) -> None:
    before = len(await told(database, ""))

    async def silently(tx: Any) -> None:
        tx.silent = True
        await actions.give(tx, actor(company, "ann"), draft(company, ["bob"]), limits=LIMITS)
        await people.deactivate(tx, "bob")

    database.committed.clear()
    await database.transact(silently)
    assert len(await told(database, "")) == before
    assert not database.committed.is_set()
