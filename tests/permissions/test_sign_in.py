"""Who may what, whichever way they were let in: the permission table for roles of a provider, machines and widgets.

Whoever signs in is the same actor as the one of whom the other tables tell, so what they say of visibility holds too.
"""

from __future__ import annotations

from typing import Any

from graphql import parse

from conftest import Clock
from had_your_back.database import Database
from had_your_back.graph.schema import schema
from had_your_back.graph.scopes import needs, refusal
from had_your_back.people.rules import WIDGET_SCOPES, Actor, Role, Scope, actor_of
from identity.issuer import Issuer, gate_of, issuing, serving
from permissions.cast import WHATEVER_THE_ENGINE, Cast, assemble, table_of
from permissions.test_operations import OPERATIONS, document, scopes_in

PLAIN = "recognitions:read recognitions:write commitments:read commitments:write scores:read people:read"
SHORT = {"plain": PLAIN, "every": " ".join(Scope)}
LET_IN = table_of("""
how                          | who | claims or person                   | a person | scopes
-----------------------------+-----+------------------------------------+----------+-------
signed in                    | sam |                                    | yes      | plain
a moderator                  | sam | roles=MODERATOR                    | yes      | plain moderate
an integrator                | sam | roles=INTEGRATOR                   | yes      | plain webhooks:manage events:read
an administrator             | sam | roles=ADMINISTRATOR                | yes      | plain admin people:write scim widget signage
a role that is stored here   | mod |                                    | yes      | plain
for one thing                | sam | scope=people:read                  | yes      | people:read
for too much                 | sam | scope=people:read moderate         | yes      | people:read
a machine                    |     | azp=hr-sync scope=people:read scim |          | people:read scim
a machine for everything     |     | azp=hr-sync scope=every            |          | every
a machine of roles, for none |     | azp=hr-sync roles=MODERATOR        |          |
a widget                     | sam | widget                             | yes      | plain
a widget of every role       | all | widget                             | yes      | plain
""")  # noqa: E501 - a table


ASKED = ("{ teams { totalCount } }", "{ webhookEndpoints { totalCount } }", "{ behaviours { key } }")
"""Over HTTP; what the table of operations says of all of them is decided by the actor alone."""


def scopes_of(row: dict[str, str]) -> set[Scope]:
    """The scopes of a row, written out."""
    return {Scope(each) for word in row["scopes"].split() for each in SHORT.get(word, word).split()}


async def shown(row: dict[str, str], issuer: Issuer, cast: Cast, widget_of: Any) -> str:
    """The token of a row."""
    if row["claims or person"] == "widget":
        return str(await widget_of(row["who"]))
    name, claims = row["who"], {}
    for pair in (
        row["claims or person"]
        .replace("every", SHORT["every"])
        .replace(" scope=", ";scope=")
        .replace(" roles=", ";roles=")
        .split(";")
    ):
        claim, _, value = pair.partition("=")
        claims |= {claim: value} if claim else {}
    known = {"email": f"{name}@x.org", "email_verified": True} if name else {}
    return issuer.token(**known, **claims)


@WHATEVER_THE_ENGINE
async def test_every_way_to_be_let_in_opens_what_its_scopes_say_and_nothing_else(
    database: Database, clock: Clock
) -> None:
    cast = await assemble(database)
    settings = {"oidc_role_claim": "roles", "oidc_machines": ["hr-sync"], "pace_per_caller": 0}
    async with issuing(clock) as issuer, serving(database, issuer, **settings) as api:

        async def widget_of(name: str) -> str:
            headers = {"authorization": f"Bearer {await cast.token('widget')}"}
            answer = await api.client.post("/auth/widget-token", json={"userName": name}, headers=headers)
            token: str = answer.json()["token"]
            return token

        for row in LET_IN:
            token = await shown(row, issuer, cast, widget_of)
            let_in = await gate_of(api).admit(f"Bearer {token}")
            scopes = scopes_of(row)
            person = cast[row["who"]] if row["a person"] else None
            assert (let_in.actor.person, let_in.actor.scopes) == (person, scopes), row["how"]
            for operation in OPERATIONS:
                needed, text = scopes_in(operation["needs one of"]), document(operation["operation"])
                refused = refusal(needs(schema._schema, parse(text)), let_in.actor)
                assert (refused is None) == (not needed or bool(needed & scopes)), f"{text} by {row['how']}"
            for text in ASKED:
                let_through = refusal(needs(schema._schema, parse(text)), let_in.actor) is None
                assert await api.codes(text, token) == ([] if let_through else ["FORBIDDEN"]), row["how"]


@WHATEVER_THE_ENGINE
async def test_whoever_signs_in_is_the_actor_of_whom_the_other_tables_tell(database: Database, clock: Clock) -> None:
    cast = await assemble(database)
    async with issuing(clock) as issuer, serving(database, issuer, oidc_machines=["screen"]) as api:
        for name in ("ann", "mod", "int", "adm", "all"):
            token = issuer.token(email=f"{name}@x.org", email_verified=True)
            assert await gate_of(api).actor(f"Bearer {token}") == cast.actor(name)
        machine = await gate_of(api).actor(f"Bearer {issuer.token(azp='screen', scope='signage')}")
        service = await gate_of(api).actor(f"Bearer {await cast.token('signage')}")
        assert machine == service == Actor(None, frozenset(), frozenset({Scope.SIGNAGE}))
        assert machine.caller != service.caller


def test_no_widget_may_what_an_employee_may_not() -> None:
    for roles in ([Role.EMPLOYEE], list(Role)):
        assert actor_of("per", roles, WIDGET_SCOPES).scopes == actor_of("per", [Role.EMPLOYEE], None).scopes
