"""What can be done. Each field makes a draft of its input, lets an action run, and shows the result or the refusal."""

from __future__ import annotations

from typing import Any

import strawberry

from had_your_back.graph import commitments, scores, webhooks
from had_your_back.graph.context import Context
from had_your_back.graph.fields import acted, entity
from had_your_back.graph.outcomes import Outcome, did, touched, user_errors
from had_your_back.graph.types import Comment, Recognition, UserError
from had_your_back.ids import Kind
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision
from had_your_back.recognitions.rules import GiveDraft, Visibility


@strawberry.input
class GiveRecognitionInput:
    """A thank-you."""

    recipients: list[strawberry.ID] = strawberry.field(
        description="People, or one team; at least one, at most 50 people. The giver by name is SELF_RECOGNITION; "
        "as a member of the team they are left out."
    )
    message: str = strawberry.field(description="2 to 2,000 code points after NFC and trim.")
    behaviours: list[str] = strawberry.field(description="At least one key.")
    visibility: Visibility | None = Visibility.EVERYONE
    commitment: strawberry.ID | None = None
    link: str | None = None
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key from the same person returns the first result."
    )


@strawberry.input
class EditRecognitionInput:
    """New words for a recognition."""

    id: strawberry.ID
    message: str


@strawberry.input
class RecognitionIdInput:
    """A recognition."""

    id: strawberry.ID


@strawberry.input
class ReactInput:
    """A reaction to a recognition."""

    id: strawberry.ID
    emoji: str = strawberry.field(description="One emoji.")


@strawberry.input
class AddCommentInput:
    """A comment on a recognition."""

    recognition: strawberry.ID
    text: str
    idempotency_key: str | None = None


@strawberry.input
class CommentIdInput:
    """A comment."""

    id: strawberry.ID


@strawberry.input
class ReportInput:
    """A recognition or a comment, and what is wrong with it."""

    id: strawberry.ID
    reason: str


@strawberry.input
class ModerateInput:
    """A moderator's decision on a recognition or a comment."""

    id: strawberry.ID
    hide: bool
    reason: str


@entity("recognition payloads")
@strawberry.type
class RecognitionPayload:
    """The recognition, or why not."""

    _row: strawberry.Private[Any]
    recognition: Recognition | None = touched(Kind.RECOGNITION, "recognitions")
    user_errors: list[UserError] = user_errors()


@entity("comment payloads")
@strawberry.type
class CommentPayload:
    """The comment and its recognition, or why not."""

    _row: strawberry.Private[Any]
    comment: Comment | None = touched(Kind.COMMENT, "comments")
    recognition: Recognition | None = touched(Kind.RECOGNITION, "recognitions")
    user_errors: list[UserError] = user_errors()


@entity("report payloads")
@strawberry.type
class ReportPayload:
    """What was reported or decided on, or why not."""

    _row: strawberry.Private[Any]
    recognition: Recognition | None = touched(Kind.RECOGNITION, "recognitions")
    comment: Comment | None = touched(Kind.COMMENT, "comments")
    user_errors: list[UserError] = user_errors()


async def _give(context: Context, *, input: GiveRecognitionInput) -> Outcome:  # noqa: A002 - the contract's name
    """Thank teammates."""
    draft = GiveDraft(
        recipients=tuple(input.recipients),
        message=input.message,
        behaviours=tuple(input.behaviours),
        visibility=input.visibility or Visibility.EVERYONE,
        link=input.link,
        commitment=input.commitment,
    )
    limits = context.service.limits
    return await did(context, actions.give, draft, limits=limits, idempotency_key=input.idempotency_key)


async def _edit(context: Context, *, input: EditRecognitionInput) -> Outcome:  # noqa: A002
    """Change the words, within the edit window."""
    return await did(context, actions.edit, input.id, input.message, limits=context.service.limits)


async def _withdraw(context: Context, *, input: RecognitionIdInput) -> Outcome:  # noqa: A002
    """Take a recognition back; its words are deleted."""
    return await did(context, actions.withdraw, input.id, limits=context.service.limits)


async def _endorse(context: Context, *, input: RecognitionIdInput) -> Outcome:  # noqa: A002
    """Say "I saw it too"."""
    return await did(context, actions.endorse, input.id, limits=context.service.limits)


async def _remove_endorsement(context: Context, *, input: RecognitionIdInput) -> Outcome:  # noqa: A002
    """Take an endorsement back."""
    return await did(context, actions.remove_endorsement, input.id)


async def _react(context: Context, *, input: ReactInput) -> Outcome:  # noqa: A002
    """React with one emoji."""
    return await did(context, actions.react, input.id, input.emoji, limits=context.service.limits)


async def _remove_reaction(context: Context, *, input: ReactInput) -> Outcome:  # noqa: A002
    """Take a reaction back."""
    return await did(context, actions.remove_reaction, input.id, input.emoji)


async def _add_comment(context: Context, *, input: AddCommentInput) -> Outcome:  # noqa: A002
    """Say something to a recognition."""
    options = {"limits": context.service.limits, "idempotency_key": input.idempotency_key}
    outcome = await did(context, actions.add_comment, input.recognition, input.text, **options)
    return outcome if outcome.errors else outcome.and_of(input.recognition)


async def _delete_comment(context: Context, *, input: CommentIdInput) -> Outcome:  # noqa: A002
    """Delete one's own comment."""
    return await did(context, actions.delete_comment, input.id)


async def _report(context: Context, *, input: ReportInput) -> Outcome:  # noqa: A002
    """Ask a moderator to look at a recognition or a comment."""
    return await did(context, actions.report, input.id, input.reason, limits=context.service.limits)


async def _moderate(context: Context, *, input: ModerateInput) -> Outcome:  # noqa: A002
    """Hide or show a recognition or a comment, and so answer every report of it."""
    decision = Decision(subject=input.id, hide=input.hide, reason=input.reason)
    return await did(context, actions.moderate, decision, limits=context.service.limits)


@strawberry.type(
    description="Every payload has userErrors: empty when it worked. Authentication, authorisation and faults are "
    "top-level errors with extensions.code."
)
class Mutation(commitments.CommitmentMutation, scores.ScoreMutation, webhooks.WebhookMutation):
    """What can be done."""

    give_recognition: RecognitionPayload = acted(_give, "recognition payloads")
    edit_recognition: RecognitionPayload = acted(_edit, "recognition payloads")
    withdraw_recognition: RecognitionPayload = acted(_withdraw, "recognition payloads")
    endorse_recognition: RecognitionPayload = acted(_endorse, "recognition payloads")
    remove_endorsement: RecognitionPayload = acted(_remove_endorsement, "recognition payloads")
    react_to_recognition: RecognitionPayload = acted(_react, "recognition payloads")
    remove_reaction: RecognitionPayload = acted(_remove_reaction, "recognition payloads")
    add_comment: CommentPayload = acted(_add_comment, "comment payloads")
    delete_comment: CommentPayload = acted(_delete_comment, "comment payloads")
    report: ReportPayload = acted(_report, "report payloads", "A recognition or a comment.")
    moderate: ReportPayload = acted(_moderate, "report payloads")
