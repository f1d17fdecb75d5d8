"""What can be done with people, teams and tokens: by the command line, CSV and, later, SCIM."""

from __future__ import annotations

import difflib
import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_camel

from had_your_back import audit, ids, outbox
from had_your_back.database import Row, Session, Transaction
from had_your_back.errors import BadToken, ErrorCode, Refused
from had_your_back.events import (
    Audience,
    PersonChanged,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    TeamChanged,
    TeamCreated,
    TeamRemoved,
)
from had_your_back.ids import Kind
from had_your_back.people import personal, rules, store, tokens, tree
from had_your_back.people.rules import ALWAYS, LONGEST_NAME, LONGEST_TEXT, Account, Actor, Role, Scope
from had_your_back.texts import bounded

TOKEN_PREFIX = "hyb_"  # noqa: S105 - how every token begins, so that scanners find a leaked one


class Outcome(StrEnum):
    """What a put did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Put:
    """The id of what was put, and whether that changed anything."""

    id: str
    outcome: Outcome


# -------------------------------------------------------------------------------------------------------------- teams


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDraft:
    """A team as another system knows it. `parent` is a team's external id; `removed_at` says that it was once."""

    external_id: str
    name: str
    description: str | None = None
    parent: str | None = None
    removed_at: datetime | None = None


async def put_team(tx: Transaction, draft: TeamDraft) -> Put:
    """Create the team with this external id, or make it so.

    Raises: Refused NOT_FOUND for an unknown parent; INVALID if the team would be above itself; NOT_ALLOWED for removing
    a team, or bringing one back.
    """
    external_id = bounded(draft.external_id, "externalId", most=LONGEST_NAME)
    values: dict[str, Any] = {
        "name": bounded(draft.name, "name", most=LONGEST_NAME),
        "description": bounded(draft.description or "", "description", least=0, most=LONGEST_TEXT) or None,
        "parent_id": await team_id(tx, draft.parent, "parentExternalId") if draft.parent else None,
    }
    found = await teams_called(tx, [external_id])
    if not found:
        gone = {"removed_at": draft.removed_at} if draft.removed_at else {}
        new = await new_team(tx, {"external_id": external_id, **values, **gone})
        if gone:
            await outbox.record(tx, TeamRemoved(team=new))
        return Put(new, Outcome.CREATED)
    if (found[0].removed_at is None) != (draft.removed_at is None):
        message = (
            "This team was removed, and stays so. Give a new one another external id."
            if draft.removed_at is None
            else "This team is here. Whoever provisions teams removes it there; an import does not."
        )
        raise Refused(ErrorCode.NOT_ALLOWED, message, "removedAt")
    changed = await settle_team(tx, found[0], values, field="parentExternalId")
    return Put(found[0].id, Outcome.CHANGED if changed else Outcome.UNCHANGED)


async def new_team(tx: Transaction, values: dict[str, Any]) -> str:
    """A team with these columns; its id, a new one unless it is among them."""
    new: str = values.get("id") or ids.new(Kind.TEAM, tx.now)
    await tree.add_team(tx, {**values, "id": new})
    await outbox.record(tx, TeamCreated(team=new))
    return new


async def settle_team(tx: Transaction, known: Row, values: dict[str, Any], *, field: str) -> bool:
    """Let the columns of a team have these values; whether that changed anything.

    Raises: Refused INVALID at `field` if the team would be above itself.
    """
    changed = {name: value for name, value in values.items() if value != getattr(known, name)}
    if not changed:
        return False
    if changed.get("parent_id") and known.id in await tree.ancestors(tx, changed["parent_id"]):
        raise Refused(ErrorCode.INVALID, "A team cannot be above itself. Choose another parent.", field)
    await tree.change_team(tx, known.id, changed)
    await outbox.record(tx, TeamChanged(team=known.id, fields=_told(changed)))
    return True


async def team_id(tx: Transaction, external_id: str, field: str) -> str:
    """The id of the team with this external id.

    Raises: Refused NOT_FOUND.
    """
    found = [row for row in await teams_called(tx, [external_id]) if row.removed_at is None]
    if not found:
        raise Refused(ErrorCode.NOT_FOUND, f"There is no team with the external id {external_id!r}.", field)
    team: str = found[0].id
    return team


async def teams_called(session: Session, names: Iterable[str]) -> list[Row]:
    """The teams with these external ids or, as an export calls those without, these ids; removed ones, too."""
    wanted = set(names)
    found = list(await tree.teams_by(session, "external_id", wanted))
    own = {each for each in wanted - {row.external_id for row in found} if ids.kind_of(each) is Kind.TEAM}
    return found + [row for row in (await tree.teams_by(session, "id", own) if own else ()) if not row.external_id]


