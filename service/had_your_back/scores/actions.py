"""What is done with scores: publish a day's, switch one off, dispute what one rests on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from had_your_back import audit, ids, outbox
from had_your_back.commitments import rules as commitment_rules
from had_your_back.commitments import store as commitments
from had_your_back.database import Database, Row, Session, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import Audience, Event, ScoreBandChanged, ScorePublished
from had_your_back.ids import Kind
from had_your_back.pages import Page, Window
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.rules import LONGEST_TEXT, Actor, Scope
from had_your_back.recognitions import rules as recognition_rules
from had_your_back.recognitions import store as recognitions
from had_your_back.scores import privacy, publications, rules, store
from had_your_back.scores.ledger import evidence
from had_your_back.scores.publications import Chain, Leadership, Publication, Published
from had_your_back.scores.recipes import Recipe, recipe_of
from had_your_back.scores.rules import Band, Means, ScoreStatus
from had_your_back.settings import Settings
from had_your_back.texts import bounded

LIVE = timedelta()
Step = Callable[[int, int], object]
"""Told how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the settings say of scores: how often they are published (`LIVE`: reckoned when asked for), and by what."""

    every: timedelta
    recipe: Recipe
    zone: ZoneInfo

    @property
    def is_live(self) -> bool:
        """Whether nothing is stored, and every question reckoned anew."""
        return self.every == LIVE

    def as_of(self, now: datetime) -> datetime:
        """The instant for which scores are published: the start of the day in the organisation's time zone."""
        return now if self.is_live else rules.day_of(now, self.zone)


def publishing_of(settings: Settings) -> Publishing:
    """What the settings say of scores, as the actions want it.

    Raises: Refused NOT_FOUND for a recipe that there is not.
    """
    return Publishing(settings.score_refresh, recipe_of(settings.score_recipe), ZoneInfo(settings.time_zone))


# ---------------------------------------------------------------------------------------------------------- publishing


async def reckon(session: Session, as_of: datetime, recipe: Recipe) -> Publication:
    """Every score as of an instant, with what of it may be shown. Nothing is stored."""
    with _without_collecting():
        ledger = await store.gather(session, as_of, recipe, without=await store.not_counted(session))
        known: dict[str, Any] = {
            "today": as_of.date(),
            "leads": await tree.active_leads_of(session, list(ledger.tree.teams())),
            "off": await store.switched_off(session),
            "before": await store.before(session, as_of),
        }
        # A large organisation takes seconds of arithmetic. Whoever else is served by this process goes on meanwhile.
        reckoning = asyncio.to_thread(publications.publish, ledger, **known)
        del ledger  # so that it is gone when cycles are looked for again
        return await reckoning


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave cycles uncollected for a while: looking for one among a million tuples takes a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


async def is_due(session: Session, now: datetime, publishing: Publishing) -> bool:
    """Whether the scores of today are still to be published."""
    return None not in await store.switched_off(session) and not await store.is_published(
        session, publishing.as_of(now)
    )


async def publish(database: Database, *, publishing: Publishing, step: Step = lambda _done, _total: None) -> int:
    """Publish the scores of today, once; of how many teams. Several workers may try, one does it.

    They are reckoned before the transaction that writes them all, so that nobody who writes waits for it; and again
    where somebody switched something or won a dispute meanwhile.

    Raises: Refused CONFLICT in live mode.
    """
    if publishing.is_live:
        message = (
            "HYB_SCORE_REFRESH is PT0S: scores are reckoned anew whenever somebody asks, and nothing is published. "
            "Set it to P1D to publish them once a day."
        )
        raise Refused(ErrorCode.CONFLICT, message)
    while (as_of := await database.transact(_due, publishing=publishing)) is not None:
        async with database.read() as session:
            verdicts = await store.verdicts(session)
            found = await reckon(session, as_of, publishing.recipe)
        written = await database.transact(_write, found, verdicts, recipe=publishing.recipe, step=step)
        if written is not None:
            return written
    return 0


async def _due(tx: Transaction, *, publishing: Publishing) -> datetime | None:
    return publishing.as_of(tx.now) if await is_due(tx, tx.now, publishing) else None


async def _write(
    tx: Transaction, found: Publication, verdicts: store.Verdicts, *, recipe: Recipe, step: Step
) -> int | None:
    """Write what was reckoned; None if it no longer holds."""
    if await store.verdicts(tx) != verdicts:
        return None
    as_of = found.as_of
    if not await store.begin_publication(tx, as_of, recipe):
        return 0
    before = await store.announced_bands(tx, as_of)
    teams = [each for each in found.teams.values() if each.status is not ScoreStatus.SWITCHED_OFF]
    bands = {each.team: band for each in teams if (band := _band(each, before.get(each.team)))}
    await store.add_scores(tx, found, teams, bands)
    await store.finish_publication(tx, found)
    told: list[Event] = []
    for done, each in enumerate(teams, 1):
        told += _told(each, before.get(each.team), bands.get(each.team))
        step(done, len(teams))
    await outbox.record_all(tx, told)
    return len(teams)


