"""The life of a promise, as its people see it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from conftest import Api, Clock, Company
from had_your_back import outbox
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.clocks import Terms
from had_your_back.database import Database, Transaction
from had_your_back.graph.paging import cursor
from had_your_back.imports import Options, import_people
from had_your_back.people import actions as people_actions
from had_your_back.people import provisioning, tree

IT = """{ commitment { id state version title awaiting { userName } awaitingTeam { name } dueAt firstDueAt allowedActs
  performer { userName } performerTeam { name } onTime overdue }
  recognition { id message } userErrors { code message path } }"""
REQUEST = f"mutation($i: RequestCommitmentInput!) {{ requestCommitment(input: $i) {IT} }}"
OFFER = f"mutation($i: OfferCommitmentInput!) {{ offerCommitment(input: $i) {IT} }}"
ACT = f"mutation($i: ActOnCommitmentInput!) {{ actOnCommitment(input: $i) {IT} }}"


def on(clock: Clock, **later: float) -> str:
    return (clock.now + timedelta(**later)).isoformat()


async def ask(api: Api, clock: Clock, who: str, of: str, **given: Any) -> dict[str, Any]:
    wanted = {"of": of, "title": "Spare pump on site", "dueAt": on(clock, days=7), **given}
    answer = (await api(REQUEST, who, i=wanted))["requestCommitment"]
    assert answer["userErrors"] == []
    found: dict[str, Any] = answer["commitment"]
    return found


async def act(api: Api, who: str, it: dict[str, Any], **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api(ACT, who, i={"id": it["id"], "version": it["version"], "act": given}))[
        "actOnCommitment"
    ]
    return answer


async def done(api: Api, who: str, it: dict[str, Any], **given: Any) -> dict[str, Any]:
    answer = await act(api, who, it, **given)
    assert answer["userErrors"] == []
    found: dict[str, Any] = answer["commitment"]
    return found


async def test_a_request_is_accepted_delivered_and_confirmed_with_a_thank_you(
    api: Api, company: Company, clock: Clock
) -> None:
    it = await ask(api, clock, "ann", company["dee"])
    assert (it["state"], it["version"], it["awaiting"]) == ("REQUESTED", 1, {"userName": "dee"})
    assert it["allowedActs"] == ["WITHDRAW"]

    it = await done(api, "dee", it, accept={})
    assert (it["state"], it["performerTeam"]) == ("PROMISED", {"name": "Swift"})
    clock.advance(timedelta(days=1))
    it = await done(api, "dee", it, deliver={"evidence": "https://example.org/photo"})
    assert (it["onTime"], it["allowedActs"]) == (True, [])
    thanks = {"message": "On time, as always.", "behaviours": ["owned_it"]}
    answer = await act(api, "ann", it, confirm={"recognition": thanks})

    assert answer["commitment"]["state"] == "KEPT"
    assert answer["recognition"]["message"] == "On time, as always."
    about = """query($id: ID!) { node(id: $id) { ... on Commitment {
      recognitions { giver { userName } commitment { id } } history { nodes { act actor { userName } } } } } }"""
    shown = (await api(about, "dee", id=it["id"]))["node"]
    assert shown["recognitions"] == [{"giver": {"userName": "ann"}, "commitment": {"id": it["id"]}}]
    assert [step["act"] for step in shown["history"]["nodes"]] == ["REQUEST", "ACCEPT", "DELIVER", "CONFIRM"]


async def test_a_request_to_a_team_is_nobodys_until_somebody_claims_it(
    api: Api, company: Company, clock: Clock
) -> None:
    it = await ask(api, clock, "dee", company["kestrel"])
    assert (it["awaiting"], it["awaitingTeam"], it["performer"]) == (None, {"name": "Kestrel"}, None)
    waiting = "{ viewer { awaitingMe { nodes { id } } } }"
    for member in ("ann", "bob"):
        assert (await api(waiting, member))["viewer"]["awaitingMe"]["nodes"] == [{"id": it["id"]}]
    assert (await api(waiting, "cyd"))["viewer"]["awaitingMe"]["nodes"] == []
    assert (await act(api, "dee", it, claim={}))["userErrors"][0]["code"] == "SELF_COMMITMENT"
    assert (await act(api, "cyd", it, claim={}))["userErrors"][0]["code"] == "NOT_FOUND"

    it = await done(api, "bob", it, claim={})
    assert (it["state"], it["performer"]) == ("PROMISED", {"userName": "bob"})
    assert (await api(waiting, "ann"))["viewer"]["awaitingMe"]["nodes"] == []


async def test_events_name_who_is_to_act_next(api: Api, database: Database, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "dee", company["kestrel"])
    it = await done(api, "bob", it, claim={})
    it = await done(api, "dee", it, proposeChange={"dueAt": on(clock, days=9)})
    it = await done(api, "bob", it, refuseChange={})
    it = await done(api, "bob", it, handOver={"to": company["cyd"]})
    it = await done(api, "cyd", it, acceptHandOver={})
    it = await done(api, "cyd", it, deliver={})
    await done(api, "dee", it, confirm={})
    it = await ask(api, clock, "ann", company["dee"])
    await done(api, "dee", it, counter={"dueAt": on(clock, days=8)})
    async with database.read() as session:
        rows = await outbox.after(session, outbox.START, limit=1_000)
    named = {key: name for name, key in (company.people | company.teams).items()}
    told = [
        f"{row.type.partition('.')[2]} {named.get(row.data['awaiting'])} {named.get(row.data['awaitingTeam'])}"
        for row in rows
        if row.type.startswith("commitment.")
    ]
    assert told == [
        "requested None kestrel",
        "promised bob None",
        "change_proposed bob None",
        "change_refused bob None",
        "hand_over_proposed cyd None",
        "handed_over cyd None",
        "delivered dee None",
        "kept None None",
        "requested dee None",
        "countered ann None",
    ]


async def test_terms_are_countered_changed_and_handed_over(api: Api, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "ann", company["dee"])
    assert (await act(api, "dee", it, counter={}))["userErrors"][0]["code"] == "INVALID"
    it = await done(api, "dee", it, counter={"dueAt": on(clock, days=9)})
    assert (it["state"], it["awaiting"]) == ("COUNTERED", {"userName": "ann"})
    it = await done(api, "ann", it, accept={})
    it = await done(api, "dee", it, proposeChange={"dueAt": on(clock, days=12)})
    assert it["awaiting"] == {"userName": "ann"}
    it = await done(api, "ann", it, agreeChange={})
    assert it["dueAt"] > it["firstDueAt"]
    assert (await act(api, "dee", it, handOver={"to": company["ann"]}))["userErrors"][0]["code"] == "SELF_COMMITMENT"
    it = await done(api, "dee", it, handOver={"to": company["cyd"]})
    it = await done(api, "cyd", it, acceptHandOver={})
    assert (it["performer"], it["performerTeam"]) == ({"userName": "cyd"}, {"name": "Heron"})


async def test_nobody_is_left_in_a_team_that_was_removed_to_be_asked(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    async def remove(tx: Transaction) -> None:
        await provisioning.remove_team(tx, (await tree.teams_by(tx, "id", [company["kestrel"]]))[0])

    await database.transact(remove)
    wanted = {"of": company["kestrel"], "title": "Spare pump", "dueAt": on(clock, days=7)}
    answer = (await api(REQUEST, "dee", i=wanted))["requestCommitment"]
    assert [(each["code"], each["path"]) for each in answer["userErrors"]] == [("NOT_FOUND", ["input", "of"])]


async def test_a_refusal_of_an_act_says_where_in_the_act_it_lies(api: Api, company: Company, clock: Clock) -> None:
    async def path(who: str, it: dict[str, Any], **given: Any) -> str:
        (error,) = (await act(api, who, it, **given))["userErrors"]
        return ".".join(error["path"])

    it = await ask(api, clock, "ann", company["dee"])
    assert await path("dee", it, counter={"dueAt": on(clock, days=-1)}) == "input.act.counter.dueAt"
    assert await path("dee", it, decline={"referTo": "team_1"}) == "input.act.decline.referTo"
    assert await path("dee", it, decline={"reason": "OTHER"}) == "input.act.decline.note"
    assert await path("ann", it, accept={}) == "input.act"
    assert await path("dee", {**it, "version": 9}, accept={}) == "input.version"
    it = await done(api, "dee", it, accept={})
    assert await path("dee", it, flagAtRisk={"reason": "OTHER"}) == "input.act.flagAtRisk.note"
    assert await path("dee", it, handOver={"to": company["old"]}) == "input.act.handOver.to"
    it = await done(api, "dee", it, deliver={})
    thanks = {"message": "Thank you", "behaviours": ["owned_it", "nothing"]}
    assert await path("ann", it, confirm={"note": "n" * 2_001, "recognition": thanks}) == "input.act.confirm.note"
    wrong = await path("ann", it, confirm={"recognition": thanks})
    assert wrong == "input.act.confirm.recognition.behaviours.1"
    short = {"message": "x", "behaviours": ["owned_it"]}
    assert await path("ann", it, confirm={"recognition": short}) == "input.act.confirm.recognition.message"


async def test_thanks_for_who_has_left_are_refused_at_the_thanks(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    it = await done(api, "bob", await ask(api, clock, "dee", company["bob"]), accept={})
    it = await done(api, "bob", it, deliver={})
    await database.transact(people_actions.deactivate, "bob")
    thanks = {"message": "Thank you", "behaviours": ["owned_it"]}
    (error,) = (await act(api, "dee", it, confirm={"recognition": thanks}))["userErrors"]
    assert (error["code"], error["path"]) == ("INACTIVE_PERSON", ["input", "act", "confirm", "recognition"])


async def test_thanks_in_the_same_step_take_as_long_a_key_as_any_other_step(
    api: Api, company: Company, clock: Clock
) -> None:
    it = await done(api, "dee", await ask(api, clock, "ann", company["dee"]), accept={})
    it = await done(api, "dee", it, deliver={})
    thanks = {"message": "Thank you", "behaviours": ["owned_it"]}
    step = {
        "id": it["id"],
        "version": it["version"],
        "act": {"confirm": {"recognition": thanks}},
        "idempotencyKey": "k" * 200,
    }
    first, again = [(await api(ACT, "ann", i=step))["actOnCommitment"] for _ in range(2)]
    assert (first["userErrors"], first["commitment"]["state"], again) == ([], "KEPT", first)
    for other in ({"recognition": {**thanks, "message": "Something else"}}, {}):
        (error,) = (await api(ACT, "ann", i={**step, "act": {"confirm": other}}))["actOnCommitment"]["userErrors"]
        assert (error["code"], error["path"]) == ("CONFLICT", ["input", "idempotencyKey"])


async def test_a_stale_version_is_refused_and_shows_what_is_now(api: Api, company: Company, clock: Clock) -> None:
    old = await ask(api, clock, "ann", company["dee"])
    await done(api, "dee", old, accept={})
    answer = await act(api, "ann", old, withdraw={})
    assert answer["userErrors"][0]["code"] == "STALE_VERSION"
    assert (answer["commitment"]["state"], answer["commitment"]["version"]) == ("PROMISED", 2)


async def test_the_clock_expires_breaks_and_assumes_even_after_months_of_downtime(
    api: Api, database: Database, company: Company, clock: Clock
) -> None:
    silent = await ask(api, clock, "ann", company["dee"])
    broken = await done(api, "dee", await ask(api, clock, "ann", company["dee"]), accept={})
    quiet = await done(api, "dee", await ask(api, clock, "ann", company["dee"]), accept={})
    quiet = await done(api, "dee", quiet, deliver={})
    begun = clock.now
    clock.advance(timedelta(days=100))

    assert await database.transact(commitments.sweep, terms=Terms()) == 3
    assert await database.transact(commitments.sweep, terms=Terms()) == 0
    shown = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Commitment {
      state closedAt assumed history { nodes { act at } } } } }"""
    states = (await api(shown, "ann", ids=[silent["id"], broken["id"], quiet["id"]]))["nodes"]
    assert [it["state"] for it in states] == ["EXPIRED", "BROKEN", "KEPT"]
    due = [begun + timedelta(days=4), begun + timedelta(days=10), begun + timedelta(days=7)]  # over one weekend
    assert [it["closedAt"] for it in states] == [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in due]
    assert [it["history"]["nodes"][-1]["act"] for it in states] == ["EXPIRE", "BREAK", "ASSUME_KEPT"]