async def team_called(session: Session, wanted: str) -> Row:
    """(id, external_id, name) of the team that somebody means who types its id, its external id or its name.

    Raises: Refused NOT_FOUND, naming those that are near; CONFLICT for a name that several teams have.
    """
    teams = await tree.every_team(session)
    wanted = wanted.strip()
    for each in teams:
        if wanted in {each.id, each.external_id}:
            return each
    named = [each for each in teams if each.name.casefold() == wanted.casefold()]
    if not named:
        raise Refused(ErrorCode.NOT_FOUND, f"There is no team {wanted!r}. {_near(wanted, teams)}", "team")
    if len(named) > 1:
        message = (
            f"{len(named)} teams are called {named[0].name!r}. Name one by its external id or id: {_called(named)}."
        )
        raise Refused(ErrorCode.CONFLICT, message, "team")
    return named[0]


def _near(wanted: str, teams: Iterable[Row]) -> str:
    """Which teams somebody could have meant who mistyped one."""
    said = wanted.casefold()
    known = [(word.casefold(), each) for each in teams for word in (each.name, each.external_id) if word]
    words = [word for word, _ in known if said and said in word][:5]
    words += difflib.get_close_matches(said, [word for word, _ in known], cutoff=0.7)
    near = list({each.id: each for like in words for word, each in known if word == like}.values())
    return f"Near: {_called(near[:5])}." if near else "A team is named by its name, its external id or its id."


def _called(teams: Iterable[Row]) -> str:
    return ", ".join(f"{each.name} ({each.external_id or each.id})" for each in teams)


async def put_leads(tx: Transaction, external_id: str, user_names: Collection[str]) -> None:
    """Let exactly these people lead a team.

    Raises: Refused NOT_FOUND for an unknown team or person.
    """
    team = await team_id(tx, external_id, "externalId")
    await settle_leads(tx, team, [await person_id(tx, name, "leads") for name in user_names])


async def settle_leads(tx: Transaction, team: str, people: Collection[str]) -> bool:
    """Let exactly these people lead the team with this id; whether that changed anything."""
    before = [row.person_id for row in await tree.leads_of(tx, [team])]
    if sorted(before) == sorted(set(people)):
        return False
    await tree.set_leads(tx, team, people)
    await outbox.record(tx, TeamChanged(team=team, fields=("leads",)))
    return True


# ------------------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person as another system knows them. What is None stays as it is; `team` is a team's external id.

    The manager is put by `put_manager`, once everybody is there.
    """

    user_name: str
    display_name: str
    email: str | None = None
    external_id: str | None = None
    job_title: str | None = None
    avatar_url: str | None = None
    team: str | None = None
    team_since: datetime | None = None
    active: bool = True


_PLAIN = {
    "user_name": (1, LONGEST_NAME),
    "display_name": (1, LONGEST_NAME),
    "email": (0, LONGEST_NAME),
    "external_id": (1, LONGEST_NAME),
    "job_title": (0, LONGEST_NAME),
    "avatar_url": (0, LONGEST_TEXT),
}
"""What is written as it comes, with its least and greatest length."""


async def put_person(tx: Transaction, draft: PersonDraft) -> Put:
    """Create the person with this userName, or make them so; a new team closes one membership and opens another.

    Raises: Refused TOO_SHORT, TOO_LONG, NOT_FOUND (team), CONFLICT (another person has the external id, or, both being
    active, the email; or the userName is that of somebody who was erased).
    """
    values = plain({name: getattr(draft, name) for name in _PLAIN})
    team = await team_id(tx, draft.team, "team") if draft.team else None
    if external_id := values.get("external_id"):
        others = await store.people_by(tx, "external_id", [external_id])
        if any(row.user_name.casefold() != values["user_name"].casefold() for row in others):
            message = f"The external id {external_id!r} belongs to {others[0].user_name}."
            raise Refused(ErrorCode.CONFLICT, message, "externalId")
    found = await store.people_by(tx, "user_name", [values["user_name"]])
    if draft.active:
        await _has_own_email(tx, found[0] if found else None, values)
    if not found:
        new = await new_person(tx, {**values, "active": draft.active}, team=team if draft.active else None)
        if team and draft.active:
            await store.move(tx, new, team, draft.team_since or ALWAYS)
        return Put(new, Outcome.CREATED)
    known = found[0]
    if known.erased_at is not None:
        raise Refused(ErrorCode.CONFLICT, "This userName stands for somebody who was erased.", "userName")
    changed = await settle_person(tx, known, values)
    turned = known.active != draft.active
    if turned:
        await turn(tx, known.id, draft.active, tx.now)
    moved = draft.active and team is not None and await _move(tx, known.id, team, draft.team_since)
    return Put(known.id, Outcome.CHANGED if changed or turned or moved else Outcome.UNCHANGED)


async def _has_own_email(tx: Transaction, before: Row | None, values: Mapping[str, Any]) -> None:
    """Refuse the email of somebody else who is active, to who is about to be. What two have already is left to them."""
    email = values.get("email", before and before.email)
    if email and (before is None or not before.active or email != before.email):
        await store.take_email(tx, email)
        for row in await store.people_by(tx, "email", [email]):
            if row.active and (before is None or row.id != before.id):
                raise taken_email(email, row.user_name, "email")


def taken_email(email: str, by: str, path: str) -> Refused:
    """The refusal of an address that is somebody else's: both would be refused who sign in by it."""
    message = (
        f"The email {email!r} is that of {by}, who is active here, and neither could sign in by it. Take it from "
        "one of the two first, or leave it out."
    )
    return Refused(ErrorCode.CONFLICT, message, path)


