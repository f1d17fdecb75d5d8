"""From a bearer token to an actor. Every edge that lets somebody in asks here, and nothing is read without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from had_your_back import audit
from had_your_back.database import Database, Row
from had_your_back.errors import BadToken, ErrorCode, Forbidden, Refused, Unauthenticated
from had_your_back.identity.rules import Reading, roles_named, scopes_mapped
from had_your_back.identity.widgets import LASTS, Widget, WidgetTokens
from had_your_back.identity.widgets import PREFIX as WIDGET
from had_your_back.people import actions, tokens
from had_your_back.people import store as people
from had_your_back.people.actions import TOKEN_PREFIX, token_hash
from had_your_back.people.rules import LONGEST_NAME, WIDGET_SCOPES, Account, Actor, Role, Scope, actor_of, scopes_named
from had_your_back.settings import Settings

if TYPE_CHECKING:
    from had_your_back.identity.provider import Known, Provider

DEV = "dev:"
_WHO = frozenset({"id", "roles", "active"})
LONGEST_TOKEN = 16_384
"""Characters. Identity providers write 1,000 to 4,000, with many groups 10,000."""
USE_IS_NOTED_EVERY = timedelta(minutes=5)
PLACES = 1_000
"""From so many places refused tokens are told apart within a minute; the rest is one."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

MAKE_ONE = "Make a new one: had-your-back token create"
NO_WIDGET = "This widget's token holds no longer. Get another one from the page's backend."


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Pass:
    """What somebody was let in with, and all it takes to ask again later whether it holds: see `Gate.still`."""

    actor: Actor
    token: str | None = None
    """The service token that it is, or for which it was traded."""
    person: str | None = None
    """Who signed in, or whose widget it is. A service token's person stands in its row."""
    until: datetime | None = None
    """When it ends by itself. A service token's end stands in its row."""
    roles: frozenset[Role] | None = None
    """The roles that came with it; None: those that are stored."""
    scopes: frozenset[Scope] | None = None
    """What it allows at most; None: what the roles do."""


