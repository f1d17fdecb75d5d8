"""Commitments of the past from CSV: each line becomes a history that the rules allow, or is refused with what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from had_your_back import ids
from had_your_back.commitments import actions, histories, store
from had_your_back.commitments.clocks import SILENCE_IS_YES_AFTER, Away, Terms
from had_your_back.commitments.histories import Account, Entry, Outcome
from had_your_back.commitments.rules import LONGEST_TITLE
from had_your_back.commitments.store import History
from had_your_back.commitments.transitions import ASKED, Act, Answer, ClockAct, Commitment
from had_your_back.database import Database, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import instant
from had_your_back.ids import Kind
from had_your_back.imports.lives import import_lives
from had_your_back.imports.past import Past, past_of, teams_named
from had_your_back.imports.reports import DUPLICATE, Do, Options, Progress, Report, batches, quiet, run
from had_your_back.imports.sheets import Line, Refusal, Sheet, Table, instant_of, past_instant
from had_your_back.people import store as people
from had_your_back.people.rules import LONGEST_NAME, PersonFacts

COMMITMENTS = Sheet(
    what="commitments",
    columns=(
        "externalId", "title", "customer", "performer", "performerTeam", "requestedAt", "answeredAt", "answer", "dueAt",
        "deliveredAt", "closedAt", "outcome",
    ),
    required=frozenset({"title", "customer", "requestedAt", "dueAt", "outcome"}),
    instants=frozenset({"requestedAt", "answeredAt", "dueAt", "deliveredAt", "closedAt"}),
    names_people=True,
)  # fmt: skip

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Told:
    """A line that tells of a commitment. In `account` people stand by userName still, and the team by external id."""

    line: int
    key: str
    account: Account
    performer_team: str | None


async def import_commitments(
    database: Database, path: Path, options: Options, progress: Progress = quiet, *, terms: Terms
) -> Report:
    """Remember the commitments of the past, with their own instants. What is there already stays as it is.

    A file whose name ends in ``.jsonl`` is our own export with the whole life of each.

    Raises: Refused INVALID if the file as a whole cannot be read; OSError. Nothing is written then.
    """
    if path.suffix == ".jsonl":
        return await import_lives(database, path, options, progress, terms=terms)
    table = Table(path, COMMITMENTS, options.mapping)
    total = sum(1 for _ in table.lines())
    now = database.now()

    async def story(do: Do) -> Report:
        report = Report("commitments")
        for lines in batches(_readable(table.lines(), now, report)):
            report.add(await do(partial(_remember, lines=lines, options=options, terms=terms)))
            progress(report.rows, total)
        progress(total, total)
        return report.settled(table)

    return await run(database, story, options)


def _readable(lines: Iterable[Line | Refusal], now: datetime, report: Report) -> Iterator[Told]:
    """What can be taken whoever its people are, each once."""
    first: dict[int, tuple[int, int]] = {}  # numbers for texts: a file of a million lines stays small
    for line in lines:
        report.rows += 1
        said = _told(line, now)
        if isinstance(said, Refusal):
            report.refusals.append(said)
            report.refused += 1
            continue
        what = hash((said.account, said.performer_team))
        before, same = first.setdefault(hash(said.key), (said.line, what))
        if before == said.line:
            yield said
        elif same == what:
            why = f"Line {before} says the same, and counts."
            report.refusals.append(Refusal(said.line, "externalId", DUPLICATE, why, said.key))
        else:
            why = f"Line {before} has the same external id and says something else. Give each its own."
            report.refuse(said.line, Refused(ErrorCode.CONFLICT, why, "externalId"), said.key)
            report.refused += 1


def _told(line: Line | Refusal, now: datetime) -> Told | Refusal:
    if isinstance(line, Refusal):
        return line
    try:
        return _said(line, now)
    except Refused as no:
        column = no.path[0]
        return Refusal(line.number, column, no.code.value, no.message, "" if column == "title" else line.said(column))


def _said(line: Line, now: datetime) -> Told:
    def at(column: str) -> datetime | None:
        said = line.optional(column, most=LONGEST_NAME)
        return past_instant(said, column, now) if said else None

    customer = line.text("customer", most=LONGEST_NAME)
    performer = line.optional("performer", most=LONGEST_NAME)
    if performer is not None and performer.casefold() == customer.casefold():
        performer = customer
    performer_team = line.optional("performerTeam", most=LONGEST_NAME)
    answer = line.optional("answer", most=LONGEST_NAME)
    account = Account(
        title=line.text("title", most=LONGEST_TITLE),
        customer=customer,
        performer=performer,
        team=None if performer else performer_team,
        requested_at=past_instant(line.text("requestedAt", most=LONGEST_NAME), "requestedAt", now),
        answer=_one_of(Answer, answer, "answer") if answer else None,
        answered_at=at("answeredAt"),
        due_at=instant_of(line.text("dueAt", most=LONGEST_NAME), "dueAt"),
        delivered_at=at("deliveredAt"),
        closed_at=at("closedAt"),
        outcome=_one_of(Outcome, line.text("outcome", most=LONGEST_NAME), "outcome"),
    )
    histories.check(account)
    if account.outcome is Outcome.ASSUMED and account.closed_at is None and account.delivered_at is not None:
        account = replace(account, closed_at=account.delivered_at + SILENCE_IS_YES_AFTER)
        if account.closed_at is not None and account.closed_at > now:
            why = "It was delivered less than seven days ago, so nothing is assumed yet: write open."
            raise Refused(ErrorCode.INVALID, why, "outcome")
    key = line.optional("externalId", most=LONGEST_NAME) or _key(account, performer_team)
    return Told(line.number, key, account, performer_team)


def _one_of(words: type[Word], text: str, column: str) -> Word:
    try:
        return words(text.casefold())
    except ValueError:
        raise Refused(ErrorCode.INVALID, f"Write one of: {', '.join(words)}.", column) from None


def _key(account: Account, performer_team: str | None) -> str:
    """The external id of a commitment that has none: made of who asked whom for what, and when."""
    people_named = (account.customer.casefold(), (account.performer or "").casefold(), performer_team or "")
    parts = (instant(account.requested_at), *people_named, account.title)
    return "csv-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


# ------------------------------------------------------------------------------------------------------------- keeping


async def _remember(tx: Transaction, *, lines: Sequence[Told], options: Options, terms: Terms) -> Report:
    """Write those commitments of a batch that are not there yet."""
    report = Report("commitments")
    accounts = [said.account for said in lines]
    names = {name.casefold(): name for each in accounts for name in (each.customer, each.performer) if name}
    past = await past_of(tx, names, (), options, report)
    teams = await teams_named(tx, {said.performer_team for said in lines if said.performer_team})
    away = Away(await people.absences(tx, past.ids))
    there = await store.known(tx, [said.key for said in lines])
    new: list[History] = []
    for said in lines:
        if said.key in there:
            report.unchanged += 1
            continue
        try:
            history = _history(said, past, teams, away, terms, tx.now)
        except Refused as no:
            value = {"customer": said.account.customer, "performer": said.account.performer}.get(str(no.path[0])) or ""
            report.refuse(said.line, no, value)
            report.refused += 1
        else:
            report.run_out += said.account.outcome is Outcome.OPEN and history.steps[-1]["act"] in set(ClockAct)
            new.append(history)
    await actions.record_history(tx, new)
    report.created = len(new)
    return report


def _history(said: Told, past: Past, teams: Mapping[str, str], away: Away, terms: Terms, now: datetime) -> History:
    account = said.account
    customer = _person(past, account.customer, account.requested_at, "customer")
    performer = None
    if account.performer is not None:
        performer = _person(past, account.performer, account.requested_at, "performer")
    if said.performer_team is not None and said.performer_team not in teams:
        why = "There is no team with this external id. Import teams first, or empty this cell."
        raise Refused(ErrorCode.NOT_FOUND, why, "performerTeam")
    given = teams[said.performer_team] if said.performer_team else None
    asked = given if performer is None else given or performer.home
    if account.answer is Answer.CLAIMED and asked is None:
        why = "Which team was asked? Write its external id: whoever claimed it belonged to no team then."
        raise Refused(ErrorCode.INVALID, why, "performerTeam")
    own = _is_own(said.key, account.requested_at)
    entries = histories.tell(
        replace(account, customer=customer.id, performer=performer.id if performer else None, team=asked),
        new=said.key if own else ids.new(Kind.COMMITMENT, account.requested_at),
        now=now,
        away=away,
        terms=terms,
    )
    it = entries[-1].it
    if it.state in ASKED:
        _still_there(customer, performer)
    steps = _steps(entries, given, asked, account.performer, past)
    return History(
        it=it,
        external_id=None if own else said.key,
        customer_team=customer.home,
        performer_team=steps[-1]["performer_team_id"],
        answer_team=_answer_team(it, given, account.performer, past),
        steps=steps,
        **histories.clocks_from(it, now, away, terms),
    )


def _answer_team(it: Commitment, given: str | None, performer: str | None, past: Past) -> str | None:
    """The team that the answer counts for: the one asked, the one the line names, or the performer's of that time."""
    if it.answered_at is None:
        return None
    facts = past.at(performer, it.answered_at) if performer is not None else None
    return it.team or given or (facts.home if facts is not None else None)