async def test_an_act_finds_the_clock_done_before_it(api: Api, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "ann", company["dee"])
    clock.advance(timedelta(days=30))
    answer = await act(api, "dee", it, accept={})
    assert answer["userErrors"][0]["code"] == "STALE_VERSION"
    assert answer["commitment"]["state"] == "EXPIRED"


async def test_who_leaves_leaves_no_question_open_and_a_lead_hands_their_promises_on(
    api: Api, database: Database, company: Company, clock: Clock, tmp_path: Path
) -> None:
    asked = await ask(api, clock, "dee", company["bob"])
    promised = await done(api, "bob", await ask(api, clock, "dee", company["bob"]), accept={})
    (tmp_path / "people.csv").write_text("userName,displayName,active\nbob,Bob Example,false\n")
    await import_people(database, tmp_path / "people.csv", Options())

    now = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Commitment {
      state version allowedActs history { nodes { act } } } } }"""
    closed, kept = (await api(now, "dee", ids=[asked["id"], promised["id"]]))["nodes"]
    assert (closed["state"], closed["history"]["nodes"][-1]["act"]) == ("CANCELLED", "PERSON_LEFT")
    assert kept["state"] == "PROMISED"
    (seen,) = (await api(now, "ann", ids=[promised["id"]]))["nodes"]  # Ann leads Bob's team
    assert seen["allowedActs"] == ["HAND_OVER", "REVOKE"]
    await done(api, "ann", promised, handOver={"to": company["cyd"]})
    (asked_of_cyd,) = (await api(now, "cyd", ids=[promised["id"]]))["nodes"]
    assert asked_of_cyd["allowedActs"] == ["ACCEPT_HAND_OVER", "REFUSE_HAND_OVER"]


async def test_a_private_promise_is_seen_by_the_two_alone(api: Api, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "ann", company["dee"], private=True)
    see = "query($id: ID!) { node(id: $id) { id } commitments { totalCount nodes { id } } }"
    for name in company.people:
        expected = [{"id": it["id"]}] if name in {"ann", "dee"} else []
        if name != "old":
            shown = await api(see, name, id=it["id"])
            assert shown["commitments"] == {"totalCount": len(expected), "nodes": expected}, name
            assert (shown["node"] is not None) == bool(expected), name


async def test_what_is_countered_after_its_day_names_another_one(api: Api, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "ann", company["dee"], dueAt=on(clock, days=2))
    await api(
        "mutation($i: SetAwayInput!) { setAway(input: $i) { userErrors { code } } }",
        "dee",
        i={"until": on(clock, days=9)},
    )
    clock.advance(timedelta(days=3))  # the question waits for dee, and its day does not

    refused = await act(api, "dee", it, counter={"conditions": "With a new seal"})
    assert [each["code"] for each in refused["userErrors"]] == ["DUE_DATE_PASSED"]
    countered = await done(api, "dee", it, counter={"conditions": "With a new seal", "dueAt": on(clock, days=4)})
    assert (countered["state"], countered["awaiting"]) == ("COUNTERED", {"userName": "ann"})


async def test_a_cursor_that_no_history_made_is_refused(api: Api, company: Company, clock: Clock) -> None:
    it = await ask(api, clock, "ann", company["dee"])
    await done(api, "dee", it, accept={})
    document = """query($id: ID!, $a: String) { node(id: $id) { ... on Commitment {
        history(first: 1, after: $a) { nodes { act } pageInfo { endCursor hasNextPage } } } } }"""
    first = (await api(document, id=it["id"]))["node"]["history"]
    then = (await api(document, id=it["id"], a=first["pageInfo"]["endCursor"]))["node"]["history"]
    assert (first["nodes"], then["nodes"]) == ([{"act": "REQUEST"}], [{"act": "ACCEPT"}])
    assert [each["pageInfo"]["hasNextPage"] for each in (first, then)] == [True, False]
    for place in ("", "1", "-00001", "٠٠٠٠٠١", "9" * 30, "9" * 5_000):
        assert await api.codes(document, id=it["id"], a=cursor([place, it["id"]])) == ["BAD_REQUEST"], place[:9]
