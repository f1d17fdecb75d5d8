"""What is remembered of service tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    bindparam,
    delete,
    func,
    select,
    update,
)

from had_your_back.columns import Key, keys, within
from had_your_back.database import Row, Rows, Session, Transaction
from had_your_back.people.tables import (
    person,
    token,
)


async def newest_first(session: Session) -> Rows:
    """All service tokens with the userName of their person, newest first."""
    found = select(token, person.c.user_name).outerjoin(person, person.c.id == token.c.person_id)
    return await session.rows(found.order_by(token.c.id.desc()))


async def by_hash(session: Session, digest: str) -> Row | None:
    """The token with this hash, with its person's roles and whether they are active."""
    return await session.row(_TOKEN, hash=digest)


_TOKEN = (
    select(token, person.c.roles, person.c.active)
    .outerjoin(person, person.c.id == token.c.person_id)
    .where(token.c.hash == bindparam("hash"))
)


async def beside(session: Session, token_id: str, person_id: str) -> Row | None:
    """A token that stands for no person, with the roles of somebody and whether they are active."""
    return await session.row(_TOKEN_BESIDE, token=token_id, person=person_id)


_TOKEN_BESIDE = (
    select(token, person.c.roles, person.c.active)
    .join(person, person.c.id == bindparam("person", type_=Key))
    .where(token.c.id == bindparam("token", type_=Key), token.c.person_id.is_(None))
)


async def by_ids(session: Session, wanted: Collection[str]) -> Rows:
    """The tokens with these ids, each with its person's roles and whether they are active."""
    return await session.rows(_TOKENS, wanted=list(wanted))


_TOKENS = (
    select(token, person.c.roles, person.c.active)
    .outerjoin(person, person.c.id == token.c.person_id)
    .where(within(token.c.id, keys("wanted")))
)


async def held_by(session: Session, person_id: str) -> Rows:
    """The service tokens of a person, oldest first."""
    return await session.rows(select(token).where(token.c.person_id == person_id).order_by(token.c.id))


async def add(tx: Transaction, values: dict[str, Any]) -> None:
    """Insert a service token."""
    await tx.insert(token, {"created_at": tx.now, "revoked_at": None, "last_used_at": None, **values})


async def revoke(tx: Transaction, token_id: str) -> int:
    """Revoke a token that is not revoked yet; how many that were."""
    return await tx.write(
        update(token).where(token.c.id == token_id, token.c.revoked_at.is_(None)).values(revoked_at=tx.now)
    )


async def touch(tx: Transaction, token_id: str) -> None:
    """Note that a token was used now."""
    await tx.write(update(token).where(token.c.id == token_id).values(last_used_at=tx.now))


async def forget(tx: Transaction, before: datetime, *, limit: int) -> int:
    """Delete some tokens that were revoked, or ended by themselves, before an instant; how many."""
    ended = func.coalesce(token.c.revoked_at, token.c.expires_at) < before
    return await tx.write(delete(token).where(token.c.id.in_(select(token.c.id).where(ended).limit(limit))))
