"""The Python client against the running service: every operation, bad weather, and services of other versions."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import runpy
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients import days
from conftest import Clock, Company, serving
from had_your_back import outbox
from had_your_back.database import Database
from had_your_back.events import ScorePublished
from had_your_back.people.actions import TokenDraft, create_token
from had_your_back.webhooks import signing
from had_your_back_client import AsyncHadYourBack, Failed, HadYourBack, Refused, Unreachable, errors, operations
from had_your_back_client.webhooks import receive, verify

CLIENT = Path(__file__).parents[2] / "clients" / "python"
OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the other is behind the same HTTP


@pytest.fixture
async def url(database: Database, company: Company) -> AsyncIterator[str]:
    async with serving(database, auth="dev") as served:
        yield served


class Weather(httpx.AsyncBaseTransport):
    """The road to the service. `on_the_way` may spoil a request or its answer; `bodies` are what was sent."""

    def __init__(self) -> None:
        self.road = httpx.AsyncHTTPTransport()
        self.spoilt: list[Callable[[httpx.Request], Awaitable[httpx.Response | None]]] = []
        self.change_request: Callable[[str], str] = str
        self.change_answer: Callable[[str], str] = str
        self.bodies: list[dict[str, Any]] = []
        self.waited: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = self.change_request(request.content.decode())
        self.bodies.append(json.loads(body))
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        request = httpx.Request(request.method, request.url, headers=headers, content=body)
        if self.spoilt and (answer := await self.spoilt.pop(0)(request)):
            return answer
        answer = await self.road.handle_async_request(request)
        text = self.change_answer((await answer.aread()).decode())
        await answer.aclose()
        return httpx.Response(answer.status_code, headers={"content-type": answer.headers["content-type"]}, text=text)

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)

    def client(self, url: str, token: Any = "dev:ann", **more: Any) -> AsyncHadYourBack:
        return AsyncHadYourBack(url, token, http=httpx.AsyncClient(transport=self), pause=self.pause, **more)

    async def aclose(self) -> None:
        await self.road.aclose()

    async def loses_the_answer(self, request: httpx.Request) -> None:
        await (await self.road.handle_async_request(request)).aread()
        raise httpx.ReadError("the line went dead")


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as made:
        yield made


@pytest.fixture
async def weather() -> AsyncIterator[Weather]:
    async with Weather() as made:
        yield made


def says(status: int, code: str, **headers: str) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    async def answer(_: httpx.Request) -> httpx.Response:
        error = {"message": "Not now.", "extensions": {"code": code, "reference": "log_1"}}
        return httpx.Response(status, headers=headers, json={"errors": [error]})

    return answer


async def test_every_operation_is_used_once(
    url: str, company: Company, database: Database, clock: Clock, http: httpx.AsyncClient
) -> None:
    ids = {**company.people, **company.teams}

    def as_(name: str) -> AsyncHadYourBack:
        return AsyncHadYourBack(url, f"dev:{name}", http=http)

    published = ScorePublished(team=company["kestrel"], as_of=clock.now, recipe="v1", corrected=False)
    await days.thanks(as_, ids)
    await days.promises(as_, ids, clock.now)
    await days.scores(as_, ids)
    await days.news(as_, ids, lambda: database.transact(outbox.record, published), clock.now)
    await days.webhooks(as_)


def test_every_operation_is_in_that_day_and_in_both_clients(engine: str) -> None:
    def named(path: Path) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.stem).lower()

    names = {named(path) for path in OPERATIONS.glob("*.graphql")}
    assert names <= set(re.findall(r"\.(\w+)\(", Path(days.__file__).read_text()))
    both = (set(vars(operations.Operations)), set(vars(operations.AsyncOperations)))
    assert names <= both[0] & both[1]
    assert both[0] == both[1]


def test_what_is_generated_is_fresh(engine: str) -> None:
    fresh = runpy.run_path(str(CLIENT / "generate.py"))["operations"]()
    assert (CLIENT / "had_your_back_client" / "operations.py").read_text() == fresh, "run: make contract"


async def test_a_program_that_waits_lives_the_same_day(url: str, company: Company, database: Database) -> None:
    _, service_token = await database.transact(create_token, TokenDraft(name="the intranet", scopes=("widget",)))

    def live() -> None:
        with HadYourBack(url, "dev:ann") as hyb:
            texts = [f"Thank you, number {number}." for number in range(1, 6)]
            with hyb.recognition_changed() as news:
                for text in texts:
                    hyb.give_recognition(recipients=[company["bob"]], message=text, behaviours=["owned_it"])
                assert next(news).message == texts[0]
            assert sorted(each.message or "" for each in hyb.iter_feed(first=2)) == texts
            assert [each.message for each in hyb.iter_feed(first=2, filter={"search": "number 3"})] == [texts[2]]
            with pytest.raises(Refused, match="somebody else") as no:
                hyb.give_recognition(recipients=[company["ann"]], message="Well done!", behaviours=["owned_it"])
            assert (no.value.code, no.value.errors[0].path[:2]) == ("SELF_RECOGNITION", ("input", "recipients"))
            with pytest.raises(errors.Forbidden) as forbidden:
                hyb.webhook_endpoints()
            assert forbidden.value.code == "FORBIDDEN"
            with pytest.raises(ValueError, match="no time zone"):
                hyb.set_away(until=datetime(2026, 11, 30))  # noqa: DTZ001
        with HadYourBack(url, service_token) as backend:
            traded = backend.widget_token("ann")
            assert traded.expires_in == 600
            with pytest.raises(Failed):
                backend.widget_token("nobody")
        with HadYourBack(url, lambda: traded.token) as widget:
            me = widget.viewer()
            assert me
            assert me.person.user_name == "ann"

    await asyncio.to_thread(live)


async def test_a_lost_answer_counts_once(url: str, weather: Weather, company: Company) -> None:
    hyb = weather.client(url)
    weather.spoilt = [weather.loses_the_answer]
    given = await hyb.give_recognition(recipients=[company["bob"]], message="You stayed.", behaviours=["owned_it"])
    assert [each.id async for each in hyb.iter_feed()] == [given.id]
    first, second = (body["variables"]["input"]["idempotencyKey"] for body in weather.bodies[:2])
    assert first == second
    assert len(weather.waited) == 1

    weather.spoilt = [weather.loses_the_answer]
    with pytest.raises(Unreachable) as unsure:
        await hyb.withdraw_recognition(id=given.id)
    assert unsure.value.may_have_happened
    assert [each.id async for each in hyb.iter_feed()] == []
    with pytest.raises(Unreachable, match="ConnectError") as sure:
        await weather.client("http://127.0.0.1:9").endorse_recognition(id=given.id)
    assert not sure.value.may_have_happened


async def test_a_pause_that_is_asked_for_is_made_unless_it_is_too_long(url: str, weather: Weather) -> None:
    hyb = weather.client(url)
    weather.spoilt = [says(429, "RATE_LIMITED", **{"retry-after": "7"}), says(503, "NOT_READY", **{"retry-after": "2"})]
    assert await hyb.behaviours()
    assert weather.waited == [7, 2]
    weather.spoilt = [says(429, "RATE_LIMITED", **{"retry-after": "3600"})]
    with pytest.raises(errors.RateLimited) as busy:
        await hyb.behaviours()
    assert busy.value.retry_after == 3600
    weather.spoilt = [says(502, "NOT_READY")] * 4
    with pytest.raises(errors.Unavailable):
        await hyb.behaviours()
    weather.spoilt = [says(500, "INTERNAL")]
    with pytest.raises(Failed, match=r"Not now\. \(INTERNAL, log_1\)") as fault:
        await hyb.behaviours()
    assert (fault.value.status, fault.value.reference) == (500, "log_1")


async def test_a_token_that_no_longer_holds_is_renewed_once(url: str, weather: Weather) -> None:
    tokens = ["dev:nobody", "dev:ann", "dev:nobody"]

    async def token() -> str:
        return tokens.pop(0)

    me = await weather.client(url, token).viewer()
    assert me
    assert tokens == ["dev:nobody"]
    with pytest.raises(errors.Unauthenticated):
        await weather.client(url, "dev:nobody").viewer()
    with pytest.raises(errors.Unauthenticated):
        async with AsyncHadYourBack(url, "dev:nobody") as hyb, hyb.recognition_changed():
            pass


async def test_a_newer_service_does_no_harm(url: str, weather: Weather, company: Company) -> None:
    hyb = weather.client(url)
    await hyb.give_recognition(recipients=[company["bob"]], message="You stayed.", behaviours=["owned_it"])
    # It has states and fields that nobody here has heard of, and its documents have other ids.
    weather.change_answer = lambda text: text.replace('"ACTIVE"', '"ARCHIVED"').replace(
        '"link":', '"hyperlink":1,"link":'
    )
    weather.change_request = lambda body: re.sub(r"sha256:\w{8}", "sha256:00000000", body)
    (shown,) = (await hyb.feed()).nodes
    assert shown.state == "ARCHIVED"
    assert shown.state.name == "ARCHIVED"
    assert not hasattr(shown, "hyperlink")
    assert shown.message == "You stayed."
    assert ["query" in body for body in weather.bodies] == [False, False, True]
    await hyb.feed()
    assert "query" in weather.bodies[-1]  # it is not asked in vain again
    async with AsyncHadYourBack(url, "dev:ann") as live:
        live._manners.texts["RecognitionChanged"] = operations.RECOGNITION_CHANGED.text
        async with live.recognition_changed():
            pass


async def test_an_older_service_is_asked_for_what_it_has(url: str, weather: Weather, company: Company) -> None:
    # It has neither viewerMay, nor reactions, nor links.
    later = {"viewerMay": "viewerMayOnce", "reactions": "reactionsOnce", "link": "linkOnce"}

    def older(body: str) -> str:
        body = re.sub(r"sha256:\w{8}", "sha256:00000000", body)
        return re.sub(r"\b(viewerMay|reactions|link)\b", lambda found: later[found[0]], body)

    weather.change_request = older
    hyb = weather.client(url)
    given = await hyb.give_recognition(recipients=[company["bob"]], message="You stayed.", behaviours=["owned_it"])
    assert (given.message, given.link) == ("You stayed.", None)
    with pytest.raises(errors.Missing, match="did not answer viewerMay of RecognitionCard"):
        _ = given.viewer_may
    assert "viewerMay" not in weather.bodies[-1]["query"]
    assert "viewer_may" not in repr(given)


async def test_an_answer_that_is_none_is_told_so(url: str, weather: Weather) -> None:
    weather.change_answer = lambda _: "<html>Welcome to the proxy.</html>"
    with pytest.raises(Failed, match="no words"):
        await weather.client(url).behaviours()
    weather.change_answer = lambda text: text.replace('"retired":false', '"retired":"perhaps"')
    with pytest.raises(errors.Unexpected, match="Behaviours"):
        await weather.client(url).behaviours()


async def test_what_the_readme_shows_works(
    url: str, company: Company, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    _, service_token = await database.transact(create_token, TokenDraft(name="the intranet", scopes=("widget",)))
    text = (CLIENT / "README.md").read_text()
    for there, here in [("http://127.0.0.1:8400", url), ("mira.lindqvist", "ann"), ('"amara"', '"bob"')]:
        text = text.replace(there, here)
    thank, lists, live, receiver, widget = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {"service_token": service_token}
    await asyncio.to_thread(exec, thank + lists + widget, names)
    assert capsys.readouterr().out.count("You took the night call") == 1
    assert names["token"].startswith("hybw_")
    for block in (live, receiver):
        compile(block, "README", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def test_the_backend_of_a_page_trades_tokens_as_the_page_on_widgets_shows(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, service_token = await database.transact(create_token, TokenDraft(name="the intranet", scopes=("widget",)))
    monkeypatch.setenv("HYB_WIDGET_TOKEN", service_token)
    text = (CLIENT.parents[1] / "docs" / "embed.md").read_text().replace("https://thanks.example.org", url)
    found = re.search(r" ```python\n(.*?) ```", text, re.DOTALL)
    assert found
    names: dict[str, Any] = {}
    exec(textwrap.dedent(found[1]), names)
    with names["service"]:
        traded = await asyncio.to_thread(names["thanks_token"], "ann")
    async with AsyncHadYourBack(url, traded["token"]) as widget:
        me = await widget.viewer()
        assert me
        assert me.person.user_name == "ann"


def test_webhooks_are_verified(engine: str) -> None:
    secret, other, key = signing.make_secret(), signing.make_secret(), signing.make_private_key()
    body = (
        b'{"id": "evt_1", "type": "recognition.adorned", "timestamp": "2026-11-20T09:00:00Z", "data": {"by": "per_1"}}'
    )
    now = int(datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp())

    def signed(signature: str, **more: str) -> dict[str, str]:
        return {"Webhook-Id": "evt_1", "Webhook-Timestamp": str(now), "Webhook-Signature": signature, **more}

    both = signed(
        f"{signing.sign([other, secret], 'evt_1', now, body)} {signing.sign_asymmetric([key], 'evt_1', now, body)}",
        **{"Webhook-Sequence": "7", "Webhook-Previous-Id": "evt_0", "Webhook-Attempt": "2"},
    )
    event = receive(body, both, secret=secret, now=now)
    assert (event.id, event.type, event.data) == ("evt_1", "recognition.adorned", {"by": "per_1"})
    assert (event.attempt, event.sequence, event.previous_id) == (2, 7, "evt_0")
    public = signing.public_key_of(key)
    verify(body, both, secret=["whsec_b2xk", other], now=now + 299)
    verify(body, both, keys=public, now=now)
    verify(
        body,
        both,
        keys={"keys": [signing.as_jwk(signing.public_key_of(signing.make_private_key())), signing.as_jwk(public)]},
        now=now,
    )

    stranger = signing.public_key_of(signing.make_private_key())
    as_another = both["Webhook-Signature"].replace("v1a,", "v2,")
    for headers, given in [
        (both, {"secret": "whsec_b2xk"}),
        (both, {"keys": stranger}),
        (both, {}),
        (both, {"secret": secret, "now": now + 301}),
        (both | {"Webhook-Timestamp": str(now + 1)}, {"secret": secret}),
        (both | {"Webhook-Timestamp": "٣"}, {"secret": secret}),
        (signed("v1,grüße v1a,??? v1a,"), {"secret": secret, "keys": public}),
        (signed(as_another), {"keys": public}),
        ({}, {"secret": secret}),
    ]:
        with pytest.raises(errors.NotVerified):
            verify(body, headers, **{"now": now, **given})
    with pytest.raises(errors.NotVerified):
        verify(body + b" ", both, secret=secret, now=now)
    chat = b'{"text": "Ann thanked Bob."}'
    with pytest.raises(errors.Unexpected, match="not of the format"):
        receive(chat, signed(signing.sign([secret], "evt_1", now, chat)), secret=secret, now=now)
