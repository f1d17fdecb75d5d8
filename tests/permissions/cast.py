"""The people of the permission tables: one for each way to stand to a recognition that Ann gives to Bob and Cyd.

Or to a commitment of which Ann is the customer, and Bob or Kit the performer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from conftest import once
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import store as commitments_store
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Details, Draft, viewer_of
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people.actions import PersonDraft, TeamDraft, TokenDraft
from had_your_back.people.rules import Actor, Role, actor_of
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision, Limits
from had_your_back.recognitions.rules import GiveDraft, PaceLimits, Visibility

LIMITS = Limits(pace=PaceLimits(per_giver=1_000, per_pair=1_000), edit_window=timedelta(minutes=15))

WHATEVER_THE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is decided in Python, not in SQL."""

TEAMS = (
    ("north", None),
    ("kestrel", "north"),
    ("fledglings", "kestrel"),
    ("heron", "north"),
    ("swift", None),
)
PEOPLE = {
    "ann": "kestrel",  # the giver
    "bob": "heron",  # a recipient
    "cyd": "heron",  # another recipient, and an administrator
    "gil": "kestrel",  # a teammate of the giver
    "rae": "heron",  # a teammate of the recipients
    "new": "swift",  # comes to the giver's team after the giving
    "gone": "kestrel",  # leaves the giver's team after the giving
    "dan": "heron",  # somebody of the recipients' team who reports
    "per": "kestrel",  # a moderator of the giver's team
    "pam": "north",  # of the team above
    "kit": "fledglings",  # of the team below
    "mia": "swift",  # the manager of the giver
    "max": "swift",  # the manager of a recipient
    "top": "swift",  # the manager of these managers
    "sub": "swift",  # somebody whom the giver manages
    "lee": "swift",  # leads the giver's team without being in it
    "sam": "swift",  # a stranger
    "mod": "swift",
    "int": "swift",
    "adm": "swift",
    "tia": "swift",  # is asked to take a commitment over
    "all": "swift",  # has every role
}
MANAGERS = {"ann": "mia", "bob": "max", "mia": "top", "max": "top", "sub": "ann"}
ROLES = {
    "mod": [Role.MODERATOR],
    "per": [Role.MODERATOR],
    "int": [Role.INTEGRATOR],
    "adm": [Role.ADMINISTRATOR],
    "cyd": [Role.ADMINISTRATOR],
    "all": [Role.MODERATOR, Role.INTEGRATOR, Role.ADMINISTRATOR],
}


