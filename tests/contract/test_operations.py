"""Every document of our own clients, run against the real service, in the order in which a day would bring them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from conftest import Api, Clock, Company
from had_your_back import outbox
from had_your_back.database import Database
from had_your_back.events import ScorePublished
from sockets import Socket

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"


async def run(api: Api, name: str, who: str, **variables: Any) -> dict[str, Any]:
    """Run a document for somebody; a refusal fails the test."""
    data = await api((OPERATIONS / f"{name}.graphql").read_text(), who, **variables)
    (answer,) = [value for key, value in data.items() if key] if len(data) == 1 else [data]
    assert not (answer or {}).get("userErrors") if isinstance(answer, dict) else True, answer
    return answer  # type: ignore[no-any-return]


async def test_employees_give_answer_and_change_their_minds(api: Api, company: Company) -> None:
    me = await run(api, "Viewer", "ann")
    assert me["person"]["userName"] == "ann"
    assert [mate["userName"] for mate in me["unseenTeammates"]] == ["bob"]
    assert (await run(api, "Export", "ann"))["export"]["profile"]["id"] == company["ann"]
    labels = await run(api, "Behaviours", "ann", language="de")
    assert len(labels) == 8
    found = await run(api, "FindRecipients", "ann", search="ex")
    assert found["people"]["nodes"]
    assert (await run(api, "FindRecipients", "ann", search="kest"))["teams"]["nodes"][0]["members"]["totalCount"] == 2

    thanks = {"recipients": [company["bob"]], "message": "You stayed until it ran.", "behaviours": ["had_my_back"]}
    given = (await run(api, "GiveRecognition", "ann", input=thanks))["recognition"]
    assert given["recipients"][0]["id"] == company["bob"]
    edited = await run(api, "EditRecognition", "ann", input={"id": given["id"], "message": "You stayed until it ran!"})
    assert edited["recognition"]["message"] == "You stayed until it ran!"

    this = {"id": given["id"]}
    assert (await run(api, "EndorseRecognition", "cyd", input=this))["recognition"]["viewerHasEndorsed"]
    assert (await run(api, "RemoveEndorsement", "cyd", input=this))["recognition"]["endorsementCount"] == 0
    assert (await run(api, "ReactToRecognition", "cyd", input={**this, "emoji": "👏"}))["recognition"]["reactions"]
    assert (await run(api, "RemoveReaction", "cyd", input={**this, "emoji": "👏"}))["recognition"]["reactions"] == []
    said = await run(api, "AddComment", "cyd", input={"recognition": given["id"], "text": "I was there."})
    assert (await run(api, "Comments", "bob", recognition=given["id"]))["comments"]["nodes"][0][
        "text"
    ] == "I was there."
    gone = await run(api, "DeleteComment", "cyd", input={"id": said["comment"]["id"]})
    assert gone["recognition"]["commentCount"] == 0

    assert (await run(api, "Node", "bob", id=given["id"]))["id"] == given["id"]
    assert (await run(api, "Feed", "bob", first=10))["nodes"][0]["id"] == given["id"]
    assert "kestrel" in str(await run(api, "TeamFeed", "bob", team=company["kestrel"])).lower()
    assert given["id"] in str(await run(api, "PersonHistory", "bob", person=company["bob"]))
    screen = await run(api, "Signage", "bob", since="2026-11-01T00:00:00Z", language="de")
    assert (screen["recognitions"]["nodes"][0]["id"], screen["lately"]["totalCount"]) == (given["id"], 1)

    await run(api, "Report", "cyd", input={**this, "reason": "Is this about me?"})
    queue = await run(api, "ModerationQueue", "mod")
    assert queue["nodes"][0]["recognition"]["id"] == given["id"]
    hidden = await run(api, "Moderate", "mod", input={**this, "hide": True, "reason": "To be talked about."})
    assert hidden["recognition"]["state"] == "HIDDEN"
    shown = await run(api, "Moderate", "mod", input={**this, "hide": False, "reason": "It was not."})
    assert shown["recognition"]["state"] == "ACTIVE"
    withdrawn = await run(api, "WithdrawRecognition", "ann", input=this)
    assert withdrawn["recognition"] | {"message": None, "state": "WITHDRAWN"} == withdrawn["recognition"]


async def test_a_promise_lives(api: Api, company: Company, clock: Clock) -> None:
    async def act(who: str, it: dict[str, Any], **given: Any) -> dict[str, Any]:
        wanted = {"id": it["id"], "version": it["version"], "act": given}
        return (await run(api, "ActOnCommitment", who, input=wanted))["commitment"]  # type: ignore[no-any-return]

    due = {"dueAt": f"{clock.now + timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"}
    wanted = {"of": company["kestrel"], "title": "A spare pump on site", "conditions": "It runs.", **due}
    asked = (await run(api, "RequestCommitment", "dee", input=wanted))["commitment"]
    assert (asked["state"], asked["awaitingTeam"]["name"], asked["performer"]) == ("REQUESTED", "Kestrel", None)
    inbox = (await run(api, "AwaitingMe", "bob"))["awaitingMe"]
    assert (inbox["totalCount"], [each["allowedActs"] for each in inbox["nodes"]]) == (1, [["CLAIM"]])
    offered = {"to": company["ann"], "title": "The report", "private": True, **due}
    offer = (await run(api, "OfferCommitment", "cyd", input=offered))["commitment"]
    assert (offer["state"], offer["awaiting"]["id"], offer["private"]) == ("OFFERED", company["ann"], True)
    declined = await act("ann", offer, decline={"referTo": company["kestrel"], "note": "Bob has it."})
    assert declined["referredTo"] == {"id": company["kestrel"], "name": "Kestrel"}

    promised = await act("bob", asked, claim={})
    proposed = await act("bob", promised, proposeChange={"title": "Two spare pumps"})
    assert proposed["pendingChange"]["title"] == "Two spare pumps"
    agreed = await act("dee", proposed, agreeChange={"note": "Even better."})
    delivered = await act("bob", agreed, deliver={"evidence": "They stand in hall 2."})
    thanks = {"recognition": {"message": "Both of them!", "behaviours": ["had_my_back"]}}
    final = {"id": asked["id"], "version": delivered["version"], "act": {"confirm": thanks}}
    kept = await run(api, "ActOnCommitment", "dee", input=final)
    assert (kept["commitment"]["state"], kept["commitment"]["onTime"]) == ("KEPT", True)
    assert kept["recognition"]["message"] == "Both of them!"
    of = {"commitment": {"id": asked["id"], "title": "Two spare pumps", "state": "KEPT"}}
    (letter,) = (await run(api, "Feed", "ann", first=1))["nodes"]
    assert letter | of == letter == (await run(api, "Recognition", "ann", id=letter["id"]))

    shown = await run(api, "Commitment", "ann", id=asked["id"])
    steps = [step["act"] for step in shown["history"]["nodes"]]
    assert steps == ["REQUEST", "CLAIM", "PROPOSE_CHANGE", "AGREE_CHANGE", "DELIVER", "CONFIRM"]
    assert [each["id"] for each in shown["recognitions"]] == [kept["recognition"]["id"]]
    listed = await run(api, "Commitments", "ann", first=1, filter={"states": ["KEPT", "DECLINED"]})
    assert (listed["totalCount"], listed["pageInfo"]["hasNextPage"]) == (2, True)
    older = await run(api, "Commitments", "ann", first=1, after=listed["pageInfo"]["endCursor"])
    assert {listed["nodes"][0]["id"], older["nodes"][0]["id"]} == {asked["id"], offer["id"]}
    loops = await run(api, "Loops", "dee", me=company["dee"], states=["KEPT"])
    assert [each["id"] for each in loops["expected"]["nodes"]] == [asked["id"]]
    of_team = await run(api, "TeamCommitments", "bob", team=company["kestrel"], filter={"states": ["KEPT"]})
    assert [each["id"] for each in of_team["commitments"]["nodes"]] == [asked["id"]]
    away = await run(api, "SetAway", "bob", input={"until": due["dueAt"]})
    assert away["person"]["awayUntil"] == due["dueAt"]
    address = (await run(api, "CalendarUrl", "bob"))["calendarUrl"]
    assert (await api.client.get(address)).status_code == 200
    assert (await run(api, "RenewCalendarUrl", "bob"))["viewer"]["calendarUrl"] != address
    assert (await api.client.get(address)).status_code == 404
    back = await run(api, "SetAway", "bob", input={})
    assert back["person"] | {"awayFrom": None, "awayUntil": None} == back["person"]


async def test_a_team_looks_at_its_score(api: Api, company: Company) -> None:
    kestrel = company["kestrel"]
    shown = await run(api, "TeamScore", "ann", team=kestrel, language="de")
    assert (shown["team"]["score"]["status"], shown["team"]["score"]["value"]) == ("NOT_YET_PUBLISHED", None)
    assert (shown["team"]["scoreHistory"]["nodes"], shown["team"]["leadership"]["leaders"]) == ([], None)
    chain = await run(api, "ServiceChain", "ann", team=kestrel)
    assert chain == {"links": [], "weakestLink": None, "withheld": 0}
    recipe = (await run(api, "ScoreRecipe", "ann"))["recipe"]
    tried = {**recipe, "version": "trying", "pull": 20}
    (previewed,) = await run(api, "ScorePreview", "adm", recipe=tried, teams=[kestrel])
    assert previewed["status"] == "NOT_YET_PUBLISHED"

    doubt = {"team": kestrel, "reason": "That was never promised."}
    await run(api, "DisputeScore", "ann", input=doubt)
    (item,) = (await run(api, "ModerationQueue", "mod"))["nodes"]
    assert (item["team"]["name"], item["reason"]) == ("Kestrel", doubt["reason"])
    said = {"id": item["id"], "accept": False, "answer": "It was, on Monday."}
    await run(api, "AnswerDispute", "mod", input=said)
    off = await run(api, "SwitchScore", "ann", input={"team": kestrel, "on": False})
    assert off["score"]["status"] == "SWITCHED_OFF"


async def test_people_watch_what_happens(api: Api, company: Company, database: Database, clock: Clock) -> None:
    async def watch(name: str, who: str, **variables: Any) -> Socket:
        socket = await Socket.connected(api.app, who)
        assert await socket.subscribe((OPERATIONS / f"{name}.graphql").read_text(), **variables) == []
        return socket

    feed, mine = await watch("RecognitionChanged", "dee"), await watch("CommitmentChanged", "bob")
    score = await watch("ScorePublished", "cyd", team=company["kestrel"], language="de")

    thanks = {"recipients": [company["bob"]], "message": "You saw it first.", "behaviours": ["had_my_back"]}
    given = (await run(api, "GiveRecognition", "ann", input=thanks))["recognition"]
    told = await feed.told()
    assert told == {name: given[name] for name in told}
    wanted = {"of": company["bob"], "title": "A spare pump", "dueAt": f"{clock.now + timedelta(days=7):%Y-%m-%dT%TZ}"}
    asked = (await run(api, "RequestCommitment", "ann", input=wanted))["commitment"]
    told = await mine.told()
    assert (told["id"], told["state"], told["awaiting"]["id"]) == (asked["id"], "REQUESTED", company["bob"])
    published = ScorePublished(team=company["kestrel"], as_of=clock.now, recipe="v1", corrected=False)
    await database.transact(outbox.record, published)
    assert (await score.told())["team"]["id"] == company["kestrel"]
    for socket in (feed, mine, score):
        await socket.close()


def test_every_document_is_run() -> None:
    names = {path.stem for path in OPERATIONS.glob("*.graphql")}
    assert names == set(re.findall(r'(?:run\(\s*api,|watch\()\s*"(\w+)"', Path(__file__).read_text()))


async def test_an_integrator_connects_a_receiver(api: Api, company: Company) -> None:
    there = {"url": "https://intranet.example/hooks", "eventTypes": ["recognition.*"], "style": "FULL", "ordered": True}
    there |= {"signatures": ["HMAC_SHA256", "ED25519"], "auth": {"basic": {"userName": "hyb", "password": "sesame"}}}
    made = (await run(api, "CreateWebhookEndpoint", "int", input=there))["endpoint"]
    assert made["secret"].startswith("whsec_")
    assert made["secret"].endswith(made["secretHint"])
    assert (made["style"], made["format"]) == ("FULL", "STANDARD")
    assert (await run(api, "CheckWebhookUrl", "int", url="http://10.0.4.18/hooks"))["allowed"] is False
    renewed = (await run(api, "RotateWebhookSecret", "int", input={"id": made["id"], "overlapHours": 1}))["endpoint"]
    assert renewed["secret"] != made["secret"]
    change = {"id": made["id"], "paused": True, "format": "SLACK", "signatures": ["HMAC_SHA256"], "auth": None}
    paused = await run(api, "UpdateWebhookEndpoint", "int", input=change)
    assert (paused["endpoint"]["style"], paused["endpoint"]["format"]) == ("FULL", "SLACK")
    assert paused["endpoint"]["state"] == "PAUSED"
    sent = (await run(api, "SendTestWebhook", "int", input={"id": made["id"]}))["delivery"]
    again = (await run(api, "ResendWebhookDelivery", "int", input={"id": sent["id"]}))["delivery"]
    assert again["event"]["id"] == sent["event"]["id"]
    since = {"endpoint": made["id"], "since": "2026-11-01T00:00:00Z", "dryRun": True}
    assert (await run(api, "ReplayWebhookEvents", "int", input=since))["count"] == 0
    listed = await run(api, "WebhookEndpoints", "int")
    assert [each["id"] for each in listed["nodes"]] == [made["id"]]
    assert "secret" not in listed["nodes"][0]
    told = (await run(api, "Events", "int", types=["webhook.*"]))["nodes"]
    assert [(each["id"], each["data"]) for each in told] == [(sent["event"]["id"], {"endpoint": made["id"]})]
    kinds = await run(api, "EventTypes", "int")
    assert "webhook.test" in {each["name"] for each in kinds}
    deliveries = (await run(api, "WebhookDeliveries", "int", endpoint=made["id"]))["deliveries"]["nodes"]
    assert {each["id"] for each in deliveries} == {sent["id"], again["id"]}
    waiting = await run(api, "WebhookDeliveries", "int", endpoint=made["id"], states=["DELIVERED"])
    assert waiting["deliveries"]["nodes"] == []
    whole = await run(api, "WebhookDelivery", "int", id=sent["id"])
    assert (whole["event"]["data"], whole["attempts"]) == ({"endpoint": made["id"]}, [])
    names = {each["name"] for each in await run(api, "EventNames", "int")}
    assert names == {each["name"] for each in kinds}
    await run(api, "DeleteWebhookEndpoint", "int", input={"id": made["id"]})
    assert (await run(api, "WebhookEndpoints", "int"))["nodes"] == []
