"""Who did what to whom, when and from where: appended in the transaction of the act, chained within a second.

An *entry* holds ids and names of fields, never a text. Every event that somebody caused makes one by itself
(`outbox.record`); what is no event but matters (a token, a role, an export, a refused sign-in) is noted by its action:

    await audit.note(tx, "token.created", new, scopes=["scim"])

Who acts and from where is said once, by the edge that let them in: ``with audit.by(Origin(...))``.

Entries are *sealed* by the worker: numbered, and each bears a hash over itself and over the one before, so that whoever
alters, removes or inserts one breaks the chain. Both its ends are signed with a key that is not in the database, see
``docs/decisions/0018``.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile
from typing import Any

import orjson
from sqlalchemy import BigInteger, Index, Insert, Integer, bindparam, delete, func, or_, select, text
from sqlmodel import Field, SQLModel

from had_your_back import texts
from had_your_back.columns import Json, Key, UTCDateTime, table
from had_your_back.database import Database, Row, Rows, Session, Transaction
from had_your_back.events import Event, instant
from had_your_back.versions import uncounted

_UNSEALED, _SEALED, _PLACED = text("number IS NULL"), text("number IS NOT NULL"), text("place IS NOT NULL")


@uncounted
class EntryRow(SQLModel, table=True):
    """One act. `number`, `hash` and what hides the place come with the seal; nothing else ever changes."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_unsealed", "position", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
        Index("uq_audit_entry_number", "number", unique=True, sqlite_where=_SEALED, postgresql_where=_SEALED),
        Index("ix_audit_entry_placed", "at", sqlite_where=_PLACED, postgresql_where=_PLACED),
    )

    position: int = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    at: datetime = Field(sa_type=UTCDateTime)
    actor: str = Field(sa_type=Key)
    credential: str | None = Field(sa_type=Key)
    road: str = Field(sa_type=Key)
    act: str = Field(sa_type=Key)
    subject: str | None = Field(sa_type=Key)
    details: dict[str, Any] | None = Field(sa_type=Json)
    place: str | None
    salt: str | None = Field(sa_type=Key)
    place_hash: str | None = Field(sa_type=Key)
    number: int | None = Field(sa_type=BigInteger)
    hash: str | None = Field(sa_type=Key)


@uncounted
class ChainRow(SQLModel, table=True):
    """Both ends of the chain, each signed: the last entry, and the last that was deleted because it is old. One row."""

    __tablename__ = "audit_chain"

    id: int = Field(primary_key=True)
    head: int = Field(sa_type=BigInteger)
    head_hash: str = Field(sa_type=Key)
    head_mac: str = Field(sa_type=Key)
    begin: int = Field(sa_type=BigInteger)
    begin_hash: str = Field(sa_type=Key)
    begin_mac: str = Field(sa_type=Key)


entry, chain = table(EntryRow), table(ChainRow)

GENESIS = "0" * 64
"""What stands for the hash before the first."""
AT_A_TIME = 200
"""Entries that are sealed, or deleted, in one transaction."""


# -------------------------------------------------------------------------------------------------- who, and from where


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts, by which road, with which credential, and from where.

    `actor` is a person's or a token's id, ``client:...`` for a machine of the identity provider, or one of those below.
    """

    actor: str
    road: str
    credential: str | None = None
    place: str | None = None


NOBODY, OPERATOR = "nobody", "operator"
"""Whom nobody let in (yet), and whoever may run commands where the service runs."""
SERVICE = Origin("service", "worker")
"""The service itself: its clock, its deliveries."""

_origin: ContextVar[Origin] = ContextVar("origin", default=SERVICE)


@contextmanager
def by(origin: Origin) -> Iterator[None]:
    """What happens within is done by this one."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def let_in(actor: str, credential: str | None) -> None:
    """From now on, within `by`, this is who acts."""
    known = _origin.get()
    _origin.set(Origin(actor, known.road, credential, known.place))


def origin() -> Origin:
    """Who acts."""
    return _origin.get()


# -------------------------------------------------------------------------------------------------------- what is kept