class Cast:
    """The ids of people and teams by their names, and what they do without going through HTTP."""

    def __init__(self, database: Database, ids: dict[str, str]) -> None:
        self.database, self.ids = database, ids

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def actor(self, name: str) -> Actor:
        """A person who signed in."""
        return actor_of(self[name], [Role.EMPLOYEE, *ROLES.get(name, ())], None)

    async def token(self, *scopes: str, person: str | None = None, **draft: Any) -> str:
        """A new service token."""
        made = TokenDraft(name="a test", scopes=scopes, person=person, **draft)
        _, secret = await self.database.transact(people.create_token, made)
        return secret

    async def give(
        self,
        visibility: Visibility,
        *,
        giver: str = "ann",
        to: Collection[str] = ("bob", "cyd"),
        words: str = "Lantern",
    ) -> str:
        """A new recognition; its id."""
        draft = GiveDraft(
            recipients=[self[name] for name in to], message=words, behaviours=["had_my_back"], visibility=visibility
        )
        return await self.database.transact(actions.give, self.actor(giver), draft, limits=LIMITS)

    async def comment(self, recognition: str, *, author: str = "bob") -> str:
        """A new comment; its id."""
        said = (self.actor(author), recognition, "Seen and heard")
        return await self.database.transact(actions.add_comment, *said, limits=LIMITS)

    async def react(self, recognition: str, *, person: str = "bob") -> None:
        """A reaction."""
        await self.database.transact(actions.react, self.actor(person), recognition, "🎉", limits=LIMITS)

    async def report(self, subject: str, *, reporter: str = "bob") -> None:
        """Somebody asks a moderator to look."""
        await self.database.transact(actions.report, self.actor(reporter), subject, "Not so", limits=LIMITS)

    async def moderate(self, subject: str, *, hide: bool, moderator: str = "mod") -> None:
        """A moderator decides."""
        decision = Decision(subject=subject, hide=hide, reason="Looked at")
        await self.database.transact(actions.moderate, self.actor(moderator), decision, limits=LIMITS)

    async def withdraw(self, recognition: str, *, giver: str = "ann") -> None:
        """The giver takes it back."""
        await self.database.transact(actions.withdraw, self.actor(giver), recognition, limits=LIMITS)

    async def ask(self, of: str, *, customer: str = "ann", private: bool = False) -> str:
        """A new request of a person or a team; the id of the commitment."""
        draft = Draft(title="A spare pump", due_at=self.database.now() + timedelta(days=7), private=private)
        actor = self.actor(customer)
        return await self.database.transact(commitments.request, actor, self[of], draft, terms=Terms())

    async def act(self, name: str, commitment: str, act: Act, **details: Any) -> None:
        """Somebody takes a step on a commitment as it is now."""
        async with self.database.read() as session:
            (row,) = await commitments_store.by_ids(session, viewer_of(self.actor(name)), [commitment])
        step = Step(commitment=commitment, version=row.version, act=act, details=Details(**details))
        await self.database.transact(commitments.act, self.actor(name), step, terms=Terms())

    async def promise(self, *, private: bool = False) -> str:
        """A new promise of Bob's to Ann; the id of the commitment."""
        made = await self.ask("bob", private=private)
        await self.act("bob", made, Act.ACCEPT)
        return made

    async def re_org(self) -> None:
        """After the giving, one leaves the giver's team and one comes to it."""
        now = self.database.now() + timedelta(seconds=1)
        await self.database.transact(people.move, "new", "kestrel", at=now)
        await self.database.transact(people.move, "gone", "swift", at=now)


async def assemble(database: Database) -> Cast:
    """The company, in an empty database."""

    async def found(tx: Transaction) -> dict[str, str]:
        ids = {}
        for key, parent in TEAMS:
            ids[key] = (await people.put_team(tx, TeamDraft(external_id=key, name=key.title(), parent=parent))).id
        for name, team in PEOPLE.items():
            draft = PersonDraft(
                user_name=name, display_name=f"{name.title()} Example", email=f"{name}@x.org", team=team
            )
            ids[name] = (await people.put_person(tx, draft)).id
        for name, above in MANAGERS.items():
            await people.put_manager(tx, name, above)
        for name, roles in ROLES.items():
            await people.put_roles(tx, name, roles)
        await people.put_leads(tx, "kestrel", ["lee"])
        return ids

    return Cast(database, await once(database, found))


_NAMES = [table.name for table in SQLModel.metadata.sorted_tables]
EVERY_ROW = {
    "postgresql": " UNION ALL ".join(
        f"SELECT '{each}', CAST(to_jsonb({each}) - 'last_used_at' AS text) FROM {each}" for each in _NAMES
    ),
    "sqlite": " UNION ALL ".join(
        f"SELECT '{table.name}', json_array({', '.join(each.name for each in table.c if each.name != 'last_used_at')}) "
        f"FROM {table.name}"
        for table in SQLModel.metadata.sorted_tables
    ),
}
"""When a token was last used is left out: a request that is refused may note that too."""


async def dump(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as text, in one statement: tests look very often."""
    found: dict[str, list[str]] = {each: [] for each in _NAMES}
    async with database.read() as session:
        for name, row in sorted(tuple(each) for each in await session.rows(text(EVERY_ROW[database.dialect]))):
            found[name].append(row)
    return found


def table_of(written: str) -> list[dict[str, str]]:
    """The rows of a table that is written for readers: columns by two or more blanks, or by a bar."""
    heads, *lines = [
        [cell.strip() for cell in line.split("|")] for line in written.strip().splitlines() if line.strip("-+ ")
    ]
    return [dict(zip(heads, line, strict=True)) for line in lines]


def tried_on(database: Database, rows: list[dict[str, str]], *columns: str) -> list[dict[str, str]]:
    """All rows on SQLite; on PostgreSQL one for each different answer, since what asks for it is the same code."""
    if database.dialect == "sqlite":
        return rows
    return list({tuple(row[name] for name in columns): row for row in reversed(rows)}.values())
