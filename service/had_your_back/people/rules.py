"""Who acts, and what roles and scopes let them do. Pure.

A *role* belongs to a person; a *scope* to a token. A token that acts for a person can do what both allow. A token that
stands for no person reads what everyone may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from had_your_back.errors import ErrorCode, Forbidden, Refused
from had_your_back.texts import words

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""`since` of a membership that began before anybody remembers."""

ERASED = "Erased person"
"""What stands where the name of somebody was who was erased."""
PLACEHOLDER = "erased-"
"""How the userName of one begins."""

LONGEST_NAME = 200
LONGEST_TEXT = 2_000


def for_sorting(name: str) -> str:
    """A name folded, for order and search."""
    # One character can fold to eighteen, and an index of PostgreSQL holds 2,700 bytes.
    return " ".join(words(name))[:LONGEST_NAME]


class Role(StrEnum):
    """What a person is trusted with."""

    EMPLOYEE = "EMPLOYEE"
    MODERATOR = "MODERATOR"
    INTEGRATOR = "INTEGRATOR"
    ADMINISTRATOR = "ADMINISTRATOR"


class Scope(StrEnum):
    """What a token may be used for."""

    RECOGNITIONS_READ = "recognitions:read"
    RECOGNITIONS_WRITE = "recognitions:write"
    COMMITMENTS_READ = "commitments:read"
    COMMITMENTS_WRITE = "commitments:write"
    SCORES_READ = "scores:read"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    SCIM = "scim"
    EVENTS_READ = "events:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
    MODERATE = "moderate"
    ADMIN = "admin"
    WIDGET = "widget"
    SIGNAGE = "signage"


GRANTS: dict[Role, frozenset[Scope]] = {
    Role.EMPLOYEE: frozenset(
        {
            Scope.RECOGNITIONS_READ,
            Scope.RECOGNITIONS_WRITE,
            Scope.COMMITMENTS_READ,
            Scope.COMMITMENTS_WRITE,
            Scope.SCORES_READ,
            Scope.PEOPLE_READ,
        }
    ),
    Role.MODERATOR: frozenset({Scope.MODERATE}),
    Role.INTEGRATOR: frozenset({Scope.WEBHOOKS_MANAGE, Scope.EVENTS_READ}),
    Role.ADMINISTRATOR: frozenset({Scope.ADMIN, Scope.PEOPLE_WRITE, Scope.SCIM, Scope.WIDGET, Scope.SIGNAGE}),
}
"""What each role allows, beside what everyone may. Every person is an EMPLOYEE."""

WIDGET_SCOPES = GRANTS[Role.EMPLOYEE]
"""What a widget can do for the person who looks at it, whatever else this person is trusted with."""


def granted(roles: Iterable[Role]) -> frozenset[Scope]:
    """The scopes that these roles allow together.

    >>> Scope.MODERATE in granted([Role.EMPLOYEE]), Scope.MODERATE in granted([Role.EMPLOYEE, Role.MODERATOR])
    (False, True)
    """
    return _granted(frozenset(roles))


@cache
def _granted(roles: frozenset[Role]) -> frozenset[Scope]:
    return frozenset[Scope]().union(*(GRANTS[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person with roles, or a token that stands for no person; and the scopes that hold.

    >>> reader = Actor(person=None, roles=frozenset(), scopes=frozenset({Scope.RECOGNITIONS_READ}))
    >>> reader.needs_person()
    Traceback (most recent call last):
        ...
    had_your_back.errors.Forbidden: This token stands for no person, so it cannot act as one. ...
    """

    person: str | None
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    caller: str = field(default="", compare=False)
    """The token or the person whose pace this is; two tokens with the same rights are the same actor."""

    def needs_person(self) -> str:
        """The id of the person who acts.

        Raises: Forbidden if the token stands for no person.
        """
        if self.person is None:
            message = "This token stands for no person, so it cannot act as one. Make one with --person USERNAME."
            raise Forbidden(message)
        return self.person

    def needs(self, scope: Scope) -> None:
        """Raises: Forbidden without the scope."""
        if scope not in self.scopes:
            message = f"This needs the scope {scope}, which this token or the role of its person does not have."
            raise Forbidden(message)


def actor_of(
    person: str | None, roles: Iterable[Role], token_scopes: Iterable[Scope] | None, caller: str = ""
) -> Actor:
    """The actor behind a token. `token_scopes` is None for a person who signed in: then the roles alone decide."""
    held = frozenset(roles)
    if person is None:
        return Actor(person=None, roles=frozenset(), scopes=frozenset(token_scopes or ()), caller=caller)
    allowed = granted(held)
    scopes = allowed if token_scopes is None else allowed & frozenset(token_scopes)
    return Actor(person=person, roles=held, scopes=scopes, caller=caller or person)


def scopes_named(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of these names.

    Raises: Refused INVALID for a name that is none, with the list of those that are.
    """
    try:
        return frozenset(Scope(name) for name in names)
    except ValueError as error:
        message = f"{error.args[0].split(' is ')[0]} is not a scope. The scopes are: {', '.join(Scope)}."
        raise Refused(ErrorCode.INVALID, message, "scopes") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody at an identity provider, as a token tells.

    `subject` names the account for ever (None: there people are known by their address); `known_as` is what another
    system may have told us as their external id; `email` is there only if it is theirs for sure. `roles` None means
    that ours decide, `scopes` None that nothing narrows them.
    """

    issuer: str
    subject: str | None
    known_as: str | None = None
    email: str | None = None
    user_name: str | None = None
    display_name: str | None = None
    roles: frozenset[Role] | None = None
    scopes: frozenset[Scope] | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the rules of every slice need to know of a person now.

    `teams` are the teams they are in, `home` the one that what they do counts for, `lineage` their teams and each
    ancestor of these.
    """

    id: str
    display_name: str
    active: bool
    home: str | None
    teams: frozenset[str]
    lineage: frozenset[str]