class Gate:
    """Lets in who carries a good token.

    A service token begins with ``hyb_``, a widget's with ``hybw_``. In the mode ``oidc`` what an identity provider has
    signed is a token too, in the mode ``dev``, which is for demonstrations on one's own machine, ``dev:USERNAME``.
    """

    def __init__(self, database: Database, settings: Settings, widgets: WidgetTokens) -> None:
        self._database = database
        self._widgets = widgets
        self._provider = _provider_of(settings, database) if settings.auth == "oidc" else None
        self._joins = settings.unknown_people == "join"
        self._refusals: tuple[int, Counter[str]] = (0, Counter())
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
        """The same with what it takes to ask again later, for whoever stays: see `still`. It is told to the audit log.

        Raises: Unauthenticated; NotReady if an identity provider's keys are not to be had.
        """
        try:
            found = await self._admit(authorization)
        except BadToken as no:
            await self._note(no)
            raise
        audit.let_in(found.actor.person or found.actor.caller or audit.NOBODY, found.token)
        return found

    async def _note(self, no: BadToken) -> None:
        """Note the 1st, 2nd, 4th, 8th ... refused token from a place within a minute: a flood of them floods no log."""
        minute, place = int(self._database.now().timestamp() // 60), audit.origin().place or ""
        if minute != self._refusals[0]:
            self._refusals = minute, Counter()
        seen = self._refusals[1]
        if place not in seen and len(seen) >= PLACES:
            place = "elsewhere"
        seen[place] += 1
        if seen[place].bit_count() == 1:
            await audit.note_alone(self._database, "token.refused", no.subject, times=seen[place])

    async def _admit(self, authorization: str | None) -> Pass:
        scheme, _, secret = (authorization or "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret:
            message = "Send a token: Authorization: Bearer hyb_... (had-your-back token create makes one)."
            raise Unauthenticated(message)
        if len(secret) > LONGEST_TOKEN:
            message = f"A token has at most {LONGEST_TOKEN:,} characters; this one has {len(secret):,}. Send another."
            raise BadToken(message)
        if self._dev and secret.startswith(DEV):
            return await self._named(secret.removeprefix(DEV).strip())
        if secret.startswith(WIDGET):
            return await self._widget(secret)
        if self._provider is not None and not secret.startswith(TOKEN_PREFIX):
            return await self._signed_in(await self._provider.known(secret))
        return await self._token(secret)

    async def close(self) -> None:
        """Wait for nobody's keys any more."""
        if self._provider is not None:
            await self._provider.keys.close()

    async def still(self, passes: Collection[Pass]) -> dict[Pass, Actor | Unauthenticated]:
        """Who holds each of these passes by now, or why it holds no longer. Two statements, however many there are."""
        held = [each.token for each in passes if each.token]
        persons = [each.person for each in passes if each.person]
        now = self._database.now()
        async with self._database.read() as session:
            by_token = {row.id: row for row in (await tokens.by_ids(session, held) if held else ())}
            by_person = {row.id: row for row in (await people.people_by(session, "id", persons) if persons else ())}

        def judged(each: Pass) -> Actor | Unauthenticated:
            try:
                _in_time(each.until, now)
                actor = _of_token(by_token.get(each.token), now) if each.token else each.actor
                if each.person is None:
                    return actor
                return _of_person(by_person.get(each.person), each.roles, each.scopes)
            except Unauthenticated as no:
                return no

        return {each: judged(each) for each in passes}

    # ------------------------------------------------------------------------------------------------ kinds of tokens

    async def _named(self, user_name: str) -> Pass:
        async with self._database.read() as session:
            found = await people.people_by(session, "user_name", [user_name], _WHO)
        actor = _of_person(found[0] if found else None)
        return Pass(actor, person=actor.person)

    async def _token(self, secret: str) -> Pass:
        async with self._database.read() as session:
            row = await tokens.by_hash(session, token_hash(secret))
        now = self._database.now()
        actor = _of_token(row, now)
        assert row is not None
        if row.last_used_at is None or now - row.last_used_at >= USE_IS_NOTED_EVERY:
            await self._database.transact(tokens.touch, row.id)
        return Pass(actor, token=row.id)

    async def _widget(self, secret: str) -> Pass:
        named, row, now = self._widgets.named_in(secret), None, self._database.now()
        if named is not None and named.until > now:
            async with self._database.read() as session:
                row = await tokens.beside(session, named.token, named.person)
        if named is None or row is None or not row.active:
            raise BadToken(NO_WIDGET)
        try:
            _of_token(row, now)
        except BadToken as no:
            raise BadToken(NO_WIDGET, no.subject) from no
        actor = actor_of(named.person, roles_of(row), WIDGET_SCOPES)
        return Pass(actor, token=named.token, person=named.person, until=named.until, scopes=WIDGET_SCOPES)

    async def _signed_in(self, known: Known) -> Pass:
        who, until = known.who, known.until
        if not isinstance(who, Account):
            return Pass(actor_of(None, (), who.scopes, f"client:{who.client}"[:LONGEST_NAME]), until=until)
        async with self._database.read() as session:
            row = await actions.known(session, who)
        if row is None:
            row = await self._database.transact(actions.welcome, who, join=self._joins)
        if not row.active:
            raise BadToken(actions.GONE)
        actor = _of_person(row, who.roles, who.scopes)
        return Pass(actor, person=row.id, until=until, roles=who.roles, scopes=who.scopes)

    # --------------------------------------------------------------------------------------------------- for widgets

    async def trade(self, let_in: Pass, user_name: str) -> tuple[str, datetime]:
        """A token for the widget of the person with this userName, and when it ends.

        Nobody but a service token of no person gets one: by another's token one would be somebody else.

        Raises: Forbidden; Refused NOT_FOUND for whoever is unknown or has left.
        """
        if let_in.token is None or let_in.actor.person is not None:
            message = (
                "Only a service token that stands for no person can be traded for a widget's. "
                "Make one: had-your-back token create --scopes widget"
            )
            raise Forbidden(message)
        let_in.actor.needs(Scope.WIDGET)
        async with self._database.read() as session:
            found = await people.people_by(session, "user_name", [user_name[: LONGEST_NAME + 1]])
        if not found or not found[0].active:
            message = "There is no active person with this userName. Name somebody who is here, or show no widget."
            raise Refused(ErrorCode.NOT_FOUND, message, "userName")
        until = self._database.now().replace(microsecond=0) + LASTS
        return self._widgets.of(Widget(let_in.token, found[0].id, until)), until


def _provider_of(settings: Settings, database: Database) -> Provider:
    """The identity provider of the settings.

    Raises: Refused INVALID for a setting that names no role or scope.
    """
    from had_your_back.identity.keys import KeyRing  # noqa: PLC0415 - most installations begin without
    from had_your_back.identity.provider import Provider  # noqa: PLC0415

    assert settings.oidc_issuer is not None
    reading = reading_of(settings)
    keys = KeyRing(settings.oidc_issuer, settings.oidc_jwks_url, database.now)
    audience, leeway = settings.oidc_audience, settings.oidc_leeway
    return Provider(keys, reading, audience=audience, leeway=leeway, clock=database.now)


def reading_of(settings: Settings) -> Reading:
    """How the settings have claims read.

    Raises: Refused INVALID for one that names no role or scope of ours.
    """
    return Reading(
        issuer=settings.oidc_issuer or "",
        person=settings.oidc_person_claim,
        trusts_email=settings.oidc_trust_email,
        role_claim=settings.oidc_role_claim,
        roles=roles_named(settings.oidc_roles),
        machines=frozenset(settings.oidc_machines),
        scopes=scopes_mapped(settings.oidc_scopes),
    )


def _in_time(until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        message = "This token has expired. Get a new one from where you got it."
        raise BadToken(message)


def _of_person(
    row: Row | None, roles: Collection[Role] | None = None, scopes: Collection[Scope] | None = None
) -> Actor:
    if row is None or not row.active:
        message = "There is no active person with this userName. Choose somebody else."
        raise BadToken(message)
    return actor_of(row.id, roles_of(row) if roles is None else {Role.EMPLOYEE, *roles}, scopes)


def _of_token(row: Row | None, now: datetime) -> Actor:
    if row is None or row.revoked_at is not None:
        raise BadToken(f"This token is unknown or revoked. {MAKE_ONE}", row.id if row else None)
    if row.expires_at is not None and row.expires_at <= now:
        raise BadToken(f"This token expired on {row.expires_at:%Y-%m-%d}. {MAKE_ONE}", row.id)
    if row.person_id is not None and not row.active:
        message = "The person behind this token is no longer active. Make one for somebody who is."
        raise BadToken(message, row.id)
    return actor_of(row.person_id, roles_of(row) if row.person_id else (), scopes_named(row.scopes), row.id)


def roles_of(row: Row) -> tuple[Role, ...]:
    """The roles of a person's row; everybody is an employee."""
    return (Role.EMPLOYEE, *(Role(name) for name in row.roles))
