"""What a company's directory does with people and teams: they come, change, leave; teams fill and empty.

It knows people by our id, so that a userName can change, and says everything it knows of somebody each time. Beside
that these are the actions of a CSV import, and tell the same events.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from had_your_back import outbox
from had_your_back.database import Row, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.events import Audience, Event, PersonChanged, PersonMoved, TeamRemoved
from had_your_back.people import actions, directory, store, tree
from had_your_back.people.rules import ALWAYS, LONGEST_NAME, LONGEST_TEXT
from had_your_back.texts import bounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person as the directory has them now: what is None is not there. `manager` is an id, externalId or userName."""

    user_name: str
    display_name: str
    active: bool = True
    external_id: str | None = None
    email: str | None = None
    email_type: str | None = None
    email_primary: bool | None = None
    job_title: str | None = None
    formatted_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    department: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A team as the directory has it now. `parent` is an id or an externalId, `members` are ids of people."""

    name: str
    external_id: str | None = None
    description: str | None = None
    parent: str | None = None
    members: frozenset[str] = frozenset()


_TOLD = ("formatted_name", "given_name", "family_name", "department", "email_type")
_OURS = ("external_id", "email", "job_title")


# ------------------------------------------------------------------------------------------------------------- people


async def come(tx: Transaction, it: Entry) -> str:
    """A new person, or one who was removed from the directory and is back by the same userName; their id.

    Raises: Refused TOO_SHORT, TOO_LONG; CONFLICT (somebody has the userName, the externalId or, being active, the
    email); INVALID for one's own manager.
    """
    values, told = _values(it), _told(it)
    back = await _unlike_others(tx, None, values, active=it.active)
    if back is not None:
        await directory.tell(tx, back, {"removed_at": None}, known=True)
        known = await directory.one_person(tx, back)
        assert known is not None, back
        await change(tx, known, it)
        return back
    manager = await _manager(tx, it.manager, None)
    if told["email_type"] or told["email_primary"] is not None:
        told |= {} if values["email"] else {"email_type": None, "email_primary": None}
    new = await actions.new_person(tx, {**values, "active": it.active, "manager_id": manager})
    told["manager"] = None if manager else it.manager
    if any(value is not None for value in told.values()):
        await directory.tell(tx, new, told, known=False)
    await _is_here(tx, new, values)
    return new


async def change(tx: Transaction, known: Row, it: Entry) -> bool:
    """Let a person, as `directory.one_person` found them, be as the directory says; whether they have left by that.

    Raises: Refused as `come`.
    """
    person = known.id
    values, told = _values(it), _told(it)
    returns = it.active and not known.active
    if returns or any(values[name] != getattr(known, name) for name in ("user_name", "external_id", "email")):
        await _unlike_others(tx, person, values, active=it.active)
    manager = known.manager_id
    if it.manager != (known.manager_id or known.manager):
        manager = await _manager(tx, it.manager, person)
    values["manager_id"], told["manager"] = manager, None if manager else it.manager
    if values["email"] is None:
        told |= {"email_type": None, "email_primary": None}
    beside = {name: value for name, value in told.items() if value != getattr(known, name)}
    if beside:
        await directory.tell(tx, person, told, known=known.entry is not None)
    await actions.settle_person(tx, known, values, beside=beside)
    if any(values[name] != getattr(known, name) for name in ("user_name", "external_id")):
        await _is_here(tx, person, values)
    if returns:
        await _return(tx, person)
    elif known.active and not it.active:
        await directory.set_aside(tx, person)
        await actions.turn(tx, person, False, tx.now)  # noqa: FBT003 - the new state itself
        return True
    return False


async def go(tx: Transaction, known: Row) -> bool:
    """Let the directory not know somebody any more: they leave, and what they did stays; whether they were here.

    Who comes back with the same userName is the same person.
    """
    await directory.aside(tx, known.id)
    if known.active:
        await actions.turn(tx, known.id, False, tx.now)  # noqa: FBT003 - the new state itself
    await directory.tell(tx, known.id, {"removed_at": tx.now, "manager": None}, known=known.entry is not None)
    return bool(known.active)


def _values(it: Entry) -> dict[str, Any]:
    said = {"user_name": it.user_name, "display_name": it.display_name}
    given = {name: getattr(it, name) or None for name in _OURS}
    return {**dict.fromkeys(_OURS), **actions.plain({**said, **given})}


def _told(it: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: bounded(value, name, most=LONGEST_NAME) if (value := getattr(it, name)) else None for name in _TOLD
    }
    return {**told, "email_primary": it.email_primary}


async def _unlike_others(tx: Transaction, person: str | None, values: Mapping[str, Any], *, active: bool) -> str | None:
    """Refuse what somebody else has. For somebody new, the id of the one who was removed and is back."""
    external_id, email = values["external_id"], values["email"]
    user_key, email_key = values["user_name"].casefold(), email and email.casefold()
    named = {"user_name": values["user_name"], "external_id": external_id, "email": email}
    if active and email:
        await store.take_email(tx, email)
    others = [row for row in await directory.alike(tx, **named) if row.id != person]
    gone = [row for row in others if row.removed_at is not None and row.erased_at is None]
    back = None if person else _back(gone, external_id)
    for row in others:
        if row is back:
            continue
        if row.user_key == user_key and row in gone:
            # The account of somebody else had that name, and is no more.
            await actions.settle_person(tx, row, {"user_name": f"{row.user_name[:150]}~{row.id}"})
        elif row.user_key == user_key:
            message = f"The userName {values['user_name']!r} is that of somebody else ({row.id}). Choose another."
            raise Refused(ErrorCode.CONFLICT, message, "userName")
        if external_id and row.external_id == external_id:
            message = f"The externalId {external_id!r} is that of somebody else ({row.id}). Choose another."
            raise Refused(ErrorCode.CONFLICT, message, "externalId")
        if active and email_key and row.email_key == email_key and row.active:
            raise actions.taken_email(email, row.id, "emails")
    return back.id if back else None


def _back(gone: Sequence[Row], external_id: str | None) -> Row | None:
    """Who of those who were removed is meant: who has the externalId, or has the userName and no other externalId."""
    for row in gone:
        if external_id and row.external_id == external_id:
            return row
    return next((row for row in gone if not (row.external_id and external_id)), None)


async def _manager(tx: Transaction, called: str | None, person: str | None) -> str | None:
    found = await directory.whoever_is(tx, called) if called else None
    if found is not None and found == person:
        raise Refused(ErrorCode.INVALID, "Nobody is their own manager.", "manager")
    return found


async def _is_here(tx: Transaction, person: str, values: Mapping[str, Any]) -> None:
    """Let those have their manager who came before them."""
    names = (person, values["external_id"], values["user_name"], values["user_name"].casefold())
    for each in await directory.waiting_for(tx, names):
        if each != person:
            await directory.tell(tx, each, {"manager": None}, known=True)
            await store.change_person(tx, each, {"manager_id": person})
            await outbox.record(tx, PersonChanged(person=each, fields=("manager",)))


async def _return(tx: Transaction, person: str) -> None:
    await actions.turn(tx, person, True, tx.now)  # noqa: FBT003 - the new state itself
    for row in await directory.aside(tx, person):
        await _join(tx, row.team_id, [person])


# -------------------------------------------------------------------------------------------------------------- teams


async def found_team(tx: Transaction, it: Group) -> str:
    """A new team; its id.

    Raises: Refused TOO_SHORT, TOO_LONG; CONFLICT if another has the externalId; NOT_FOUND for an unknown parent or
    member.
    """
    values = await _team_values(tx, it, None)
    new = await actions.new_team(tx, values)
    await settle_members(tx, new, it.members)
    return new


async def change_team(tx: Transaction, known: Row, it: Group) -> None:
    """Let a team, as `directory.one_team` found it, be as the directory says.

    Raises: Refused as `found_team`; INVALID if it would be above itself.
    """
    await actions.settle_team(tx, known, await _team_values(tx, it, known), field="parent")
    await settle_members(tx, known.id, it.members)


async def remove_team(tx: Transaction, known: Row) -> None:
    """Let there be no such team any more: nobody is in it, its parent has what was below it, what was done stays."""
    team = known.id
    for child in await directory.children_of(tx, team):
        await actions.settle_team(tx, child, {"parent_id": known.parent_id}, field="parent")
    await settle_members(tx, team, frozenset())
    await actions.settle_leads(tx, team, ())
    await tree.change_team(tx, team, {"parent_id": None, "external_id": None, "removed_at": tx.now})
    await outbox.record(tx, TeamRemoved(team=team))


async def _team_values(tx: Transaction, it: Group, known: Row | None) -> dict[str, Any]:
    external_id = bounded(it.external_id, "externalId", most=LONGEST_NAME) if it.external_id else None
    if external_id and (known is None or known.external_id != external_id):
        for row in await tree.teams_by(tx, "external_id", [external_id]):
            message = f"The externalId {external_id!r} is that of another team ({row.id}). Choose another."
            raise Refused(ErrorCode.CONFLICT, message, "externalId")
    return {
        "name": bounded(it.name, "displayName", most=LONGEST_NAME),
        "external_id": external_id,
        "description": bounded(it.description or "", "description", least=0, most=LONGEST_TEXT) or None,
        "parent_id": await _parent(tx, it.parent) if it.parent else None,
    }


async def _parent(tx: Transaction, called: str) -> str:
    for column in ("id", "external_id"):
        for row in await tree.teams_by(tx, column, [called]):
            if row.removed_at is None:
                return str(row.id)
    message = f"There is no team {called!r} to be the parent. Provision that team first, and name it by its id."
    raise Refused(ErrorCode.NOT_FOUND, message, "parent")


async def settle_members(tx: Transaction, team: str, people: frozenset[str]) -> None:
    """Let exactly these people be in a team.

    Raises: Refused NOT_FOUND for somebody unknown.
    """
    before = {row.person_id: row.active for row in await directory.members_of(tx, [team])}
    if new := people - before.keys():
        await add_members(tx, team, new)
    if gone := before.keys() - people:
        await take_members(tx, team, gone)


async def change_members(tx: Transaction, team: str, *, come: Collection[str], go: Collection[str]) -> bool:
    """Let these people be in a team and those not, whoever else is in it; whether that changed anything.

    Raises: Refused NOT_FOUND for somebody unknown who is to come.
    """
    held = await directory.held_among(tx, team, {*come, *go})
    if new := set(come) - held:
        await add_members(tx, team, new)
    if gone := set(go) & held:
        await take_members(tx, team, gone)
    return bool(new or gone)


async def add_members(tx: Transaction, team: str, people: Collection[str]) -> None:
    """Let people be in a team who are not; those who are not active, as soon as they are.

    Raises: Refused NOT_FOUND for somebody unknown.
    """
    active = await _known(tx, people)
    if asleep := sorted(each for each in people if not active[each]):
        await directory.wait_for(tx, team, asleep)
    if awake := sorted(each for each in people if active[each]):
        await _join(tx, team, awake)


async def take_members(tx: Transaction, team: str, people: Collection[str]) -> None:
    """Let people not be in a team who are. Whose home it was is at home in the next team they are in, or in none."""
    await directory.wait_no_longer(tx, team, people)
    open_here: dict[str, bool] = {}
    others: dict[str, str] = {}
    held = await store.memberships(tx, sorted(people))
    for row in sorted(held, key=lambda row: (row.since, row.team_id)):
        if row.until is None and row.team_id == team:
            open_here[row.person_id] = row.home
        elif row.until is None:
            others.setdefault(row.person_id, row.team_id)
    await directory.leave(tx, team, sorted(people), tx.now)
    told: list[Event] = []
    for each, home in sorted(open_here.items()):
        if home and each in others:
            await store.move(tx, each, others[each], tx.now)
        moved = PersonMoved(person=each, from_team=team, to_team=others.get(each))
        told.append(moved if home else _teams_changed(each, team))
    await outbox.record_all(tx, told)


def _teams_changed(person: str, team: str) -> PersonChanged:
    """Somebody is in a team that is not their home, or no more."""
    return PersonChanged(person=person, fields=("teams",), audience=Audience(teams=(team,)))


async def _join(tx: Transaction, team: str, people: Collection[str]) -> None:
    """Open memberships: the first that somebody has is their home, and if it is the first of all, always was."""
    past, at_home = set(), set()
    for row in await store.memberships(tx, list(people)):
        past.add(row.person_id)
        if row.home and row.until is None:
            at_home.add(row.person_id)
    opened = {each: (tx.now if each in past else ALWAYS, each not in at_home) for each in people}
    await directory.join(tx, team, opened)
    moved = [PersonMoved(person=each, from_team=None, to_team=team) for each in people if each not in at_home]
    added = [_teams_changed(each, team) for each in people if each in at_home]
    await outbox.record_all(tx, [*moved, *added])


async def _known(tx: Transaction, people: Collection[str]) -> dict[str, bool]:
    """Whether each of these people is active."""
    found = {row.id: row.active for row in await directory.joining(tx, sorted(people))}
    if unknown := sorted(set(people) - found.keys()):
        message = (
            f"There is nobody with the id {unknown[0]!r}. Members are people; a team is part of another by its parent."
        )
        raise Refused(ErrorCode.NOT_FOUND, message, "members")
    return found