def _band(each: Published, before: Band | None) -> Band | None:
    """The band that is announced from now on."""
    if each.working is None:
        return before
    return each.working.band if before is None else rules.band_after(before, each.working.low, each.working.high)


def _told(each: Published, before: Band | None, band: Band | None) -> Iterator[Event]:
    if each.working is None:
        return
    assert each.as_of is not None
    of: dict[str, Any] = {"team": each.team, "as_of": each.as_of, "audience": Audience(teams=(each.team,))}
    corrected = each.corrected_at is not None
    yield ScorePublished(**of, recipe=each.recipe, corrected=corrected)
    if before is not None and band is not None and band is not before:
        yield ScoreBandChanged(**of, band=band, before=before)


# ------------------------------------------------------------------------------------------------------------- reading


async def current(
    session: Session, teams: Collection[str], now: datetime, publishing: Publishing
) -> dict[str, Published]:
    """The scores of these teams as they were published last, or where they are live as they are now."""
    if publishing.is_live:
        live = (await reckon(session, now, publishing.recipe)).teams
        return {team: live[team] for team in teams if team in live}
    off, last = await store.switched_off(session), await store.last_publication(session)
    rows: Mapping[str, Row] = await store.latest(session, teams, last.as_of) if last is not None else {}
    version = publishing.recipe.version

    def shown(team: str) -> Published:
        if off & {team, None}:
            status = ScoreStatus.SWITCHED_OFF
            return Published(team=team, status=status, recipe=version, leadership=Leadership(status=status))
        if team not in rows:
            return Published(team=team, status=ScoreStatus.NOT_YET_PUBLISHED, recipe=version)
        return store.published_of(rows[team])

    return {team: shown(team) for team in teams}


async def past(session: Session, team: str, window: Window) -> Page:
    """A page of the published scores of a team, newest first; while it is switched off, none."""
    if await store.switched_off(session) & {team, None}:
        return Page([], has_next=False, has_previous=False)
    return await store.newest(session, store.history(team), window)


async def times_published(session: Session, team: str, *, most: int) -> int:
    """How many scores of a team `past` holds, counting no further than `most` + 1."""
    off = await store.switched_off(session) & {team, None}
    return 0 if off else await store.count(session, store.history(team), most=most)


async def chain(session: Session, now: datetime, publishing: Publishing) -> Chain:
    """Who serves whom; without those whose score is switched off."""
    live = publishing.is_live
    found = (await reckon(session, now, publishing.recipe)).chain if live else await store.last_chain(session)
    return found.without(await store.switched_off(session))


async def leadership(session: Session, now: datetime, publishing: Publishing) -> Leadership:
    """Whether the leaders of the organisation take part."""
    if None in await store.switched_off(session):
        return Leadership(status=ScoreStatus.SWITCHED_OFF)
    if publishing.is_live:
        return (await reckon(session, now, publishing.recipe)).leadership
    return await store.organisation_leadership(session)


async def preview(
    session: Session, teams: list[str], now: datetime, publishing: Publishing, recipe: Recipe
) -> dict[str, Published]:
    """What the latest scores of these teams would be under another recipe. Nothing is stored.

    Another recipe may publish other teams than the one in use. Of the teams that have no score now nothing is shown,
    since both together could tell of too few.

    Raises: Refused INVALID for a recipe with another window.
    """
    if recipe.window != publishing.recipe.window:
        message = (
            f"A preview keeps the window of the recipe in use, {publishing.recipe.window} days: "
            "slicing by days is how individuals are found."
        )
        raise Refused(ErrorCode.INVALID, message, "recipe", "window")
    found = await current(session, teams, now, publishing)
    as_of = {each.as_of for each in found.values() if each.as_of is not None and each.working is not None}
    for instant in as_of:
        tried = await reckon(session, instant, recipe)
        found |= {team: tried.teams[team] for team, each in found.items() if each.working is not None}
    return found


# ------------------------------------------------------------------------------------------------------------ switches


async def switch(tx: Transaction, actor: Actor, team: str | None, *, on: bool) -> None:
    """Switch the score of a team, or without one everybody's, on or off. Twice is as good as once.

    Raises: Forbidden for a token without a person; Refused NOT_FOUND, NOT_ALLOWED.
    """
    person = actor.needs_person()
    if team is not None:
        ids.expect(team, Kind.TEAM, path=("team",))
        if not await tree.teams_by(tx, "id", [team]):
            raise Refused(ErrorCode.NOT_FOUND, "There is no team with this id.", "team")
    leads = await tree.active_leads_of(tx, [team]) if team is not None else {}
    privacy.judge_switch(actor, team, leads.get(team or "", ()))
    if await store.set_switch(tx, team, person, on=on):
        await audit.note(tx, "score.switched", team, on=on)


# ------------------------------------------------------------------------------------------------------------ disputes


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDraft:
    """What is wrong with the score of a team; `subject` is the recognition or commitment that it should not rest on."""

    team: str
    reason: str
    subject: str | None = None


