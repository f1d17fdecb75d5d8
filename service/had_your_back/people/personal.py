"""What there is of one person in people and teams, and what is left of them when they are erased."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, union, update

from had_your_back.columns import within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.people import store
from had_your_back.people.rules import ERASED, PLACEHOLDER
from had_your_back.people.tables import account, entry, inactive, lead, next_revision, person, token, word


async def accounts_of(session: Session, person_id: str) -> Rows:
    """(issuer, subject) of the accounts that a person signs in with."""
    return await session.rows(select(account).where(account.c.person_id == person_id))


async def held(tx: Transaction, person_id: str) -> Row:
    """A person, held until the transaction ends."""
    row = await tx.row(select(person).where(person.c.id == person_id).with_for_update())
    assert row is not None, person_id
    return row


async def erase(tx: Transaction, person_id: str, nonce: str) -> tuple[list[str], list[str]]:
    """Leave a nameless row of a person; the ids of the teams they led and of the people they managed.

    Past memberships and absences stay, since scores of the past rest on them.
    """
    mine = person.c.id == person_id
    led = await led_by(tx, person_id)
    managed = [row.id for row in await tx.rows(select(person.c.id).where(person.c.manager_id == person_id))]
    await tx.write(delete(lead).where(lead.c.person_id == person_id))
    await tx.write(delete(word).where(word.c.person_id == person_id))
    unmanaged = {"manager_id": None, **next_revision(tx, person)}
    await tx.write(update(person).where(person.c.manager_id == person_id).values(**unmanaged))
    called = union(*(select(column).where(mine) for column in (person.c.id, person.c.external_id, person.c.user_name)))
    await tx.write(update(entry).where(entry.c.manager.in_(called)).values(manager=None))
    await tx.write(delete(entry).where(entry.c.person_id == person_id))
    await tx.write(delete(inactive).where(inactive.c.person_id == person_id))
    await store.end_memberships(tx, person_id, tx.now)
    await store.set_absence(tx, person_id, None, None)
    user_name = PLACEHOLDER + person_id.partition("_")[2]
    nothing = dict.fromkeys(("email", "external_id", "job_title", "avatar_url", "manager_id", "scrubbed_at"))
    nameless: dict[str, Any] = {**nothing, "user_name": user_name, "display_name": ERASED, "roles": [], "active": False}
    first = {"erased_at": tx.now, "calendar_nonce": nonce}
    await tx.write(update(person).where(mine).values(**nameless, **store.folded(nameless)))
    await tx.write(update(person).where(mine, person.c.erased_at.is_(None)).values(**first))
    await store.forget_accounts(tx, person_id)
    own = token.c.person_id == person_id
    await tx.write(update(token).where(own, token.c.revoked_at.is_(None)).values(revoked_at=tx.now))
    await tx.write(update(token).where(own).values(name=ERASED))
    return led, sorted(managed)


async def told_by_directory(session: Session, person_id: str) -> tuple[Rows, Rows]:
    """What the directory tells of somebody, and the teams that it has them in while they are not active."""
    told = await session.rows(select(entry).where(entry.c.person_id == person_id))
    return told, await session.rows(select(inactive).where(inactive.c.person_id == person_id))


async def led_by(session: Session, person_id: str) -> list[str]:
    """The ids of the teams that somebody leads."""
    rows = await session.rows(select(lead.c.team_id).where(lead.c.person_id == person_id))
    return sorted(row.team_id for row in rows)


async def unscrubbed(session: Session) -> list[str]:
    """The ids of those who were erased while the files may still hold traces of them."""
    left = person.c.erased_at.is_not(None) & person.c.scrubbed_at.is_(None)
    return [row.id for row in await session.rows(select(person.c.id).where(left).order_by(person.c.id))]


async def scrubbed(tx: Transaction, people: Collection[str]) -> None:
    """Note that the files hold nothing of these people any more."""
    await tx.write(update(person).where(within(person.c.id, people)).values(scrubbed_at=tx.now))