def _is_own(key: str, at: datetime) -> bool:
    """Whether this is the id by which our own export named what began then, so that it can have it again."""
    millisecond = len("cmt_") + 10  # of base 32 the first ten
    return ids.kind_of(key) is Kind.COMMITMENT and key[:millisecond] == ids.floor(Kind.COMMITMENT, at)[:millisecond]


def _person(past: Past, name: str, at: datetime, column: str) -> PersonFacts:
    found = past.at(name, at)
    if found is None:
        why = (
            "There is nobody with this userName. Import people first, or let unknown ones join: --unknown-people join."
        )
        raise Refused(ErrorCode.NOT_FOUND, why, column)
    return found


def _still_there(customer: PersonFacts, performer: PersonFacts | None) -> None:
    """Refuses a question that nobody is there to answer, or to hear the answer to."""
    for person, column in ((customer, "customer"), (performer, "performer")):
        if person is not None and not person.active:
            why = f"{person.display_name} has left, so this is no longer open: write cancelled or withdrawn."
            raise Refused(ErrorCode.INACTIVE_PERSON, why, column)


def _steps(
    entries: Sequence[Entry], given: str | None, asked: str | None, performer: str | None, past: Past
) -> list[dict[str, Any]]:
    """The rows of a history. Each belongs to the team that the line names, or that the performer was in then."""
    team = asked
    rows: list[dict[str, Any]] = []
    for entry in entries:
        it = entry.it
        moves = entry.act in {Act.CLAIM, Act.DELIVER, Act.REVOKE, ClockAct.BREAK}
        if given is None and moves and performer is not None:
            facts = past.at(performer, it.changed_at)
            team = (facts and facts.home) or team
        rows.append(
            {
                "commitment_id": it.id,
                "version": it.version,
                "actor_id": entry.actor,
                "act": entry.act,
                "at": it.changed_at,
                "from_state": entry.from_state,
                "to_state": it.state,
                "performer_id": it.performer,
                "performer_team_id": team,
                "details": {"title": it.title} if entry.from_state is None else {},
            }
        )
    return rows