def plain(said: Mapping[str, str | None]) -> dict[str, Any]:
    """These columns of a person as they are stored; what is None is left out.

    Raises: Refused TOO_SHORT, TOO_LONG.
    """
    return {
        name: bounded(value, to_camel(name), least=_PLAIN[name][0], most=_PLAIN[name][1])
        for name, value in said.items()
        if value is not None
    }


async def new_person(tx: Transaction, values: dict[str, Any], *, team: str | None = None) -> str:
    """A person with these columns; their id. `team` is told of them, if they begin in one."""
    new = ids.new(Kind.PERSON, tx.now)
    empty = dict.fromkeys(("email", "external_id", "job_title", "manager_id"))
    await store.add_person(tx, {**empty, "id": new, **values})
    await outbox.record(tx, PersonJoined(person=new, audience=Audience(teams=(team,) if team else ())))
    return new


async def settle_person(
    tx: Transaction, known: Row, values: Mapping[str, Any], *, beside: Collection[str] = ()
) -> bool:
    """Let the columns of a person have these values; whether that changed anything.

    `beside` names what has changed and is kept elsewhere.
    """
    changed = {name: value for name, value in values.items() if value != getattr(known, name)}
    if changed or beside:
        await store.change_person(tx, known.id, changed)
        await outbox.record(tx, PersonChanged(person=known.id, fields=_told([*changed, *beside])))
    return bool(changed or beside)


def _told(fields: Iterable[str]) -> tuple[str, ...]:
    """The names of columns as the contract calls them."""
    ours = {"parent_id": "parent", "manager_id": "manager"}
    return tuple(sorted({ours.get(name, to_camel(name)) for name in fields}))


async def _move(tx: Transaction, person: str, team: str, since: datetime | None) -> bool:
    home = await store.home_of(tx, person)
    if home is not None and home.team_id == team:
        return False
    known = [row.until or row.since for row in await store.memberships(tx, [person]) if row.home]
    at = since or (tx.now if known else ALWAYS)
    if known and at <= max(known):
        # The file says only where somebody is today; what came before is known better here.
        at = tx.now
    await store.move(tx, person, team, at)
    await outbox.record(tx, PersonMoved(person=person, from_team=home.team_id if home else None, to_team=team))
    return True


async def turn(tx: Transaction, person: str, active: bool, at: datetime) -> None:  # noqa: FBT001 - the new state itself
    """Let a person come back, or leave: memberships ended at `at`, history kept."""
    await store.change_person(tx, person, {"active": active})
    if active:
        await outbox.record(tx, PersonJoined(person=person))
        return
    teams = sorted((await store.facts(tx, [person]))[person].teams)
    await store.end_memberships(tx, person, at)
    await outbox.record(tx, PersonLeft(person=person, audience=Audience(teams=tuple(teams))))


async def deactivate(tx: Transaction, user_name: str, *, at: datetime | None = None) -> None:
    """Let a person leave: inactive, memberships ended at `at` (default: now), history kept. Twice is as good as once.

    Raises: Refused NOT_FOUND.
    """
    person = await person_id(tx, user_name, "userName")
    if (await store.facts(tx, [person]))[person].active:
        await turn(tx, person, False, at or tx.now)  # noqa: FBT003 - the new state itself


