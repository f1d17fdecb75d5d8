"""A day of an organisation, lived with the Python client: every operation once. mypy reads it strictly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import assert_type

from had_your_back_client import AsyncHadYourBack, Refused
from had_your_back_client.operations import (
    CommitmentActName,
    CommitmentCard,
    CommitmentState,
    ErrorCode,
    NodeComment,
    NodeRecognition,
    RecognitionCard,
    RecognitionState,
    ScoreStatus,
    Visibility,
    WebhookEndpointState,
    WebhookFormat,
    WebhookSignature,
    WebhookStyle,
)

As = Callable[[str], AsyncHadYourBack]
"""The client of somebody, by their userName."""


async def thanks(as_: As, ids: dict[str, str]) -> None:
    """Somebody thanks, others join in, one objects."""
    ann, bob, cyd, mod = as_("ann"), as_("bob"), as_("cyd"), as_("mod")
    me = await ann.viewer()
    assert me
    assert me.person.user_name == "ann"
    assert [mate.user_name for mate in me.unseen_teammates] == ["bob"]
    kept = await ann.export()
    assert kept
    assert kept.export["profile"]["id"] == ids["ann"]
    assert len(await ann.behaviours(language="de")) == 8
    found = await ann.find_recipients("kest")
    assert found.teams.nodes[0].members.total_count == 2

    given = await ann.give_recognition(
        recipients=[ids["bob"]],
        message="You stayed until it ran.",
        behaviours=["had_my_back"],
        visibility=Visibility.EVERYONE,
    )
    assert_type(given, RecognitionCard)
    assert given.recipients[0].display_name == "Bob Example"
    assert (await ann.edit_recognition(id=given.id, message="You stayed until it ran!")).message
    assert (await cyd.endorse_recognition(id=given.id)).viewer_has_endorsed
    assert (await cyd.remove_endorsement(id=given.id)).endorsement_count == 0
    assert (await cyd.react_to_recognition(id=given.id, emoji="👏")).reactions[0].count == 1
    assert (await cyd.remove_reaction(id=given.id, emoji="👏")).reactions == []
    said = await cyd.add_comment(recognition=given.id, text="I was there.")
    assert said.recognition.comment_count == 1
    shown = await bob.node(said.comment.id)
    assert isinstance(shown, NodeComment)
    assert shown.author.id == ids["cyd"]
    comments = await bob.comments(given.id)
    assert comments
    assert [each.text async for each in bob.iter_comments(given.id)] == [each.text for each in comments.comments.nodes]
    gone = await cyd.delete_comment(id=said.comment.id)
    assert gone.recognition
    assert gone.recognition.comment_count == 0
    assert isinstance(await bob.node(given.id), NodeRecognition)
    assert await bob.node("rec_00000000000000000000000000") is None

    letter = (await bob.feed(first=10)).nodes[0]
    assert (letter.id, letter.commitment) == (given.id, None)
    alone = await bob.recognition(given.id)
    assert alone
    assert alone.model_dump() == letter.model_dump()
    team = await bob.team_feed(ids["kestrel"])
    assert team
    assert team.name == "Kestrel"
    history = await bob.person_history(ids["bob"])
    assert history
    assert history.recognitions_received.nodes[0].id == given.id

    screen = await bob.signage(datetime.fromisoformat("2026-11-01T00:00:00Z"), language="de")
    assert (screen.recognitions.nodes[0].id, screen.lately.total_count) == (given.id, 1)

    await cyd.report(id=given.id, reason="Is this about me?")
    (item,) = (await mod.moderation_queue()).nodes
    assert item.recognition
    assert item.recognition.id == given.id
    hidden = await mod.moderate(id=given.id, hide=True, reason="To be talked about.")
    assert hidden.recognition
    assert hidden.recognition.state is RecognitionState.HIDDEN
    await mod.moderate(id=given.id, hide=False, reason="It was not.")
    withdrawn = await ann.withdraw_recognition(id=given.id)
    assert (withdrawn.message, withdrawn.state) == (None, RecognitionState.WITHDRAWN)


async def promises(as_: As, ids: dict[str, str], now: datetime) -> None:
    """A promise lives; another is declined; somebody is away."""
    ann, bob, cyd, dee = as_("ann"), as_("bob"), as_("cyd"), as_("dee")
    due = now + timedelta(days=7)
    asked = await dee.request_commitment(of=ids["kestrel"], title="A spare pump on site", due_at=due)
    assert_type(asked, CommitmentCard)
    assert (asked.state, asked.performer, asked.due_at) == (CommitmentState.REQUESTED, None, due)
    waiting = [each async for each in bob.iter_awaiting_me()]
    assert [each.allowed_acts for each in waiting] == [[CommitmentActName.CLAIM]]
    inbox = await bob.awaiting_me()
    assert inbox
    assert inbox.awaiting_me.total_count == 1
    offer = await cyd.offer_commitment(to=ids["ann"], title="The report", private=True, due_at=due)
    declined = await ann.act_on_commitment(
        id=offer.id, version=offer.version, act={"decline": {"refer_to": ids["kestrel"], "note": "Bob has it."}}
    )
    referred = declined.commitment.referred_to
    assert isinstance(referred, CommitmentCard.ReferredToTeam)
    assert referred.name == "Kestrel"

    promised = await bob.act_on_commitment(id=asked.id, version=asked.version, act={"claim": {}})
    try:
        await bob.act_on_commitment(id=asked.id, version=asked.version, act={"deliver": {}})
    except Refused as refused:
        stale = refused
    assert stale.code == ErrorCode.STALE_VERSION
    assert stale.answer.commitment.version == promised.commitment.version
    delivered = await bob.act_on_commitment(id=asked.id, version=promised.commitment.version, act={"deliver": {}})
    kept = await dee.act_on_commitment(
        id=asked.id,
        version=delivered.commitment.version,
        act={"confirm": {"recognition": {"message": "Both of them!", "behaviours": ["had_my_back"]}}},
    )
    assert (kept.commitment.state, kept.commitment.on_time) == (CommitmentState.KEPT, True)
    assert kept.recognition
    whole = await ann.commitment(asked.id)
    assert whole
    steps = [step async for step in ann.iter_commitment_history(asked.id, first=2)]
    assert [step.act for step in steps] == ["REQUEST", "CLAIM", "DELIVER", "CONFIRM"]
    assert (steps[0].from_, steps[0].to) == (None, CommitmentState.REQUESTED)
    assert whole.recognitions[0].id == kept.recognition.id
    ended = await ann.commitments(first=1, filter={"states": [CommitmentState.KEPT, CommitmentState.DECLINED]})
    assert (ended.total_count, ended.page_info.has_next_page) == (2, True)
    of_team = await bob.team_commitments(ids["kestrel"], filter={"states": [CommitmentState.KEPT]})
    assert of_team
    assert [each.id for each in of_team.commitments.nodes] == [asked.id]
    loops = await dee.loops(ids["dee"], [CommitmentState.KEPT])
    assert [each.id for each in loops.expected.nodes] == [asked.id]

    assert (await bob.set_away(until=due)).away_until == due
    assert (await bob.set_away()).away_until is None
    mine = await bob.calendar_url()
    assert mine
    assert (await bob.renew_calendar_url()).calendar_url != mine.calendar_url


async def scores(as_: As, ids: dict[str, str]) -> None:
    """A team looks at its score, disputes it and switches it off."""
    ann, mod, adm = as_("ann"), as_("mod"), as_("adm")
    kestrel = ids["kestrel"]
    shown = await ann.team_score(kestrel, language="de")
    assert shown.team
    assert (shown.team.score.status, shown.team.score.value) == (ScoreStatus.NOT_YET_PUBLISHED, None)
    assert (await ann.service_chain(team=kestrel)).links == []
    recipe = await ann.score_recipe()
    assert recipe
    (tried,) = await adm.score_preview({**recipe.recipe, "version": "trying", "pull": 20}, [kestrel])
    assert tried.status is ScoreStatus.NOT_YET_PUBLISHED
    await ann.dispute_score(team=kestrel, reason="That was never promised.")
    (item,) = [each async for each in mod.iter_moderation_queue()]
    await mod.answer_dispute(id=item.id, accept=False, answer="It was, on Monday.")
    assert (await ann.switch_score(team=kestrel, on=False)).status is ScoreStatus.SWITCHED_OFF


async def news(as_: As, ids: dict[str, str], publish: Callable[[], Awaitable[object]], now: datetime) -> None:
    """People are told of what happens while it does."""
    ann, bob, cyd = as_("ann"), as_("bob"), as_("cyd")
    async with (
        as_("dee").recognition_changed() as feed,
        bob.commitment_changed() as mine,
        cyd.score_published(ids["kestrel"], language="de") as score,
    ):
        given = await ann.give_recognition(recipients=[ids["bob"]], message="You saw it.", behaviours=["had_my_back"])
        assert (await anext(feed)).id == given.id
        asked = await ann.request_commitment(of=ids["bob"], title="A spare pump", due_at=now + timedelta(days=7))
        told = await anext(mine)
        assert told.awaiting
        assert (told.id, told.awaiting.id) == (asked.id, ids["bob"])
        await publish()
        assert (await anext(score)).team.id == ids["kestrel"]


async def webhooks(as_: As) -> None:
    """An integrator connects a receiver, tries it, and takes it away."""
    hyb = as_("int")
    made = await hyb.create_webhook_endpoint(
        url="https://intranet.example/hooks",
        event_types=["recognition.*"],
        style=WebhookStyle.FULL,
        signatures=[WebhookSignature.HMAC_SHA256, WebhookSignature.ED25519],
        auth={"basic": {"user_name": "hyb", "password": "sesame"}},
    )
    assert made.secret
    assert made.secret.endswith(made.secret_hint)
    assert not (await hyb.check_webhook_url("http://10.0.4.18/hooks")).allowed
    renewed = await hyb.rotate_webhook_secret(id=made.id, overlap_hours=1)
    assert renewed.secret not in {None, made.secret}
    paused = await hyb.update_webhook_endpoint(id=made.id, paused=True, format=WebhookFormat.SLACK, auth=None)
    assert (paused.state, paused.style) == (WebhookEndpointState.PAUSED, WebhookStyle.FULL)
    sent = await hyb.send_test_webhook(id=made.id)
    again = await hyb.resend_webhook_delivery(id=sent.id)
    assert again.event.id == sent.event.id
    since = datetime.fromisoformat("2026-11-01T00:00:00Z")
    assert await hyb.replay_webhook_events(endpoint=made.id, since=since, dry_run=True) == 0
    assert [each.id async for each in hyb.iter_webhook_endpoints()] == [made.id]
    assert [each.type async for each in hyb.iter_events(types=["webhook.*"])] == ["webhook.test"]
    assert [each.id for each in (await hyb.events(types=["webhook.*"])).nodes] == [sent.event.id]
    assert "webhook.test" in {each.name for each in await hyb.event_types()}
    assert "webhook.test" in {each.name for each in await hyb.event_names()}
    whole = await hyb.webhook_delivery(sent.id)
    assert whole
    assert whole.event.data == {"endpoint": made.id}
    there = await hyb.webhook_deliveries(made.id)
    assert there
    assert {each.id for each in there.deliveries.nodes} == {sent.id, again.id}
    assert await hyb.delete_webhook_endpoint(id=made.id) is None
    assert (await hyb.webhook_endpoints()).nodes == []


async def what_the_types_refuse(hyb: AsyncHadYourBack) -> None:
    """Nobody calls this: mypy does, since an `ignore` that ignores nothing is an error."""
    await hyb.give_recognition(message="Well done!", behaviours=["owned_it"])  # type: ignore[call-arg]
    await hyb.endorse_recognition(id=7)  # type: ignore[arg-type]
    await hyb.feed(filter={"givers": "per_1"})  # type: ignore[arg-type]
    await hyb.act_on_commitment(id="com_1", version=1, act={"decline": {"reason": "tired"}})  # type: ignore[typeddict-item]
    _ = (await hyb.viewer()).person  # type: ignore[union-attr]
    _ = (await hyb.feed()).nodes[0].mesage  # type: ignore[attr-defined]
