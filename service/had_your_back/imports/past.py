"""Who was where in the past: people by their userName, with the teams that they were in at an instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby

from had_your_back import ids
from had_your_back.database import Row, Transaction
from had_your_back.errors import Refused
from had_your_back.ids import Kind
from had_your_back.imports.people import people_named
from had_your_back.imports.reports import Options, Report, UnknownPeople
from had_your_back.people import actions as people
from had_your_back.people import store as people_store
from had_your_back.people import tree
from had_your_back.people.actions import PersonDraft, TeamDraft
from had_your_back.people.rules import ALWAYS, PersonFacts


class Past:
    """Who was where: people by their userName, with the teams that they were in at an instant."""

    def __init__(
        self,
        known: Mapping[str, Row],
        memberships: Mapping[str, Sequence[Row]],
        lineages: Mapping[str, frozenset[str]],
        by: str = "userName",
    ) -> None:
        self.by = by
        """What they are named by."""
        self._known = known
        self._memberships = memberships
        self._lineages = lineages

    @property
    def ids(self) -> list[str]:
        """Everybody's."""
        return [row.id for row in self._known.values()]

    def id_of(self, name: str) -> str | None:
        """The id of a person, or None for nobody."""
        row = self._known.get(name.casefold())
        return None if row is None else row.id

    def at(self, name: str, at: datetime) -> PersonFacts | None:
        """The facts of a person then, or None for nobody. Who has left since may give and receive in the past."""
        row = self._known.get(name.casefold())
        if row is None:
            return None
        all_of_them = self._memberships.get(row.id, ())
        held = [each for each in all_of_them if each.since <= at and (each.until is None or at < each.until)]
        return PersonFacts(
            id=row.id,
            display_name=row.display_name,
            active=row.active,
            home=next((each.team_id for each in held if each.home), None),
            teams=frozenset(each.team_id for each in held),
            lineage=frozenset[str]().union(*(self._lineages[each.team_id] for each in held)),
        )


async def past_of(
    tx: Transaction, names: Mapping[str, str], others: Collection[str], options: Options, report: Report
) -> Past:
    """What a batch needs to know of its people: four statements, and some more for each who joins.

    `names` are theirs by the folded ones, and may join; `others` are looked up, and do not.
    """
    by_email = options.mapping.by_email
    named = _people_of_addresses if by_email else people_named
    known = await named(tx, {*names.values(), *others})
    unknown = [name for folded, name in names.items() if folded not in known]
    if unknown and options.unknown_people is UnknownPeople.JOIN:
        team = await _joined_team(tx, options.team or "Community")
        for name in unknown:
            email = name if by_email else None
            draft = PersonDraft(user_name=name, display_name=name, email=email, team=team, team_since=ALWAYS)
            with suppress(Refused):  # an address that two share is nobody's, and so its lines are refused
                await people.put_person(tx, draft)
                report.people_joined += 1
        known |= await named(tx, unknown)
    rows = await people_store.memberships(tx, [row.id for row in known.values()])
    held = {person: list(group) for person, group in groupby(rows, key=lambda row: row.person_id)}
    lineages = await tree.lineages(tx, {row.team_id for row in rows})
    return Past(known, held, lineages, "email" if by_email else "userName")


async def _people_of_addresses(tx: Transaction, names: Collection[str]) -> dict[str, Row]:
    """The people with these addresses; whoever shares one with somebody else who is here is not told apart by it."""
    found: dict[str, list[Row]] = {}
    for row in await people_store.people_by(tx, "email", names):
        found.setdefault(row.email.casefold(), []).append(row)
    here = {email: [row for row in rows if row.active] or rows for email, rows in found.items()}
    return {email: rows[0] for email, rows in here.items() if len(rows) == 1}


async def teams_named(tx: Transaction, named: Collection[str]) -> dict[str, str]:
    """The teams with these external ids or, as in our own export of those without, these ids."""
    own = await tree.teams_by(tx, "id", [name for name in named if ids.kind_of(name) is Kind.TEAM])
    rows = await tree.teams_by(tx, "external_id", named)
    return {row.id: row.id for row in own} | {row.external_id: row.id for row in rows}


async def _joined_team(tx: Transaction, name: str) -> str:
    """The external id of the team that unknown people join; it is made if there is none."""
    own = name.strip()
    made = "-".join(own.casefold().split())
    known = {row.external_id for row in await tree.teams_by(tx, "external_id", [own, made])}
    if own in known:
        return own
    if made not in known:
        await people.put_team(tx, TeamDraft(external_id=made, name=own))
    return made
