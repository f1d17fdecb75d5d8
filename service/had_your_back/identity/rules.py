"""What the claims of a token say: who signed in, or which machine asks. Pure.

A *claim* is what an identity provider says of somebody in a token that it has signed. Every provider says it elsewhere,
so a `Reading` says where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from had_your_back.errors import BadToken, ErrorCode, Refused
from had_your_back.people.rules import LONGEST_NAME, Account, Role, Scope

LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2
CLIENTS = ("azp", "appid", "cid", "client_id")
"""Where providers name the client that a token was given to."""

Claims = Mapping[str, Any]
Named = TypeVar("Named", Role, Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How claims are read."""

    issuer: str
    person: str = "sub"
    """The claim by which people are known: `sub`, `oid` (with `tid`), `uid` or `email`."""
    trusts_email: bool = False
    """Whether an address counts although nothing says that it was verified."""
    role_claim: str | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    """The provider's names of our roles; empty: the names are ours."""
    machines: frozenset[str] = frozenset()
    """Clients whose tokens stand for no person."""
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    """The provider's names of our scopes; empty: the names are ours."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A client that asks for itself, and what it may."""

    client: str
    scopes: frozenset[Scope]


def who(claims: Claims, reading: Reading) -> Account | Machine:
    """Who a token stands for.

    >>> how = Reading(issuer="https://id.example.org", role_claim="realm_access.roles", machines=frozenset({"hr-sync"}))
    >>> ann = who({"sub": "f5", "realm_access": {"roles": ["MODERATOR", "other"]}}, how)
    >>> ann.subject, sorted(ann.roles), ann.scopes
    ('sub:f5', [<Role.MODERATOR: 'MODERATOR'>], None)
    >>> who({"sub": "9", "azp": "hr-sync", "scope": "openid people:read"}, how)
    Machine(client='hr-sync', scopes=frozenset({<Scope.PEOPLE_READ: 'people:read'>}))

    Raises: BadToken, with what is missing.
    """
    client = next((claims[name] for name in CLIENTS if isinstance(claims.get(name), str)), None)
    if client in reading.machines:
        asked = [*_names(claims, "scp"), *_names(claims, "scope"), *_names(claims, "roles")]
        return Machine(str(client), _scopes(asked, reading))
    if claims.get("idtyp") == "app" or (client is not None and claims.get("sub") in {client, f"{client}@clients"}):
        message = "This token stands for a client and no person, and HYB_OIDC_MACHINES does not name that client."
        raise BadToken(message)
    return _account(claims, reading)


def _account(claims: Claims, reading: Reading) -> Account:
    email = _email(claims, reading)
    subject = known_as = None
    if reading.person == "email":
        if email is None:
            message = (
                "This token has no email that the identity provider has verified, and people are known by it here. "
                "Have email and email_verified put into the token."
            )
            raise BadToken(message)
    else:
        known_as = _text(claims, reading.person)
        subject = f"{reading.person}:{known_as}"
        if reading.person == "oid":  # an object's id is unique in its tenant only
            subject = f"oid:{_text(claims, 'tid')}/{known_as}"
    asked = _scopes([*_names(claims, "scp"), *_names(claims, "scope")], reading)
    user_name = _name(claims, "preferred_username") or _name(claims, "upn") or email
    return Account(
        issuer=reading.issuer,
        subject=subject,
        known_as=known_as,
        email=email,
        user_name=user_name,
        display_name=_name(claims, "name") or user_name,
        roles=None if reading.role_claim is None else _roles(found_at(claims, reading.role_claim), reading),
        scopes=asked or None,
    )


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadToken(
            f"This token lacks the claim {name}, by which people are known here. Have it put into the token."
        )
    if len(value) > LONGEST_SUBJECT or not value.isprintable():
        raise BadToken(
            f"The claim {name} of this token is no name of an account: it is too long, or no printable text."
        )
    return value


def _name(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    good = isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= LONGEST_NAME
    return str(value).strip() if good else None


def _email(claims: Claims, reading: Reading) -> str | None:
    """The address of whoever signed in, if it is theirs for sure.

    Whoever can write any address into their own account would be whoever they like. Microsoft says by `xms_edov` that
    the owner of the address's domain has verified it, and says nothing else.
    """
    value = _name(claims, "email")
    if value is None or value.count("@") != 1 or " " in value:
        return None
    verified = claims.get("email_verified", claims.get("xms_edov"))
    if verified is None:
        return value if reading.trusts_email else None
    return value if verified is True or str(verified).lower() in {"true", "1"} else None


def found_at(claims: Any, path: str) -> Any:
    """What stands at a path; a name may have dots of its own.

    >>> found_at({"a": {"b": ["x"]}}, "a.b"), found_at({"https://x.org/roles": "x"}, "https://x.org/roles")
    (['x'], 'x')
    >>> found_at({"resource_access": {"had.your.back": {"roles": []}}}, "resource_access.had.your.back.roles")
    []
    >>> found_at({"a": "b"}, "a.b"), found_at({}, "a"), found_at({"a": None}, "a.b.c")
    (None, None, None)
    """
    if not isinstance(claims, dict):
        return None
    if path in claims:
        return claims[path]
    for place, letter in enumerate(path):
        if letter == "." and path[:place] in claims:
            found = found_at(claims[path[:place]], path[place + 1 :])
            if found is not None:
                return found
    return None


def _roles(said: Any, reading: Reading) -> frozenset[Role]:
    names = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    known = reading.roles or {str(role): role for role in Role}
    return frozenset(known[name] for name in names if isinstance(name, str) and name in known)


def _names(claims: Claims, claim: str) -> list[str]:
    """The names in a claim: a list, or a text that separates them by spaces."""
    said = claims.get(claim)
    if isinstance(said, str):
        return said.split()
    return [name for name in said if isinstance(name, str)] if isinstance(said, list) else []


def _scopes(names: Iterable[str], reading: Reading) -> frozenset[Scope]:
    known = reading.scopes or {str(scope): scope for scope in Scope}
    return frozenset(known[name] for name in names if name in known)


def roles_named(pairs: Iterable[str]) -> dict[str, Role]:
    """The setting HYB_OIDC_ROLES.

    >>> roles_named(["hyb moderators=MODERATOR"])
    {'hyb moderators': <Role.MODERATOR: 'MODERATOR'>}

    Raises: Refused INVALID.
    """
    return {theirs: _ours(Role, ours, "HYB_OIDC_ROLES") for theirs, ours in _pairs(pairs, "HYB_OIDC_ROLES")}


def scopes_mapped(pairs: Iterable[str]) -> dict[str, Scope]:
    """The setting HYB_OIDC_SCOPES.

    Raises: Refused INVALID.
    """
    return {theirs: _ours(Scope, ours, "HYB_OIDC_SCOPES") for theirs, ours in _pairs(pairs, "HYB_OIDC_SCOPES")}


def _pairs(pairs: Iterable[str], setting: str) -> list[tuple[str, str]]:
    made = []
    for pair in pairs:
        theirs, equals, ours = (part.strip() for part in pair.rpartition("="))
        if not (theirs and equals):
            raise Refused(
                ErrorCode.INVALID, f"{setting} is a list such as theirs=OURS,other=OURS; {pair!r} is no pair."
            )
        made.append((theirs, ours))
    return made


def _ours(kind: type[Named], name: str, setting: str) -> Named:
    try:
        return kind(name)
    except ValueError:
        raise Refused(ErrorCode.INVALID, f"{setting}: {name!r} is none of {', '.join(kind)}.") from None