async def open_dispute(tx: Transaction, actor: Actor, draft: DisputeDraft) -> str:
    """Dispute what the score of one's team rests on; the id of the dispute.

    Raises: Forbidden for a token without a person; Refused NOT_FOUND, NOT_ALLOWED for another team's, TOO_SHORT,
    TOO_LONG, CONFLICT for what is in dispute already.
    """
    person = actor.needs_person()
    ids.expect(draft.team, Kind.TEAM, path=("team",))
    if not await tree.teams_by(tx, "id", [draft.team]):
        raise Refused(ErrorCode.NOT_FOUND, "There is no team with this id.", "team")
    mine = (await people.facts(tx, [person]))[person]
    leads = (await tree.active_leads_of(tx, [draft.team])).get(draft.team, frozenset())
    if draft.team not in mine.lineage and person not in leads:
        message = "A score is disputed by the people of the team. Ask one of them, or who leads it."
        raise Refused(ErrorCode.NOT_ALLOWED, message, "team")
    reason = bounded(draft.reason, "reason", most=LONGEST_TEXT)
    if draft.subject is not None:
        await _sees(tx, actor, draft.subject)
        await tree.hold(tx, draft.team)
        if await store.is_disputed(tx, draft.team, draft.subject):
            raise Refused(ErrorCode.CONFLICT, "Somebody has disputed this already; a moderator will answer.", "subject")
    values = {"team_id": draft.team, "person_id": person, "subject": draft.subject, "reason": reason}
    new = await store.add_dispute(tx, values)
    await audit.note(tx, "dispute.opened", new, team=draft.team)
    return new


async def _sees(tx: Transaction, actor: Actor, subject: str) -> None:
    kind = ids.kind_of(ids.expect(subject, Kind.RECOGNITION, Kind.COMMITMENT, path=("subject",)))
    if kind is Kind.RECOGNITION:
        found = await recognitions.by_ids(tx, recognition_rules.viewer_of(actor), [subject])
    else:
        found = await commitments.by_ids(tx, commitment_rules.viewer_of(actor), [subject])
    if not found:
        message = "There is no recognition or commitment with this id that you can see."
        raise Refused(ErrorCode.NOT_FOUND, message, "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What a moderator says to a dispute. Accepted, its subject counts no more."""

    dispute: str
    accept: bool
    answer: str


async def answer_dispute(tx: Transaction, actor: Actor, draft: AnswerDraft, *, publishing: Publishing) -> str:
    """Answer a dispute; the id of its team. What it changes is published anew, as corrected.

    Raises: Forbidden without the role; Refused NOT_FOUND, NOT_ALLOWED for one's own, CONFLICT for one that is
    answered, TOO_SHORT, TOO_LONG.
    """
    actor.needs(Scope.MODERATE)
    person = actor.needs_person()
    ids.expect(draft.dispute, Kind.DISPUTE, path=("id",))
    row = await store.dispute_by_id(tx, draft.dispute)
    if row is None:
        raise Refused(ErrorCode.NOT_FOUND, "There is no dispute with this id.", "id")
    if row.person_id == person:
        raise Refused(ErrorCode.NOT_ALLOWED, "This is your own dispute; another moderator answers it.", "id")
    said = bounded(draft.answer, "answer", most=LONGEST_TEXT)
    if not await store.close_dispute(tx, row.id, person, accepted=draft.accept, answer=said):
        raise Refused(ErrorCode.CONFLICT, "Somebody has answered this dispute already.", "id")
    if draft.accept and row.subject is not None and not publishing.is_live:
        await _correct(tx, row.subject)
    await audit.note(tx, "dispute.answered", row.id, accepted=draft.accept)
    team: str = row.team_id
    return team


async def _correct(tx: Transaction, subject: str) -> None:
    """Publish anew, from their own windows, the scores that rested on a subject that counts no more."""
    last = await store.last_publication(tx)
    if last is None:
        return
    direct = await _teams_of(tx, subject)
    lines = await tree.lineages(tx, direct)
    teams = sorted({team for line in lines.values() for team in line})
    recipe, without = recipe_of(last.recipe), await store.not_counted(tx)
    for team, row in sorted((await store.latest(tx, teams, last.as_of)).items()):
        populated = frozenset(last.populated)
        ledger = await store.gather(tx, last.as_of, recipe, team=team, populated=populated, without=without)
        found = rules.score(evidence(ledger)[team], Means(**last.means), recipe)
        before = store.published_of(row)
        # What was withheld for its neighbours' sake still is; a correction shows nothing that was not shown.
        status = found.status if before.status is ScoreStatus.PUBLISHED else before.status
        working = found.working if status is ScoreStatus.PUBLISHED else None
        after = replace(before, status=status, working=working, corrected_at=tx.now)
        announced = Band(row.announced) if row.announced else None
        band = _band(after, announced)
        await store.correct_snapshot(tx, after, band)
        await outbox.record_all(tx, list(_told(after, announced, band)))


async def _teams_of(tx: Transaction, subject: str) -> list[str]:
    if ids.kind_of(subject) is Kind.RECOGNITION:
        return list(await recognitions.teams_involved(tx, subject))
    row = await commitments.held(tx, subject)
    return [team for team in (row.performer_team_id, row.answer_team_id) if team] if row is not None else []
