"""Everything that is stored about one person, for that person; and of others no more than they may see anyway."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from had_your_back import audit
from had_your_back.commitments import personal as promises
from had_your_back.commitments import store as commitments
from had_your_back.database import Database, Row, Session
from had_your_back.events import instant
from had_your_back.exports import File, Form
from had_your_back.people import personal as people_personal
from had_your_back.people import store as people
from had_your_back.people import tokens, tree
from had_your_back.people.rules import ALWAYS
from had_your_back.recognitions import personal
from had_your_back.recognitions import store as recognitions
from had_your_back.recognitions.rules import State
from had_your_back.scores import store as scores

_THANKS = ("message", "behaviours", "visibility", "givenAt", "editedAt", "link", "state", "commitment")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "id", "userName", "displayName", "email", "externalId", "jobTitle", "avatarUrl", "manager", "roles", "active",
        "awayFrom", "awayUntil", "createdAt",
    ),
    "memberships": ("team", "since", "until", "home"),
    "leads": ("team",),
    "absences": ("since", "until"),
    "recognitionsGiven": ("id", "externalId", "giver", "recipients", *_THANKS),
    "recognitionsReceived": ("id", "externalId", "giver", "recipients", *_THANKS),
    "comments": ("id", "recognition", "text", "hidden", "createdAt"),
    "commentsReceived": ("id", "recognition", "author", "text", "createdAt"),
    "reactions": ("recognition", "emoji"),
    "endorsements": ("recognition", "createdAt"),
    "reports": ("id", "subject", "reason", "createdAt", "closedAt"),
    "disputes": ("id", "team", "subject", "reason", "createdAt", "closedAt", "accepted"),
    "commitments": (
        "id", "externalId", "title", "conditions", "customer", "performer", "state", "private", "createdAt", "dueAt",
        "deliveredAt", "closedAt", "reason", "alternative", "evidence",
    ),
    "commitmentSteps": ("commitment", "version", "at", "act", "actor", "fromState", "toState", "details"),
    "tokens": ("id", "name", "scopes", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"),
    "accounts": ("issuer", "subject", "createdAt"),
    "directory": (
        "formattedName", "givenName", "familyName", "department", "emailType", "emailPrimary", "manager", "removedAt",
    ),
    "directoryTeams": ("team",),
    "access": ("at", "act", "road", "credential", "place"),
}  # fmt: skip
"""What there is, and the fields of each. People are named by userName, teams by external id (the id, without)."""

Records = dict[str, list[Sequence[Any]]]


async def told(session: Session, person: str) -> dict[str, Any]:
    """Everything, as JSON: a list of objects for each section, and one object for the profile."""
    found = await records(session, person)
    made: dict[str, Any] = {
        section: [dict(zip(SECTIONS[section], each, strict=True)) for each in rows] for section, rows in found.items()
    }
    plain: dict[str, Any] = json.loads(json.dumps({**made, "profile": made["profile"][0]}, default=instant))
    return plain


async def write(database: Database, person: str, out: Path, *, form: Form) -> dict[str, int]:
    """The same as files in a folder, one for each section; the number of records in each.

    Raises: OSError.
    """
    async with database.read() as session:
        found = await records(session, person)
    _written(found, out, form)
    return {section: len(rows) for section, rows in found.items()}


def _written(found: Records, out: Path, form: Form) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for section, rows in found.items():
            stack.enter_context(File(out, section, form, SECTIONS[section])).write(rows)


async def records(session: Session, person: str) -> Records:
    """The records of each section, in the order of its fields."""
    (row,) = await people.people_by(session, "id", [person])
    given = await personal.given_by(session, person)
    received = await personal.received_by(session, person)
    thanks = [each.id for each in (*given, *received)]
    thanked: dict[str, list[str]] = {each: [] for each in thanks}
    for each in await recognitions.recipients_of(session, thanks):
        thanked[each.recognition_id].append(each.person_id)
    around = await promises.around(session, person)
    steps = await commitments.histories(session, [each.id for each in around])
    answered = await personal.comments_received(session, person)
    felt, seen = await personal.echoes_of(session, person)
    held = await people.memberships(session, [person])
    leads = await people_personal.led_by(session, person)
    disputes = await scores.disputes_by(session, person)
    name = await _names(session, {row.manager_id, *_people_in(given, received, around, steps, answered), person})
    name |= await _names(session, {to for each in thanked.values() for to in each})
    told, waiting = await people_personal.told_by_directory(session, person)
    team = await _teams(session, {*(each.team_id for each in (*held, *disputes, *waiting)), *leads})
    kept = [each.commitment_id for each in (*given, *received) if each.commitment_id is not None]
    promise = await commitments.named(session, kept)

    def thanked_with(each: Row, *, mine: bool) -> Sequence[Any]:
        shown = mine or each.state == State.ACTIVE
        return (
            each.id, each.external_id, name[each.giver_id], [name[to] for to in thanked[each.id]],
            each.message if shown else None, each.behaviours, each.visibility, each.created_at, each.edited_at,
            each.link if shown else None, each.state, promise.get(each.commitment_id),
        )  # fmt: skip

    mine = {each.id for each in around if person in {each.customer_id, each.performer_id}}
    return {
        "profile": [
            (
                row.id, row.user_name, row.display_name, row.email, row.external_id, row.job_title, row.avatar_url,
                name.get(row.manager_id), row.roles, row.active, row.away_from, row.away_until, row.created_at,
            )
        ],
        "memberships": [
            (team[each.team_id], None if each.since == ALWAYS else each.since, each.until, each.home) for each in held
        ],
        "leads": [(team[each],) for each in leads],
        "absences": [*(await people.absences(session, [person])).get(person, ())],
        "recognitionsGiven": [thanked_with(each, mine=True) for each in given],
        "recognitionsReceived": [thanked_with(each, mine=False) for each in received],
        "comments": [
            (each.id, each.recognition_id, each.text, each.hidden, each.created_at)
            for each in await personal.comments_by(session, person)
        ],
        "commentsReceived": [
            (each.id, each.recognition_id, name[each.author_id], each.text, each.created_at) for each in answered
        ],
        "reactions": [(each.recognition_id, each.emoji) for each in felt],
        "endorsements": [(each.recognition_id, each.created_at) for each in seen],
        "reports": [
            (each.id, each.subject, each.reason, each.created_at, each.closed_at)
            for each in await personal.reports_by(session, person)
        ],
        "disputes": [
            (each.id, team[each.team_id], each.subject, each.reason, each.created_at, each.closed_at, each.accepted)
            for each in disputes
        ],
        "commitments": [
            (
                each.id, each.external_id, each.title, each.conditions, name[each.customer_id],
                name.get(each.performer_id), each.state, each.private, each.created_at, each.due_at,
                each.delivered_at, each.closed_at, each.reason, each.alternative, each.evidence,
            )
            for each in around
            if each.id in mine
        ],
        "commitmentSteps": [
            (
                step.commitment_id, step.version, step.at, step.act, name.get(step.actor_id), step.from_state,
                step.to_state, step.details,
            )
            for each in around
            for step in steps[each.id]
            if each.id in mine or step.actor_id == person
        ],
        "tokens": [
            (
                each.id, each.name, each.scopes, each.created_at, each.expires_at, each.revoked_at, each.last_used_at,
            )
            for each in await tokens.held_by(session, person)
        ],
        "accounts": [
            (each.issuer, each.subject, each.created_at) for each in await people_personal.accounts_of(session, person)
        ],
        "directory": [
            (
                each.formatted_name, each.given_name, each.family_name, each.department, each.email_type,
                each.email_primary, each.manager, each.removed_at,
            )
            for each in told
        ],
        "directoryTeams": [(team[each.team_id],) for each in waiting],
        "access": [
            (each.at, each.act, each.road, each.credential, each.place)
            for each in await audit.placed_of(session, person)
        ],
    }  # fmt: skip


def _people_in(
    given: Iterable[Row],
    received: Iterable[Row],
    around: Iterable[Row],
    steps: Mapping[str, Iterable[Row]],
    answered: Iterable[Row],
) -> Iterable[str | None]:
    yield from (each.giver_id for each in (*given, *received))
    yield from (key for each in around for key in (each.customer_id, each.performer_id))
    yield from (each.actor_id for held in steps.values() for each in held)
    yield from (each.author_id for each in answered)


async def _names(session: Session, wanted: Collection[str | None]) -> dict[Any, str]:
    rows = await people.people_by(session, "id", [each for each in wanted if each])
    return {row.id: row.user_name for row in rows}


async def _teams(session: Session, wanted: Collection[str]) -> dict[str, str]:
    return {row.id: row.external_id or row.id for row in await tree.teams_by(session, "id", list(wanted))}