async def move(tx: Transaction, user_name: str, team: str, *, at: datetime) -> None:
    """Move a person to the team with this external id at an instant.

    Raises: Refused NOT_FOUND.
    """
    await _move(tx, await person_id(tx, user_name, "userName"), await team_id(tx, team, "team"), at)


async def person_id(tx: Session, user_name: str, field: str) -> str:
    """The id of the person with this userName. Who was erased has none.

    Raises: Refused NOT_FOUND.
    """
    found = await store.people_by(tx, "user_name", [user_name])
    if not found or found[0].erased_at is not None:
        raise Refused(ErrorCode.NOT_FOUND, f"There is nobody with the userName {user_name!r}.", field)
    person: str = found[0].id
    return person


async def put_manager(tx: Transaction, user_name: str, manager: str | None) -> None:
    """Let a person have this manager, or none.

    Raises: Refused NOT_FOUND; INVALID for one's own manager.
    """
    person = await person_id(tx, user_name, "userName")
    above = await person_id(tx, manager, "managerUserName") if manager else None
    if person == above:
        raise Refused(ErrorCode.INVALID, "Nobody is their own manager.", "managerUserName")
    known = (await store.people_by(tx, "id", [person]))[0]
    if known.manager_id != above:
        await store.change_person(tx, person, {"manager_id": above})
        await outbox.record(tx, PersonChanged(person=person, fields=("manager",)))


