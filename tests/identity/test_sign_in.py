"""Signing in at an identity provider that the tests start: what holds, what does not, and what it costs."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from conftest import Api, Clock, Company
from had_your_back.app import create
from had_your_back.auth import LONGEST_TOKEN
from had_your_back.database import Database
from had_your_back.errors import Refused
from had_your_back.identity.keys import BETWEEN, FRESH, LARGEST
from had_your_back.people import actions, personal
from had_your_back.people import store as people
from had_your_back.people.actions import PersonDraft, TokenDraft
from had_your_back.people.rules import Role, Scope
from had_your_back.settings import Settings
from identity.counting import statements
from identity.issuer import AUDIENCE, Issuer, gate_of, issuing, key, serving
from sockets import Socket

VIEWER = "{ viewer { roles person { userName } } }"
one_database = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
async def issuer(clock: Clock) -> AsyncIterator[Issuer]:
    async with issuing(clock) as running:
        yield running


def fetches(api: Api) -> int:
    provider = gate_of(api)._provider
    assert provider is not None
    return provider.keys.fetches


async def with_emails(database: Database) -> None:
    for name in ("ann", "bob", "mod", "adm"):
        draft = PersonDraft(user_name=name, display_name=f"{name.title()} Example", email=f"{name.title()}@Example.org")
        await database.transact(actions.put_person, draft)


def anns(issuer: Issuer, **more: Any) -> str:
    return issuer.token(**{"email": "ann@example.org", "email_verified": True, **more})


async def said(api: Api, token: str) -> tuple[int, str, str]:
    """Status, code and sentence of a no, which never repeats the token."""
    answer = await api.client.post("/graphql", json={"query": VIEWER}, headers={"authorization": f"Bearer {token}"})
    (error,) = answer.json()["errors"]
    assert token not in answer.text
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    return answer.status_code, error["extensions"]["code"], error["message"]


async def refusal(api: Api, token: str) -> str:
    status, code, message = await said(api, token)
    assert (status, code) == (401, "UNAUTHENTICATED"), message
    return message


# ----------------------------------------------------------------------------------------------------------- the story


async def test_somebody_signs_in_and_leaves(
    database: Database, company: Company, issuer: Issuer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await with_emails(database)
    async with serving(database, issuer) as api:
        token = anns(issuer)
        assert await api(VIEWER, token) == {"viewer": {"roles": ["EMPLOYEE"], "person": {"userName": "ann"}}}
        assert issuer.asked == ["openid-configuration", "keys"]
        with statements(database) as seen:
            await gate_of(api).admit(f"Bearer {token}")
        assert len(seen) == 1

        _, service = await database.transact(actions.create_token, TokenDraft(name="it", scopes=["people:read"]))
        assert await api("{ teams { totalCount } }", service) == {"teams": {"totalCount": 4}}

        clock.advance(timedelta(minutes=1))
        await database.transact(actions.deactivate, "ann")
        assert "no longer active here" in await refusal(api, token)
        assert await refusal(api, anns(issuer)) == await refusal(api, token)
        assert token.split(".")[2] not in caplog.text
        assert "ann@example.org" not in caplog.text


@one_database
async def test_keys_of_both_kinds_are_good_and_so_is_every_way_to_name_them(
    database: Database, company: Company, issuer: Issuer
) -> None:
    await with_emails(database)
    issuer.published = [key("RSA", "rsa"), key("EC", "ec")]
    async with serving(database, issuer, oidc_jwks_url=f"{issuer.url}/keys") as api:
        for by in issuer.published:
            for header in ({}, {"typ": "JWT"}, {"typ": "at+jwt", "x5t": "unknown", "nonce": "n" * 900}):
                assert await api.codes(VIEWER, anns(issuer, signed_by=by, header=header)) == []
        assert await api.codes(VIEWER, anns(issuer, aud=["another", AUDIENCE])) == []
        assert await api.codes(VIEWER, anns(issuer, exp=2**62)) == []
        assert issuer.asked == ["keys"]
    issuer.published = [key("EC", None)]
    async with serving(database, issuer) as api:
        assert await api.codes(VIEWER, anns(issuer)) == []


def altered(token: str) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["email"] = "adm@example.org"
    return f"{head}.{part(claims)}.{signature}"


def part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def by_hmac(issuer: Issuer) -> str:
    """The classic: the public key, which anybody has, as a secret that the verifier takes for one."""
    by = key("RSA", "rsa")
    signed = f"{part({'alg': 'HS256', 'kid': 'rsa'})}.{part(issuer.claims(email='ann@example.org'))}"
    digest = hmac.digest(by.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def by_nobody(issuer: Issuer) -> str:
    return f"{part({'alg': 'none', 'kid': 'rsa'})}.{part(issuer.claims(email='ann@example.org'))}."


HOUR = 3600
BAD: dict[str, tuple[Callable[[Issuer], str], str]] = {
    "expired": (lambda i: anns(i, exp=i.claims()["iat"] - 60), "This token has expired. Get a new one"),
    "not yet valid": (lambda i: anns(i, nbf=i.claims()["iat"] + 61), "is not valid yet. Compare the clocks"),
    "from the future": (lambda i: anns(i, iat=i.claims()["iat"] + HOUR), "is not valid yet. Compare the clocks"),
    "for ever": (lambda i: anns(i, exp=None), "lacks the claim exp"),
    "an end that is none": (lambda i: anns(i, exp="never"), "The claim exp of this token is none"),
    "wrong audience": (lambda i: anns(i, aud="another"), "another audience than HYB_OIDC_AUDIENCE"),
    "wrong audiences": (lambda i: anns(i, aud=["a", "b"]), "another audience than HYB_OIDC_AUDIENCE"),
    "no audience": (lambda i: anns(i, aud=None), "lacks the claim aud"),
    "wrong issuer": (lambda i: anns(i, iss=i.url + "/"), "another issuer than HYB_OIDC_ISSUER"),
    "no issuer": (lambda i: anns(i, iss=None), "lacks the claim iss"),
    "HS256 with the public key": (by_hmac, "signed by RS256 or ES256, and this one is not"),
    "none": (by_nobody, "signed by RS256 or ES256, and this one is not"),
    "RS256 claimed for another kind of key": (
        lambda i: anns(i, header={"kid": "ec"}),
        "a key that the identity provider does not publish",
    ),
    "RS512": (lambda i: anns(i, header={"alg": "RS512"}), "signed by RS256 or ES256, and this one is not"),
    "PS256": (lambda i: anns(i, header={"alg": "PS256"}), "signed by RS256 or ES256, and this one is not"),
    "another's key": (
        lambda i: anns(i, signed_by=key("EC", "stranger"), header={"kid": "ec"}),
        "The signature of this token is not the identity provider's",
    ),
    "altered": (lambda i: altered(anns(i)), "The signature of this token is not the identity provider's"),
    "for a logout": (lambda i: anns(i, header={"typ": "logout+jwt"}), "a token for something else"),
    "critical": (
        lambda _: f"{part({'alg': 'RS256', 'kid': 'rsa', 'crit': ['b64'], 'b64': False})}.{{}}.AAAA",
        "a token for something else",
    ),
    "no header": (lambda _: "a.b.c", "neither a service token (hyb_...) nor a JWT"),
    "a header of brackets": (
        lambda _: f"{base64.urlsafe_b64encode(b'[' * 9000).decode()}.e30.AAAA",
        "neither a service token (hyb_...) nor a JWT",
    ),
    "a header that is a text": (lambda _: f"{part('alg')}.e30.AAAA", "neither a service token (hyb_...) nor a JWT"),
    "an id that is none": (lambda i: anns(i).replace(anns(i).split(".")[0], part({"alg": "RS256", "kid": 7})), "else"),
    "dev:ann": (lambda _: "dev:ann", "neither a service token (hyb_...) nor a JWT"),
    "a word": (lambda _: "ann", "neither a service token (hyb_...) nor a JWT"),
    "unknown": (lambda _: "hyb_ann", "unknown or revoked. Make a new one"),
    "100 kB": (lambda i: anns(i, groups=["g" * 99] * 1000), f"A token has at most {LONGEST_TOKEN:,} characters"),
    "no email": (lambda i: anns(i, email=None), "no email that the identity provider has verified"),
    "an email that is not verified": (lambda i: anns(i, email_verified=False), "has verified"),
    "an email of which nothing is said": (lambda i: anns(i, email_verified=None), "has verified"),
    "two emails": (lambda i: anns(i, email="ann@example.org,adm@example.org"), "has verified"),
    "a subject that is none": (lambda i: anns(i, sub=7), "The claim sub of this token is none"),
    "nobody here": (lambda i: anns(i, email="eve@example.org"), "Ask whoever runs the service to add you"),
}


@one_database
async def test_what_does_not_hold_is_refused_with_one_sentence_that_says_why(
    database: Database, company: Company, issuer: Issuer
) -> None:
    await with_emails(database)
    issuer.published = [key("RSA", "rsa"), key("EC", "ec")]
    async with serving(database, issuer, time_limit=60) as api:
        assert await api.codes(VIEWER, anns(issuer)) == []
        for name, (token, why) in BAD.items():
            assert why in await refusal(api, token(issuer)), name
        assert await api.codes(VIEWER, anns(issuer)) == []
        assert fetches(api) == 1, "none of these is a reason to ask the provider again so soon"


@one_database
async def test_clocks_may_differ_by_the_leeway_and_a_token_ends_with_it(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    async with serving(database, issuer) as api:
        now = issuer.claims()["iat"]
        early, token = anns(issuer, nbf=now + 60, iat=now + 60), anns(issuer, exp=now + 10)
        assert await api.codes(VIEWER, early) == []
        clock.advance(timedelta(seconds=69))
        assert await api.codes(VIEWER, token) == []
        clock.advance(timedelta(seconds=1))
        assert "has expired" in await refusal(api, token), "also where it was verified before"


# ------------------------------------------------------------------------------------------------------------- its keys


@one_database
async def test_a_new_key_is_fetched_once_and_one_that_is_withdrawn_ends_what_it_signed(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    one, two = key("EC", "one"), key("EC", "two")
    async with serving(database, issuer) as api:
        old = anns(issuer, signed_by=one)
        assert await api.codes(VIEWER, old) == []
        clock.advance(timedelta(seconds=BETWEEN))
        issuer.published = [one, two]
        new = [anns(issuer, signed_by=two, jti=str(number)) for number in range(20)]
        assert await asyncio.gather(*(api.codes(VIEWER, each) for each in new)) == [[]] * 20
        assert fetches(api) == 2, "one for all who waited"
        assert await api.codes(VIEWER, old) == []

        issuer.published = [two]
        clock.advance(timedelta(seconds=FRESH))
        assert await api.codes(VIEWER, new[0]) == [], "nobody waits for what is renewed"
        await settled(api)
        assert fetches(api) == 3
        assert "does not publish" in await refusal(api, old)
        assert await api.codes(VIEWER, new[1]) == []


async def settled(api: Api) -> None:
    provider = gate_of(api)._provider
    assert provider is not None
    if provider.keys._coming:
        await provider.keys._coming


@one_database
async def test_a_flood_of_unknown_keys_causes_one_fetch_in_a_while_and_keeps_nobody_out(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    async with serving(database, issuer) as api:
        token, stranger = anns(issuer), key("EC", "stranger")
        assert await api.codes(VIEWER, token) == []

        async def flood(number: int) -> list[str]:
            flood = [anns(issuer, signed_by=stranger, header={"kid": f"k{each}"}) for each in range(number)]
            return [
                code for codes in await asyncio.gather(*(api.codes(VIEWER, each) for each in flood)) for code in codes
            ]

        assert await flood(50) == ["UNAUTHENTICATED"] * 50
        assert fetches(api) == 1
        clock.advance(timedelta(seconds=BETWEEN))
        await flood(25)
        await flood(25)
        assert (fetches(api), issuer.asked.count("keys")) == (2, 2)
        clock.advance(timedelta(days=-1))
        await flood(10)
        assert fetches(api) == 3, "a clock that was set back does not keep us waiting"
        assert await api.codes(VIEWER, token) == []


@one_database
async def test_a_provider_that_is_down_at_the_start_is_asked_again_and_nobody_else_waits_for_it(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    await issuer.stop()
    _, service = await database.transact(actions.create_token, TokenDraft(name="it", scopes=["people:read"]))
    async with serving(database, issuer) as api:
        for _ in range(2):
            status, code, message = await said(api, anns(issuer))
            assert (status, code) == (503, "NOT_READY")
            assert message == "The identity provider's keys cannot be fetched: ConnectError. Try again in a moment."
        assert fetches(api) == 1
        assert await api.codes("{ teams { totalCount } }", service) == []

        socket = Socket(api.app)
        assert (await socket.hear())["type"] == "websocket.accept"
        socket.say(type="connection_init", payload={"authorization": f"Bearer {anns(issuer)}"})
        code, reason = await socket.closed()
        assert (code, "Try again in a moment" in reason) == (1013, True)

        await issuer.start()
        clock.advance(timedelta(seconds=5))
        assert await api.codes(VIEWER, anns(issuer)) == []


@one_database
async def test_while_the_provider_is_down_its_known_keys_stay_good(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    async with serving(database, issuer) as api:
        assert await api.codes(VIEWER, anns(issuer)) == []
        await issuer.stop()
        for _ in range(3):
            clock.advance(timedelta(seconds=FRESH))
            assert await api.codes(VIEWER, anns(issuer)) == []
            await settled(api)
        assert fetches(api) == 4
        stranger = anns(issuer, signed_by=key("EC", "two"))
        assert (await said(api, stranger))[:2] == (503, "NOT_READY"), "it may be a new one: nobody can know"
        await issuer.start()
        issuer.published = [key("EC", "two")]
        clock.advance(timedelta(seconds=BETWEEN))
        assert await api.codes(VIEWER, stranger) == []


ANSWERS: dict[str, tuple[Any, ...]] = {
    "HTML": ("keys", b"<!doctype html><title>Sign in</title>", 200, "/keys answered no JSON object"),
    "10 MB": ("keys", b" " * 10_000_000, 200, f"/keys answered more than {LARGEST:,} bytes"),
    "brackets": ("keys", b"[" * 100_000, 200, "/keys answered no JSON object"),
    "a list": ("keys", b"[]", 200, "/keys answered no JSON object"),
    "no keys": ("keys", b"{}", 200, "no key for RS256 or ES256"),
    "keys that are none": (
        "keys",
        json.dumps(
            {
                "keys": [
                    7,
                    {},
                    {"kty": "oct", "k": "c2VjcmV0", "kid": "one", "alg": "HS256"},
                    {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "one"},
                    {"kty": "RSA", "n": "!" * 400, "e": "AQAB", "kid": "one"},
                    {"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB", "kid": "one"},
                    {"kty": "EC", "crv": "P-521", "x": "AQAB", "y": "AQAB", "kid": "one"},
                    {**key("EC", "one").as_dict(private=False), "use": "enc"},
                    {**key("EC", "one").as_dict(private=False), "alg": "ES512"},
                    {**key("EC", "one").as_dict(private=False), "kid": 7},
                ]
            }
        ).encode(),
        200,
        "no key for RS256 or ES256",
    ),
    "a fault": ("keys", b"{}", 500, "/keys answered 500"),
    "a redirect": ("keys", b"", 302, "/keys answered 302"),
    "another's description": (
        "openid-configuration",
        b'{"issuer": "https://evil.example", "jwks_uri": "https://evil.example/keys"}',
        200,
        "it calls itself 'https://evil.example', which is not HYB_OIDC_ISSUER",
    ),
    "a description in HTML": ("openid-configuration", b"<html>", 200, "answered no JSON object"),
}


@one_database
async def test_what_is_no_set_of_keys_is_told_and_never_taken_for_one(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    async with serving(database, issuer) as fresh:
        for name, (path, *answer, why) in ANSWERS.items():
            issuer.says(path, *answer)
            status, code, message = await said(fresh, anns(issuer))
            assert (status, code) == (503, "NOT_READY"), name
            assert why in message, name
            issuer.answers.clear()
            clock.advance(timedelta(seconds=5))
        issuer.says("openid-configuration", json.dumps({"issuer": issuer.url, "jwks_uri": "http://x.org/"}).encode())
        assert "names no jwks_uri that begins with https" in (await said(fresh, anns(issuer)))[2]
        issuer.answers.clear()
        clock.advance(timedelta(seconds=5))
        assert await fresh.codes(VIEWER, anns(issuer)) == []

        issuer.says("keys", b"<html>")
        clock.advance(timedelta(seconds=FRESH))
        assert await fresh.codes(VIEWER, anns(issuer)) == []
        await settled(fresh)
        assert await fresh.codes(VIEWER, anns(issuer)) == [], "what was known before stays"


@one_database
async def test_a_provider_that_never_answers_holds_nobody_for_long(
    database: Database, company: Company, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()

    async def slowly(_: web.Request) -> web.StreamResponse:
        await go.wait()
        return web.Response()

    monkeypatch.setattr("had_your_back.identity.keys.FETCH_SECONDS", 0.05)
    issuer.answers["openid-configuration"] = slowly
    async with serving(database, issuer) as api:
        status, code, _ = await said(api, anns(issuer))
        assert (status, code) == (503, "NOT_READY")
        go.set()


# -------------------------------------------------------------------------------------------------- people and accounts


@pytest.mark.parametrize(
    ("claim", "more"), [("sub", {}), ("oid", {"tid": "t1", "oid": "ann-at-home"}), ("uid", {"uid": "ann-at-home"})]
)
async def test_an_account_is_tied_to_a_person_when_it_first_signs_in(
    database: Database, company: Company, issuer: Issuer, claim: str, more: dict[str, str]
) -> None:
    await with_emails(database)
    async with serving(database, issuer, oidc_person_claim=claim) as api:
        assert (await api(VIEWER, anns(issuer, **more)))["viewer"]["person"] == {"userName": "ann"}
        later = issuer.token(**more, email="somebody@else.org")
        assert (await api(VIEWER, later))["viewer"]["person"] == {"userName": "ann"}, "whatever the address is by now"
        with statements(database) as seen:
            await gate_of(api).admit(f"Bearer {later}")
        assert len(seen) == 1

        recycled = anns(issuer, **{**more, claim: "a-newcomer"})
        assert "had-your-back sign-in forget USERNAME" in await refusal(api, recycled)
        if claim == "oid":
            assert "had-your-back sign-in forget" in await refusal(api, anns(issuer, oid="ann-at-home", tid="t2"))
            assert "lacks the claim tid" in await refusal(api, anns(issuer, oid="ann-at-home"))
        assert await database.transact(actions.forget_accounts, "ann") == 1
        assert (await api(VIEWER, recycled))["viewer"]["person"] == {"userName": "ann"}


@one_database
async def test_an_external_id_is_as_good_as_an_address_and_the_first_of_many_at_once_is_tied_once(
    database: Database, company: Company, issuer: Issuer
) -> None:
    draft = PersonDraft(user_name="ann", display_name="Ann Example", external_id="ann-at-home")
    await database.transact(actions.put_person, draft)
    async with serving(database, issuer, oidc_person_claim="sub") as api:
        tokens = [issuer.token(jti=str(number)) for number in range(10)]
        answers = await asyncio.gather(*(api(VIEWER, each) for each in tokens))
        assert {each["viewer"]["person"]["userName"] for each in answers} == {"ann"}
    async with database.read() as session:
        assert len(await personal.accounts_of(session, company["ann"])) == 1


@one_database
async def test_an_address_takes_nobody_over(database: Database, company: Company, issuer: Issuer) -> None:
    await with_emails(database)
    for name in ("cyd", "dee"):  # from before an import refused that
        await database.transact(people.change_person, company[name], {"email": "both@example.org"})
    left = PersonDraft(user_name="old", display_name="Old", email="bob@example.org", active=False)
    await database.transact(actions.put_person, left)
    gone = PersonDraft(user_name="gone", display_name="Gone", email="gone@example.org", active=False)
    await database.transact(actions.put_person, gone)
    for claim in ("email", "sub"):
        async with serving(database, issuer, oidc_person_claim=claim) as api:
            assert "Several people have the email" in await refusal(api, anns(issuer, email="both@example.org"))
            token = anns(issuer, email="bob@example.org", sub="bob")
            assert (await api(VIEWER, token))["viewer"]["person"]["userName"] == "bob", "the one who is here"
            assert "no longer active" in await refusal(api, anns(issuer, email="gone@example.org", sub="gone"))
            for doubtful in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "no"}):
                await refusal(api, anns(issuer, sub="eve", **doubtful))
            verified = {"email_verified": None, "xms_edov": True, "email": "adm@example.org", "sub": "adm"}
            assert (await api(VIEWER, anns(issuer, **verified)))["viewer"]["person"]["userName"] == "adm"
        trusting = {"oidc_person_claim": claim, "oidc_trust_email": True}
        async with serving(database, issuer, **trusting) as api:
            assert (await api(VIEWER, anns(issuer, email_verified=None)))["viewer"]["person"]["userName"] == "ann"
            await refusal(api, anns(issuer, email_verified=False, sub="eve"))


async def test_where_it_is_set_whoever_is_unknown_joins_once_and_takes_no_name(
    database: Database, company: Company, issuer: Issuer
) -> None:
    async with serving(database, issuer, oidc_person_claim="sub", unknown_people="join") as api:
        named = {"sub": "eva", "preferred_username": "eva.berg", "name": "Eva Berg"}
        tokens = [anns(issuer, **named, email="eva@example.org", jti=str(number)) for number in range(5)]
        answers = await asyncio.gather(*(api(VIEWER, each) for each in tokens))
        assert {each["viewer"]["person"]["userName"] for each in answers} == {"eva.berg"}
        async with database.read() as session:
            (row,) = await people.people_by(session, "user_name", ["eva.berg"])
        assert (row.display_name, row.email) == ("Eva Berg", "eva@example.org")

        squatter = anns(issuer, sub="eve", preferred_username="ADM", email="eve@example.org")
        assert "Somebody else has your userName here" in await refusal(api, squatter)
        assert "tells no userName" in await refusal(api, issuer.token(sub="x", preferred_username="a\x00b"))
        await database.transact(actions.deactivate, "eva.berg")
        assert "no longer active" in await refusal(api, tokens[0]), "and does not join anew"
        assert "no longer active" in await refusal(api, anns(issuer, sub="other", email="eva@example.org"))


# ----------------------------------------------------------------------------------------------------- roles and scopes

ADMIN = ["MODERATOR", "ADMINISTRATOR"]
ROLES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("roles", {"roles": ADMIN}, ADMIN),
    ("roles", {"roles": "MODERATOR"}, ["MODERATOR"]),
    ("roles", {"roles": ["moderator", 7, None, ["MODERATOR"], "EMPLOYEE"]}, []),
    ("roles", {"roles": {"MODERATOR": True}}, []),
    ("roles", {}, []),
    ("realm_access.roles", {"realm_access": {"roles": ADMIN}}, ADMIN),
    ("resource_access.had.your.back.roles", {"resource_access": {"had.your.back": {"roles": ADMIN}}}, ADMIN),
    ("realm_access.roles", {"realm_access": "MODERATOR"}, []),
    ("https://example.org/roles", {"https://example.org/roles": ADMIN}, ADMIN),
]


@one_database
async def test_roles_come_from_a_claim_of_any_shape_and_go_with_it(
    database: Database, company: Company, issuer: Issuer
) -> None:
    await with_emails(database)
    for claim, claims, roles in ROLES:
        async with serving(database, issuer, oidc_role_claim=claim) as api:
            told = (await api(VIEWER, anns(issuer, **claims)))["viewer"]["roles"]
            assert sorted(told) == sorted(["EMPLOYEE", *roles]), claims
            mods = anns(issuer, email="mod@example.org")
            assert (await api(VIEWER, mods))["viewer"]["roles"] == ["EMPLOYEE"], "the provider decides, nobody else"
    named = {"oidc_role_claim": "groups", "oidc_roles": ["HYB Moderators=MODERATOR", "a=b=INTEGRATOR"]}
    async with serving(database, issuer, **named) as api:
        told = await api(VIEWER, anns(issuer, groups=["HYB Moderators", "a=b", "ADMINISTRATOR"]))
        assert sorted(told["viewer"]["roles"]) == ["EMPLOYEE", "INTEGRATOR", "MODERATOR"]
    async with serving(database, issuer) as api:
        told = await api(VIEWER, anns(issuer, email="mod@example.org", roles=ADMIN))
        assert sorted(told["viewer"]["roles"]) == ["EMPLOYEE", "MODERATOR"], "without the setting, ours are stored"


@one_database
async def test_scopes_of_ours_narrow_what_a_person_may_and_others_do_not(
    database: Database, company: Company, issuer: Issuer
) -> None:
    await with_emails(database)
    everything = "{ teams { totalCount } recognitions { totalCount } }"
    async with serving(database, issuer) as api:
        for scopes, codes in (
            ({"scope": "openid profile"}, []),
            ({"scp": "people:read openid"}, ["FORBIDDEN"]),
            ({"scp": ["people:read", "recognitions:read"]}, []),
            ({"scope": "people:read admin moderate"}, ["FORBIDDEN"]),
        ):
            assert await api.codes(everything, anns(issuer, **scopes)) == codes
        queue = "{ moderationQueue { pageInfo { hasNextPage } } }"
        assert await api.codes(queue, anns(issuer, scope="people:read moderate")) == ["FORBIDDEN"]


@one_database
async def test_a_machine_stands_for_no_person_and_may_what_its_scopes_say(
    database: Database, company: Company, issuer: Issuer
) -> None:
    await with_emails(database)
    settings = {"oidc_machines": ["hr-sync"], "oidc_role_claim": "roles"}
    async with serving(database, issuer, **settings) as api:
        for name in ("azp", "appid", "cid", "client_id"):
            for scopes in ({"scp": ["people:read"]}, {"scope": "people:read"}, {"roles": ["people:read"]}):
                token = issuer.token(**{name: "hr-sync", "sub": "hr-sync", **scopes})
                assert await api("{ teams { totalCount } }", token) == {"teams": {"totalCount": 4}}
        with statements(database) as seen:
            let_in = await gate_of(api).admit(f"Bearer {token}")
        assert not seen
        assert (let_in.actor.person, let_in.actor.scopes) == (None, {Scope.PEOPLE_READ})
        assert await api("{ viewer { roles } }", token) == {"viewer": None}
        assert await api.codes("{ recognitions { totalCount } }", token) == ["FORBIDDEN"]
        mine = issuer.token(azp="hr-sync", email="ann@example.org", email_verified=True, roles=ADMIN)
        assert await api.codes("{ teams { totalCount } }", mine) == ["FORBIDDEN"], "nor for one whom it names"
        for claims in ({"azp": "x", "sub": "x"}, {"client_id": "x", "sub": "x@clients"}, {"idtyp": "app", "azp": "y"}):
            unknown = issuer.token(**claims, scope="people:read", email="ann@example.org", email_verified=True)
            assert "HYB_OIDC_MACHINES does not name" in await refusal(api, unknown)
    mapped = {"oidc_machines": ["hr-sync"], "oidc_scopes": ["People.Read.All=people:read"]}
    async with serving(database, issuer, **mapped) as api:
        good = issuer.token(azp="hr-sync", sub="hr-sync", roles=["People.Read.All"])
        assert await api.codes("{ teams { totalCount } }", good) == []
        assert await api.codes("{ teams { totalCount } }", issuer.token(azp="hr-sync", scope="people:read")) == [
            "FORBIDDEN"
        ]
        widget = await api.client.post(
            "/auth/widget-token",
            json={"userName": "ann"},
            headers={"authorization": f"Bearer {issuer.token(azp='hr-sync', roles=['widget'])}"},
        )
        assert widget.status_code == 403


# -------------------------------------------------------------------------------------------------------------- streams


@one_database
async def test_whoever_is_connected_goes_when_the_token_ends_or_the_person_leaves(
    database: Database, company: Company, issuer: Issuer, clock: Clock
) -> None:
    await with_emails(database)
    settings = {"oidc_machines": ["screen"], "oidc_role_claim": "roles"}
    async with serving(database, issuer, **settings) as api:

        async def connected(token: str) -> Socket:
            socket = await Socket.connected(api.app, token)
            assert await socket.subscribe("subscription { recognitionChanged { id } }") == []
            return socket

        ann = await connected(anns(issuer, roles=["MODERATOR"]))
        bob = await connected(anns(issuer, email="bob@example.org"))
        screen = await connected(issuer.token(azp="screen", sub="screen", scope="signage"))
        await database.transact(actions.deactivate, "bob")
        code, _ = await bob.closed()
        assert code == 4403
        (line,) = {each for each in api.app.state.streams.lines if each.actor.person}
        assert Role.MODERATOR in line.actor.roles, "what the token said of roles stays"

        clock.advance(timedelta(seconds=3660))
        api.app.state.streams._bell.set()
        for socket in (ann, screen):
            code, reason = await socket.closed()
            assert (code, reason) == (4403, "This token has expired. Get a new one from where you got it.")


# ------------------------------------------------------------------------------------------------------------- settings


def test_settings_that_cannot_work_are_refused_at_the_start() -> None:
    good = {"auth": "oidc", "oidc_issuer": "https://id.example.org", "oidc_audience": "x"}
    for change, why in (
        ({"oidc_issuer": None}, "needs HYB_OIDC_ISSUER and HYB_OIDC_AUDIENCE"),
        ({"oidc_audience": ""}, "needs HYB_OIDC_ISSUER and HYB_OIDC_AUDIENCE"),
        ({"oidc_issuer": "http://id.example.org"}, "begins with https://"),
        ({"oidc_issuer": "id.example.org"}, "begins with https://"),
        ({"oidc_jwks_url": "ftp://id.example.org"}, "begins with https://"),
        ({"oidc_person_claim": "preferred_username"}, "oidc_person_claim"),
        ({"oidc_leeway": 3600}, "oidc_leeway"),
    ):
        with pytest.raises(ValidationError, match=re.escape(why)):
            Settings(**{**good, **change})
    database = Database("sqlite://")
    for change, why in (
        ({"oidc_roles": "moderators=MODERATE"}, "HYB_OIDC_ROLES: 'MODERATE' is none of EMPLOYEE, MODERATOR"),
        ({"oidc_roles": "MODERATOR"}, "'MODERATOR' is no pair"),
        ({"oidc_scopes": "x=people:reed"}, "HYB_OIDC_SCOPES: 'people:reed' is none of"),
    ):
        with pytest.raises(Refused, match=re.escape(why)):
            create(Settings(secret_key=SecretStr("x"), **{**good, **change}), database=database, work=False)