_NOBODYS = frozenset(
    {"commitment.reminder", "score.published", "score.band_changed", "webhook.digest", "webhook.delivery_exhausted"}
)
"""Events that are no act: the log of events tells of them."""
_DAILY = ("recognition.", "commitment.", "report.", "dispute.")
"""What people do all day. Who did it and when is kept, not from where: that would be a record of whereabouts."""
_ALWAYS = ("person.", "team.")
"""What is kept also of a transaction that is silent: who somebody is decides what they see."""
_TOLD = ("fields", "comment", "from_team", "to_team")
"""What is kept of an event beside its subject: ids, and names of fields."""


def is_an_act(fact: Event, *, silent: bool) -> bool:
    """Whether an event is something that somebody did."""
    return fact.type not in _NOBODYS and (not silent or fact.type.startswith(_ALWAYS))


def of_fact(fact: Event, at: datetime) -> dict[str, Any]:
    """The entry that an event makes, as the parameters of `ADD`."""
    told = {name: value for name in _TOLD if (value := getattr(fact, name, None))}
    return _entry(at, fact.type, fact.subject_id, told)


def _entry(at: datetime, act: str, subject: str | None, details: Mapping[str, Any]) -> dict[str, Any]:
    who = _origin.get()
    return {
        "audit_at": at,
        "audit_actor": who.actor,
        "audit_credential": who.credential,
        "audit_road": who.road,
        "audit_act": act,
        "audit_subject": subject,
        "audit_details": dict(details) or None,
        "audit_place": None if act.startswith(_DAILY) else who.place,
    }


def _adding() -> Insert:
    names = ("at", "actor", "credential", "road", "act", "subject", "details", "place")
    return entry.insert().values({name: bindparam(f"audit_{name}", type_=entry.c[name].type) for name in names})


ADD = _adding()
"""Adds one entry. Its parameters are named so that `outbox` can have the database do both at once."""


async def note(tx: Transaction, act: str, subject: str | None, **details: Any) -> None:
    """Keep an act that is no event. `details` are ids, numbers and words of ours."""
    await _note(tx, act, subject, details)


async def note_alone(database: Database, act: str, subject: str | None, **details: Any) -> None:
    """The same for an act that writes nothing else: somebody has read or was refused."""
    await database.transact(_note, act, subject, details)


async def _note(tx: Transaction, act: str, subject: str | None, details: Mapping[str, Any]) -> None:
    await tx.write_each(ADD, [_entry(tx.now, act, subject, details)])


async def placed_of(session: Session, person: str) -> Rows:
    """What somebody did of which it is still known from where, oldest first."""
    return await session.rows(_PLACED_OF, person=person)


_NEWEST = 250, 1_000, 4_000
"""How many of the newest acts are looked at, one after the other, until they go back far enough."""
_TAKES = 10.0
"""Seconds that a transaction takes at most from its instant to its commit: so far acts may stand out of their order."""
_newest = select(entry.c.actor, entry.c.at).order_by(entry.c.position.desc()).limit(bindparam("most")).subquery()
_LATELY = select(
    func.count().label("number"),
    func.min(_newest.c.at, type_=UTCDateTime).label("oldest"),
    func.count()
    .filter(_newest.c.actor == bindparam("actor"), _newest.c.at > bindparam("since", type_=UTCDateTime))
    .label("theirs"),
)
_DATABASE_TIME = select(func.clock_timestamp())


async def wrote(session: Session, seconds: float) -> bool:
    """Whether whoever asks now may have done anything in the last seconds.

    The newest acts tell, without an index that each act would have to be written to: few are looked at where little
    happens, at most `_NEWEST[-1]` in the last step. Where so much happens that these do not reach back so far (160 acts
    a second; 2,000,000 people do 32 at their peak, see ``docs/capacity.md``) the answer is yes, which costs the
    primary a query and nobody what they did.
    """
    since = await session.value(_DATABASE_TIME) - timedelta(seconds=seconds)
    for most in _NEWEST:
        found = await session.row(_LATELY, most=most, since=since, actor=origin().actor)
        assert found is not None
        if found.theirs:
            return True
        if found.number < most or found.oldest < since - timedelta(seconds=_TAKES):
            return False
    return True


_PLACED_OF = select(entry).where(_PLACED, entry.c.actor == bindparam("person")).order_by(entry.c.at, entry.c.position)


async def forget_places(tx: Transaction, person: str, user_name: str) -> int:
    """Forget from where somebody acted. The chain holds: it is over a hash of the place."""
    theirs = or_(entry.c.actor == person, entry.c.place.startswith(f"{user_name}@", autoescape=True))
    return await tx.write(entry.update().where(entry.c.place.is_not(None), theirs).values(place=None, salt=None))


