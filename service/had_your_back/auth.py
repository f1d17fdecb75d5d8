"""From a bearer token to an actor. Every edge that lets somebody in asks here, and nothing is read without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from had_your_back.database import Database, Row
from had_your_back.errors import ErrorCode, Refused, Unauthenticated
from had_your_back.people import store as people
from had_your_back.people.actions import token_hash
from had_your_back.people.rules import Actor, Role, actor_of, scopes_named
from had_your_back.settings import Settings

DEV = "dev:"
USE_IS_NOTED_EVERY = timedelta(minutes=5)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody was let in with: who they are, and the id of their service token; None for who signed in."""

    actor: Actor
    token: str | None


class Gate:
    """Lets in who carries a good token.

    A service token begins with ``hyb_``. In the mode ``dev``, which is for demonstrations on one's own machine,
    ``dev:USERNAME`` is a token too.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._dev = settings.auth == "dev"
        if self._dev and settings.host not in LOOPBACK:
            message = (
                f"HYB_AUTH=dev lets anybody be anybody, so it refuses to listen on {settings.host}. "
                "Use HYB_HOST=127.0.0.1, or HYB_AUTH=tokens."
            )
            raise Refused(ErrorCode.INVALID, message)

    async def actor(self, authorization: str | None) -> Actor:
        """The actor that an Authorization header names.

        Raises: Unauthenticated.
        """
        return (await self.admit(authorization)).actor

    async def admit(self, authorization: str | None) -> Pass:
        """The same with what it takes to ask again later, for whoever stays: see `still`.

        Raises: Unauthenticated.
        """
        scheme, _, secret = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            message = "Send a token: Authorization: Bearer hyb_... (had-your-back token create makes one)."
            raise Unauthenticated(message)
        if self._dev and secret.startswith(DEV):
            return await self._person(secret.removeprefix(DEV).strip())
        return await self._token(secret.strip())

    async def still(self, passes: Collection[Pass]) -> dict[Pass, Actor | Unauthenticated]:
        """Who holds each of these passes by now, or why it holds no longer. Two statements, however many there are."""
        tokens = [each.token for each in passes if each.token]
        persons = [each.actor.person for each in passes if not each.token and each.actor.person]
        now = self._database.now()
        async with self._database.read() as session:
            by_token = {row.id: row for row in (await people.tokens_by_ids(session, tokens) if tokens else ())}
            by_person = {row.id: row for row in (await people.people_by(session, "id", persons) if persons else ())}

        def judged(each: Pass) -> Actor | Unauthenticated:
            try:
                if each.token:
                    return _of_token(by_token.get(each.token), now)
                return _of_person(by_person.get(each.actor.person or ""))
            except Unauthenticated as no:
                return no

        return {each: judged(each) for each in passes}

    async def _person(self, user_name: str) -> Pass:
        async with self._database.read() as session:
            found = await people.people_by(session, "user_name", [user_name])
        return Pass(_of_person(found[0] if found else None), token=None)

    async def _token(self, secret: str) -> Pass:
        async with self._database.read() as session:
            row = await people.token_by_hash(session, token_hash(secret))
        now = self._database.now()
        actor = _of_token(row, now)
        assert row is not None
        if row.last_used_at is None or now - row.last_used_at >= USE_IS_NOTED_EVERY:
            await self._database.transact(people.touch_token, row.id)
        return Pass(actor, row.id)


def _of_person(row: Row | None) -> Actor:
    if row is None or not row.active:
        message = "There is no active person with this userName. Choose somebody else."
        raise Unauthenticated(message)
    return actor_of(row.id, roles_of(row), None)


def _of_token(row: Row | None, now: datetime) -> Actor:
    if row is None or row.revoked_at is not None:
        message = "This token is unknown or revoked. Make a new one: had-your-back token create"
        raise Unauthenticated(message)
    if row.expires_at is not None and row.expires_at <= now:
        message = f"This token expired on {row.expires_at:%Y-%m-%d}. Make a new one: had-your-back token create"
        raise Unauthenticated(message)
    if row.person_id is not None and not row.active:
        message = "The person behind this token is no longer active. Make one for somebody who is."
        raise Unauthenticated(message)
    return actor_of(row.person_id, roles_of(row) if row.person_id else (), scopes_named(row.scopes), row.id)


def roles_of(row: Row) -> tuple[Role, ...]:
    """The roles of a person's row; everybody is an employee."""
    return (Role.EMPLOYEE, *(Role(name) for name in row.roles))
