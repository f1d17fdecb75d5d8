"""Who may provision: the permission table of SCIM. Whoever may, may everything there; whoever may not, sees nothing."""

from __future__ import annotations

from conftest import Clock
from had_your_back.database import Database
from identity.issuer import issuing, serving
from permissions.cast import WHATEVER_THE_ENGINE, assemble, dump, table_of

WHO = table_of("""
who                                           | shows                           | is told
----------------------------------------------+---------------------------------+--------
nobody                                        |                                 | 401
somebody with a token that was made up        | hyb_made-up                     | 401
somebody with a token of 100 kB               | long                            | 401
a token of scim                               | token scim                      | 200
a token of everything but scim                | token people:write people:read admin widget | 403
a token of scim of an administrator           | token scim adm                  | 200
a token of scim of a plain person             | token scim sam                  | 403
a token of scim of a moderator                | token scim mod                  | 403
a plain person who signed in                  | claims sam                      | 403
an administrator who signed in                | claims sam roles=ADMINISTRATOR  | 200
a machine of the provider, granted scim       | claims azp=hr-sync scope=scim   | 200
a machine of the provider, granted less       | claims azp=hr-sync scope=people:read | 403
the widget of an administrator                | widget adm                      | 403
""")

REQUESTS = (
    ("GET", "/Users"),
    ("GET", "/Groups/x"),
    ("POST", "/Users"),
    ("POST", "/Bulk"),
    ("PATCH", "/Users/x"),
    ("DELETE", "/Users/x"),
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/nothing/of/the/kind"),
)


@WHATEVER_THE_ENGINE
async def test_who_may_provision(database: Database, clock: Clock) -> None:
    cast = await assemble(database)
    settings = {"oidc_role_claim": "roles", "oidc_machines": ["hr-sync"], "pace_per_caller": 0}
    async with issuing(clock) as issuer, serving(database, issuer, **settings) as api:

        async def shown(what: str) -> str:
            kind, _, rest = what.partition(" ")
            if kind == "token":
                *scopes, last = rest.split()
                person = last if last in {"adm", "sam", "mod"} else None
                return await cast.token(*(scopes if person else [*scopes, last]), person=person)
            if kind == "claims":
                given = dict(each.split("=") for each in rest.split() if "=" in each)
                name = "" if "azp" in given else rest.split()[0]
                known = {"email": f"{name}@x.org", "email_verified": True} if name else {}
                return issuer.token(**known, **given)
            if kind == "widget":
                headers = {"authorization": f"Bearer {await cast.token('widget')}"}
                answer = await api.client.post("/auth/widget-token", json={"userName": rest}, headers=headers)
                return str(answer.json()["token"])
            return "x" * 100_000 if kind == "long" else kind

        for row in WHO:
            token = await shown(row["shows"])
            headers = {"authorization": f"Bearer {token}"} if token else {}
            before = await written(database)
            for method, path in REQUESTS:
                answer = await api.client.request(method, f"/scim/v2{path}", headers=headers)
                assert answer.headers["content-type"] == "application/scim+json", row["who"]
                if row["is told"] == "200":
                    assert answer.status_code not in {401, 403}, (row["who"], method, path)
                else:
                    assert (answer.status_code, answer.json()["status"]) == (int(row["is told"]), row["is told"])
                    assert ("www-authenticate" in answer.headers) == (row["is told"] == "401"), row["who"]
                    assert "@" not in answer.text, row["who"]
            assert await written(database) == before, "nothing was to be done, by whomever"


async def written(database: Database) -> dict[str, list[str]]:
    """Every row but those of the audit log, which notes who was refused."""
    return {name: rows for name, rows in (await dump(database)).items() if not name.startswith("audit")}