# ------------------------------------------------------------------------------------------------------------ the seal


class Notary:
    """Signs the ends of the chain with a key that only the service has, and knows its own signature.

    Of several keys, separated by spaces or commas, the first signs and each is known.

    >>> mac = Notary("a long text").mac("head", 3, GENESIS)
    >>> [Notary(keys).knows(mac, "head", 3, GENESIS) for keys in ("newer,a long text", "another")]
    [True, False]
    """

    def __init__(self, keys: str) -> None:
        self._keys = [hmac.digest(key.encode(), b"had-your-back audit v1", sha256) for key in texts.listed(keys)]

    def mac(self, end: str, number: int, of: str) -> str:
        """The signature of an end."""
        return _mac(self._keys[0], end, number, of)

    def knows(self, mac: str, end: str, number: int, of: str) -> bool:
        """Whether it is one of ours."""
        return any(hmac.compare_digest(_mac(key, end, number, of), mac) for key in self._keys)

    def signed(self, end: str, number: int, of: str) -> dict[str, Any]:
        """The columns of an end."""
        return {end: number, f"{end}_hash": of, f"{end}_mac": self.mac(end, number, of)}


def _mac(key: bytes, end: str, number: int, of: str) -> str:
    return hmac.digest(key, f"{end} {number} {of}".encode(), sha256).hex()


HASHED = ("number", "at", "actor", "credential", "road", "act", "subject", "details", "placeHash")


def hashed(previous: str, told: Mapping[str, Any]) -> str:
    """The hash of an entry: over the one before, a line feed, and what it holds as JSON with sorted keys, no spaces."""
    words = orjson.dumps({name: told[name] for name in HASHED}, option=orjson.OPT_SORT_KEYS)
    return sha256(previous.encode() + b"\n" + words).hexdigest()


def place_hash(salt: str | None, place: str | None) -> str | None:
    """What stands in the chain for a place, so that the place itself can be forgotten."""
    return None if place is None else sha256(f"{salt}\n{place}".encode()).hexdigest()


def told(row: Row) -> dict[str, Any]:
    """A sealed entry as an export writes it."""
    return {
        "number": row.number,
        "at": instant(row.at),
        "actor": row.actor,
        "credential": row.credential,
        "road": row.road,
        "act": row.act,
        "subject": row.subject,
        "details": row.details,
        "placeHash": row.place_hash,
        "place": row.place,
        "salt": row.salt,
        "hash": row.hash,
    }


class Broken(Exception):
    """The chain does not hold, with a sentence that says where."""


async def is_unsealed(session: Session) -> bool:
    """Whether there is something to seal."""
    return await session.value(_ANY_UNSEALED) is not None


async def unsealed(session: Session) -> tuple[int, datetime | None]:
    """How many entries are to be sealed, and since when the first of them waits."""
    row = await session.row(_UNSEALED_SINCE)
    assert row is not None
    return row.number, row.oldest


_UNSEALED_SINCE = select(func.count().label("number"), func.min(entry.c.at).label("oldest")).where(_UNSEALED)
_ANY_UNSEALED = text("SELECT 1 FROM audit_entry WHERE number IS NULL LIMIT 1")


async def seal(tx: Transaction, notary: Notary) -> int:
    """Number the next entries and chain them; how many. One at a time does, whoever else wants to waits.

    Raises: Broken, and seals nothing, if the end of the chain is not as we left it: signing it would hide that.
    """
    ends = await tx.row(select(chain).with_for_update())
    if ends is None:
        await tx.insert(chain, {"id": 1, **notary.signed("head", 0, GENESIS), **notary.signed("begin", 0, GENESIS)})
        number, last = 0, GENESIS
    else:
        number, last = ends.head, ends.head_hash
        if wrong := await _wrong_at_the_end(tx, ends, notary):
            raise Broken(wrong)
    rows = await tx.rows(select(entry).where(_UNSEALED).order_by(entry.c.position).limit(AT_A_TIME))
    sealed = []
    for each in rows:
        number += 1
        salt = secrets.token_hex(8) if each.place is not None else None
        hidden = place_hash(salt, each.place)
        last = hashed(last, {**told(each), "number": number, "placeHash": hidden})
        sealed.append({"sealed": each.position, "number": number, "salt": salt, "place_hash": hidden, "hash": last})
    if rows:
        await tx.write_each(_SEAL, sealed)
        await tx.write(chain.update().values(**notary.signed("head", number, last)))
    return len(rows)