async def put_roles(tx: Transaction, user_name: str, roles: Collection[Role]) -> None:
    """Let a person have exactly these roles beside EMPLOYEE.

    Raises: Refused NOT_FOUND.
    """
    person = await person_id(tx, user_name, "userName")
    wanted = sorted(set(roles) - {Role.EMPLOYEE})
    if wanted != (await store.people_by(tx, "id", [person]))[0].roles:
        await store.change_person(tx, person, {"roles": wanted})
        await outbox.record(tx, PersonChanged(person=person, fields=("roles",)))
        await audit.note(tx, "person.trusted", person, roles=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """When somebody is away. Without `until` they are back; `since` None: from now on. `person` None: oneself."""

    until: datetime | None
    since: datetime | None = None
    person: str | None = None


LONGEST_ABSENCE = timedelta(days=366 * 3)


async def set_away(tx: Transaction, actor: Actor, draft: Absence) -> str:
    """Be away, or back; the id of the person.

    Raises: Forbidden for somebody else without people:write; Refused NOT_FOUND, INVALID (an end that is past, before
    the beginning, or more than three years ahead).
    """
    person = draft.person or actor.needs_person()
    if person != actor.person:
        actor.needs(Scope.PEOPLE_WRITE)
    ids.expect(person, Kind.PERSON, path=("person",))
    known = await store.people_by(tx, "id", [person])
    if not known or known[0].erased_at is not None:
        raise Refused(ErrorCode.NOT_FOUND, "There is nobody with this id.", "person")
    since = max(draft.since or tx.now, tx.now)
    if draft.until is not None and not since < draft.until <= tx.now + LONGEST_ABSENCE:
        message = "An absence ends after it begins, in the future, and within three years."
        raise Refused(ErrorCode.INVALID, message, "until")
    await store.set_absence(tx, person, since if draft.until else None, draft.until)
    await outbox.record(tx, PersonChanged(person=person, fields=("awayFrom", "awayUntil")))
    return person


# ------------------------------------------------------------------------------------------------------------ sign-in


GONE = "The person whom this account belongs to is no longer active here. Ask whoever runs the service."


async def known(session: Session, account: Account) -> Row | None:
    """The person of an account that has signed in before, or, where people are known by their address, of the address.

    One statement. Raises: BadToken if two people have the address.
    """
    if account.subject is not None:
        return await store.person_of_account(session, account.issuer, account.subject)
    return await _by_email(session, account)


async def welcome(tx: Transaction, account: Account, *, join: bool) -> Row:
    """The person of an account that is seen for the first time, and from now on its person.

    It is whoever has its external id, or its verified address; with `join` whoever is unknown becomes a person.
    Somebody who has an account already is not given to another: whoever gets a used address would be them.

    Raises: BadToken with what an administrator can do.
    """
    try:
        found = await _unclaimed(tx, account) or await _join(tx, account, allowed=join)
    except BadToken:
        if meanwhile := await known(tx, account):
            return meanwhile  # another request was faster, and is why this one may not
        raise
    if account.subject is not None:
        await store.add_account(tx, account.issuer, account.subject, found.id)
        await audit.note(tx, "account.tied", found.id)
    return found


async def _unclaimed(tx: Transaction, account: Account) -> Row | None:
    found = (await store.people_by(tx, "external_id", [account.known_as]) if account.known_as else [])[:1]
    row = found[0] if found else await _by_email(tx, account)
    if row is None:
        return None
    if not row.active:
        raise BadToken(GONE)
    if any(each.issuer == account.issuer for each in await personal.accounts_of(tx, row.id)):
        message = (
            "The person whom this account would belong to signs in with another one. If that has ended, ask whoever "
            "runs the service for: had-your-back sign-in forget USERNAME"
        )
        raise BadToken(message)
    return row


async def _by_email(session: Session, account: Account) -> Row | None:
    """The person with the address: the active one, if it was somebody's before."""
    if account.email is None:
        return None
    found = await store.people_by(session, "email", [account.email])
    active = [row for row in found if row.active]
    if len(active) > 1:
        message = "Several people have the email of this account. Ask whoever runs the service to tell them apart."
        raise BadToken(message)
    return active[0] if active else found[0] if found else None


async def _join(tx: Transaction, account: Account, *, allowed: bool) -> Row:
    if not allowed:
        message = "Nobody here belongs to this account. Ask whoever runs the service to add you."
        raise BadToken(message)
    if account.user_name is None or account.display_name is None:
        message = "This token tells no userName to join with. Have preferred_username or a verified email put into it."
        raise BadToken(message)
    if await store.people_by(tx, "user_name", [account.user_name]):
        message = "Somebody else has your userName here. Ask whoever runs the service to give them your email."
        raise BadToken(message)
    draft = PersonDraft(user_name=account.user_name, display_name=account.display_name, email=account.email)
    try:
        made = await put_person(tx, draft)
    except Refused as no:
        raise BadToken(f"You cannot join by what this token tells. {no.message}") from no
    return (await store.people_by(tx, "id", [made.id]))[0]


async def forget_accounts(tx: Transaction, user_name: str) -> int:
    """Let somebody sign in with another account than before; how many were untied.

    Raises: Refused NOT_FOUND.
    """
    person = await person_id(tx, user_name, "userName")
    forgotten = await store.forget_accounts(tx, person)
    await audit.note(tx, "account.forgotten", person, times=forgotten)
    return forgotten


# ----------------------------------------------------------------------------------------------------------- calendar


async def renew_calendar(tx: Transaction, actor: Actor) -> str:
    """A new secret address for one's calendar feed; every older one is dead. The id of the person.

    A second click makes another address: the newest is the one that holds. It is nobody's news, so no event tells.

    Raises: Forbidden for a token that stands for no person.
    """
    person = actor.needs_person()
    await store.change_person(tx, person, {"calendar_nonce": secrets.token_hex(16)})
    await audit.note(tx, "calendar.renewed", person)
    return person


# ------------------------------------------------------------------------------------------------------------- tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """A service token to be made. `person` is a userName; `lasts` is how long it is good for, None for ever."""

    name: str
    scopes: Collection[str]
    person: str | None = None
    lasts: timedelta | None = None


async def create_token(tx: Transaction, draft: TokenDraft) -> tuple[str, str]:
    """A new token: its id, and the token itself, which is shown this once and stored only as a hash.

    Raises: Refused INVALID for an unknown scope or none; NOT_FOUND for an unknown person.
    """
    scopes = rules.scopes_named(draft.scopes)
    if not scopes:
        raise Refused(ErrorCode.INVALID, f"A token needs at least one scope of: {', '.join(Scope)}.", "scopes")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    new = ids.new(Kind.TOKEN, tx.now)
    row = {
        "id": new,
        "name": bounded(draft.name, "name", most=LONGEST_NAME),
        "hash": token_hash(secret),
        "scopes": sorted(scopes),
        "person_id": await person_id(tx, draft.person, "person") if draft.person else None,
        "expires_at": tx.now + draft.lasts if draft.lasts else None,
    }
    await tokens.add(tx, row)
    await audit.note(tx, "token.created", new, scopes=row["scopes"], person=row["person_id"])
    return new, secret


def token_hash(secret: str) -> str:
    """What is stored of a token. A plain hash is enough: with 256 random bits there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def revoke_token(tx: Transaction, token: str) -> None:
    """Let a token be good for nothing from now on.

    Raises: Refused NOT_FOUND if there is none with this id that still holds.
    """
    if not await tokens.revoke(tx, token):
        raise Refused(
            ErrorCode.NOT_FOUND, f"There is no token {token!r} that still holds. See: had-your-back token list"
        )
    await audit.note(tx, "token.revoked", token)
    tx.announces = True  # whoever is connected with it has to go
