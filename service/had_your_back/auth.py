"""From a bearer token to an actor. Every edge that lets somebody in asks here, and nothing is read without it."""

from __future__ import annotations

from datetime import timedelta

from had_your_back.database import Database, Row
from had_your_back.errors import ErrorCode, Refused, Unauthenticated
from had_your_back.people import store as people
from had_your_back.people.actions import token_hash
from had_your_back.people.rules import Actor, Role, actor_of, scopes_named
from had_your_back.settings import Settings

DEV = "dev:"
USE_IS_NOTED_EVERY = timedelta(minutes=5)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


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
        scheme, _, secret = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            message = "Send a token: Authorization: Bearer hyb_... (had-your-back token create makes one)."
            raise Unauthenticated(message)
        if self._dev and secret.startswith(DEV):
            return await self._person(secret.removeprefix(DEV).strip())
        return await self._token(secret.strip())

    async def _person(self, user_name: str) -> Actor:
        async with self._database.read() as session:
            found = await people.people_by(session, "user_name", [user_name])
        if not found or not found[0].active:
            message = "There is no active person with this userName. Choose somebody else."
            raise Unauthenticated(message)
        return actor_of(found[0].id, roles_of(found[0]), None)

    async def _token(self, secret: str) -> Actor:
        async with self._database.read() as session:
            row = await people.token_by_hash(session, token_hash(secret))
        now = self._database.now()
        if row is None or row.revoked_at is not None:
            message = "This token is unknown or revoked. Make a new one: had-your-back token create"
            raise Unauthenticated(message)
        if row.expires_at is not None and row.expires_at <= now:
            message = f"This token expired on {row.expires_at:%Y-%m-%d}. Make a new one: had-your-back token create"
            raise Unauthenticated(message)
        if row.person_id is not None and not row.active:
            message = "The person behind this token is no longer active. Make one for somebody who is."
            raise Unauthenticated(message)
        if row.last_used_at is None or now - row.last_used_at >= USE_IS_NOTED_EVERY:
            await self._database.transact(people.touch_token, row.id)
        return actor_of(row.person_id, roles_of(row) if row.person_id else (), scopes_named(row.scopes))


def roles_of(row: Row) -> tuple[Role, ...]:
    """The roles of a person's row; everybody is an employee."""
    return (Role.EMPLOYEE, *(Role(name) for name in row.roles))