_SEAL = (
    entry.update()
    .where(entry.c.position == bindparam("sealed", type_=entry.c.position.type))
    .values({name: bindparam(name, type_=entry.c[name].type) for name in ("number", "salt", "place_hash", "hash")})
)


async def _wrong_at_the_end(session: Session, ends: Row, notary: Notary) -> str | None:
    if not notary.knows(ends.head_mac, "head", ends.head, ends.head_hash):
        return "The end of the chain is not signed with a key of HYB_SECRET_KEY."
    newest = await session.row(
        select(entry.c.number, entry.c.hash).where(_SEALED).order_by(entry.c.number.desc()).limit(1)
    )
    at = (newest.number, newest.hash) if newest else (ends.begin, ends.begin_hash)
    if at != (ends.head, ends.head_hash):
        return f"The last entry is number {at[0]:,}, and what was signed is number {ends.head:,} with another hash."
    return None


async def restart(tx: Transaction, notary: Notary) -> int:
    """Sign the chain as it is, broken or with a lost key, and say so in it; at which number."""
    newest = await tx.row(select(entry.c.number, entry.c.hash).where(_SEALED).order_by(entry.c.number.desc()).limit(1))
    oldest = await tx.value(select(func.min(entry.c.number)))
    ends = await tx.row(select(chain).with_for_update())
    number, last = (newest.number, newest.hash) if newest else (0, GENESIS)
    begin = oldest - 1 if oldest else number
    known = ends.begin_hash if ends is not None and ends.begin == begin else GENESIS
    values = {**notary.signed("head", number, last), **notary.signed("begin", begin, known)}
    if ends is None:
        await tx.insert(chain, {"id": 1, **values})
    else:
        await tx.write(chain.update().values(**values))
    await note(tx, "audit.restarted", None)
    return number


# ------------------------------------------------------------------------------------------------------- the retention


async def forget(tx: Transaction, notary: Notary, *, before: datetime, places_before: datetime, limit: int) -> int:
    """One small step of deleting what is old, entries and places of entries; how many. The beginning is signed anew."""
    ends = await tx.row(select(chain).with_for_update())
    if ends is None:
        return 0
    # The last one stays, as a chain has to have an end; and one that does not begin as we left it is left alone.
    oldest = await tx.rows(select(entry).where(_SEALED).order_by(entry.c.number).limit(limit))
    gone = [row for row in takewhile(lambda row: row.at < before, oldest) if row.number < ends.head]
    if gone and gone[0].number == ends.begin + 1 and notary.knows(ends.begin_mac, "begin", ends.begin, ends.begin_hash):
        await tx.write(delete(entry).where(entry.c.number <= gone[-1].number))
        await tx.write(chain.update().values(**notary.signed("begin", gone[-1].number, gone[-1].hash)))
        return len(gone)
    placed = (
        select(entry.c.position).where(_PLACED, _SEALED, entry.c.at < places_before).order_by(entry.c.at).limit(limit)
    )
    return await tx.write(entry.update().where(entry.c.position.in_(placed)).values(place=None, salt=None))


