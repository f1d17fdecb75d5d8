"""The second click: the same key from the same person, for the same operation, gives the first result for 24 hours."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Field, SQLModel

from had_your_back.columns import Key, UTCDateTime, table
from had_your_back.database import Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.versions import uncounted

KEPT_FOR = timedelta(hours=24)
LONGEST = 200


@uncounted
class IdempotencyKey(SQLModel, table=True):
    """What a key gave."""

    __tablename__ = "idempotency_key"

    person_id: str = Field(primary_key=True, sa_type=Key)
    operation: str = Field(primary_key=True, sa_type=Key)
    key: str = Field(primary_key=True, sa_type=Key)
    input_hash: str = Field(sa_type=Key)
    result_id: str = Field(sa_type=Key)
    created_at: datetime = Field(sa_type=UTCDateTime, index=True)


keys = table(IdempotencyKey)


def _hash(draft: Any) -> str:
    return hashlib.sha256(repr(draft).encode()).hexdigest()


def _where(person: Any, operation: Any, key: Any) -> Any:
    return (keys.c.person_id == person) & (keys.c.operation == operation) & (keys.c.key == key)


_FOUND = select(keys).where(_where(bindparam("person"), bindparam("operation"), bindparam("key")))


async def recall(tx: Transaction, person: str, operation: str, key: str | None, draft: Any) -> str | None:
    """The id that this key gave before, or None if it is new or older than 24 hours.

    Raises: Refused CONFLICT if the key came with another input; INVALID if it is empty or too long.
    """
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST:
        raise Refused(ErrorCode.INVALID, f"An idempotency key has 1 to {LONGEST} characters.", "idempotencyKey")
    found = await tx.row(_FOUND, person=person, operation=operation, key=key)
    if found is None:
        return None
    if found.created_at <= tx.now - KEPT_FOR:
        await tx.write(delete(keys).where(_where(person, operation, key)))
        return None
    if found.input_hash != _hash(draft):
        message = "This idempotency key was used with another input. Use a new key for a new request."
        raise Refused(ErrorCode.CONFLICT, message, "idempotencyKey")
    result: str = found.result_id
    return result


async def remember(tx: Transaction, person: str, operation: str, key: str | None, draft: Any, result_id: str) -> None:
    """Keep what the key gave. If it committed meanwhile, that is a lost race: the action runs again, and recalls."""
    if key is not None:
        row = {"person_id": person, "operation": operation, "key": key, "result_id": result_id}
        await tx.insert(keys, {**row, "input_hash": _hash(draft), "created_at": tx.now})


async def forget(tx: Transaction) -> int:
    """Delete keys that are older than 24 hours; the number of them."""
    return await tx.write(delete(keys).where(keys.c.created_at <= tx.now - KEPT_FOR))


async def forget_of(tx: Transaction, person: str) -> None:
    """Delete the keys of somebody, and with them the prints of what they sent."""
    await tx.write(delete(keys).where(keys.c.person_id == person))