# ------------------------------------------------------------------------------------------------------------ the proof


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain and its hash: what an auditor writes down somewhere else.

    >>> Head.parse("17:" + GENESIS).number
    17
    """

    number: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Head:
        """Raises: ValueError if it is none."""
        number, _, of = text.partition(":")
        if len(of) != len(GENESIS) or not number.isdigit():
            message = "a head is written NUMBER:HASH, as `audit verify` prints it"
            raise ValueError(message)
        return cls(int(number), of)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Walk:
    """Follows a chain, entry by entry, from its beginning."""

    def __init__(self, begin: Head, wanted: Head | None = None) -> None:
        self.end = begin
        self._wanted = wanted if wanted is not None and wanted.number >= begin.number else None
        self._meets(begin)

    def step(self, told: Mapping[str, Any]) -> None:
        """Raises: Broken."""
        number = told["number"]
        if number != self.end.number + 1:
            message = f"Number {number:,} follows number {self.end.number:,}: what is between them was removed."
            raise Broken(message)
        if told["place"] is not None and place_hash(told["salt"], told["place"]) != told["placeHash"]:
            raise Broken(f"The place of number {number:,} was altered.")
        if hashed(self.end.hash, told) != told["hash"]:
            raise Broken(f"Number {number:,} was altered, or stands in another's place.")
        self.end = Head(number, told["hash"])
        self._meets(self.end)

    def _meets(self, at: Head) -> None:
        if self._wanted is not None and at.number == self._wanted.number:
            if at.hash != self._wanted.hash:
                raise Broken(f"Number {at.number:,} is not the one whose hash was written down.")
            self._wanted = None

    def over(self) -> None:
        """Raises: Broken if the entry that was written down did not come."""
        if self._wanted is not None:
            message = f"The chain ends at number {self.end.number:,}; number {self._wanted.number:,} was written down."
            raise Broken(message)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and found to hold."""

    begin: int
    head: Head
    unsealed: int
    oldest_unsealed: datetime | None


async def ends_of(session: Session) -> Row | None:
    """Both ends of the chain; None before anything was sealed."""
    return await session.row(select(chain))


async def entries(database: Database, begin: int, end: int) -> AsyncIterator[Rows]:
    """The sealed entries behind a number up to another one, some at a time."""
    while True:
        async with database.read() as session:
            found = select(entry).where(entry.c.number > begin, entry.c.number <= end).order_by(entry.c.number)
            rows = await session.rows(found.limit(AT_A_TIME))
        if rows:
            begin = rows[-1].number
            yield rows
        if len(rows) < AT_A_TIME:
            return


async def verify(database: Database, notary: Notary, wanted: Head | None = None) -> Verified:
    """Follow the whole chain from end to end; `wanted`, which somebody wrote down, has to be part of it.

    Raises: Broken, with where.
    """
    while True:
        async with database.read() as session:
            ends = await ends_of(session)
        try:
            return await _verify(database, notary, ends, wanted)
        except Broken:
            async with database.read() as session:
                now = await ends_of(session)
            if ends is None or now is None or now.begin == ends.begin:
                raise
            # What is old was deleted while we walked; from its new beginning once more.


async def _verify(database: Database, notary: Notary, ends: Row | None, wanted: Head | None) -> Verified:
    async with database.read() as session:
        waiting = await session.row(
            select(func.count().label("number"), func.min(entry.c.at).label("at")).where(_UNSEALED)
        )
        loose = await session.value(select(entry.c.number).where(_SEALED).limit(1)) if ends is None else None
    assert waiting is not None
    if ends is None:
        if loose is not None or wanted is not None:
            message = "There are entries with numbers, or one was written down, and the ends of the chain are gone."
            raise Broken(message)
        return Verified(0, Head(0, GENESIS), waiting.number, waiting.at)
    if not notary.knows(ends.begin_mac, "begin", ends.begin, ends.begin_hash):
        message = "The beginning of the chain is not signed with a key of HYB_SECRET_KEY."
        raise Broken(message)
    walk = Walk(Head(ends.begin, ends.begin_hash), wanted)
    async for rows in entries(database, ends.begin, ends.head):
        for row in rows:
            walk.step(told(row))
    if walk.end != Head(ends.head, ends.head_hash):
        message = (
            f"The chain ends at number {walk.end.number:,}; number {ends.head:,} was signed, so the end was removed."
        )
        raise Broken(message)
    if not notary.knows(ends.head_mac, "head", ends.head, ends.head_hash):
        message = "The chain is whole but not ours: its end is not signed with a key of HYB_SECRET_KEY."
        raise Broken(message)
    if await _number_outside(database, ends):
        message = f"There are entries with numbers outside of {ends.begin + 1:,} to {ends.head:,}."
        raise Broken(message)
    walk.over()
    return Verified(ends.begin, walk.end, waiting.number, waiting.at)


async def _number_outside(database: Database, ends: Row) -> bool:
    async with database.read() as session:
        now = await ends_of(session)  # meanwhile more may have been sealed
        most = now.head if now is not None else ends.head
        outside = or_(entry.c.number <= ends.begin, entry.c.number > most)
        return await session.value(select(entry.c.number).where(outside).limit(1)) is not None
