"""What can be done. Each field makes a draft of its input, lets an action run, and shows the result or the refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from had_your_back.errors import Refused
from had_your_back.graph import commitments, scores, webhooks
from had_your_back.graph.context import Info
from had_your_back.graph.types import Comment, Recognition, UserError, comment, recognition
from had_your_back.ids import Kind, kind_of
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision
from had_your_back.recognitions.rules import GiveDraft, Visibility

Action = Callable[..., Awaitable[str]]


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


@strawberry.type
class RecognitionPayload:
    """The recognition, or why not."""

    recognition: Recognition | None
    user_errors: list[UserError]


@strawberry.type
class CommentPayload:
    """The comment and its recognition, or why not."""

    comment: Comment | None
    recognition: Recognition | None
    user_errors: list[UserError]


@strawberry.type
class ReportPayload:
    """What was reported or decided on, or why not."""

    recognition: Recognition | None
    comment: Comment | None
    user_errors: list[UserError]


async def _act(info: Info, action: Action, *args: Any, **options: Any) -> tuple[str | None, list[UserError]]:
    """Run an action of the viewer: the id it gives, or its refusal."""
    try:
        return await info.context.database.transact(action, info.context.actor, *args, **options), []
    except Refused as refusal:
        return None, [UserError.of(refusal)]
    finally:
        info.context.forget()


async def _recognition(info: Info, action: Action, *args: Any, **options: Any) -> RecognitionPayload:
    key, errors = await _act(info, action, *args, **options)
    return RecognitionPayload(recognition=await recognition(info, key), user_errors=errors)


async def _subject(info: Info, action: Action, *args: Any) -> ReportPayload:
    key, errors = await _act(info, action, *args, limits=info.context.service.limits)
    found = await comment(info, key) if key and kind_of(key) is Kind.COMMENT else None
    shown = await recognition(info, key) if key and kind_of(key) is Kind.RECOGNITION else None
    return ReportPayload(recognition=shown, comment=found, user_errors=errors)


@strawberry.type(
    description="Every payload has userErrors: empty when it worked. Authentication, authorisation and faults are "
    "top-level errors with extensions.code."
)
class Mutation(commitments.CommitmentMutation, scores.ScoreMutation, webhooks.WebhookMutation):
    """What can be done."""

    @strawberry.mutation
    async def give_recognition(self, info: Info, input: GiveRecognitionInput) -> RecognitionPayload:  # noqa: A002
        """Thank teammates."""
        draft = GiveDraft(
            recipients=tuple(input.recipients),
            message=input.message,
            behaviours=tuple(input.behaviours),
            visibility=input.visibility or Visibility.EVERYONE,
            link=input.link,
            commitment=input.commitment,
        )
        limits = info.context.service.limits
        return await _recognition(info, actions.give, draft, limits=limits, idempotency_key=input.idempotency_key)

    @strawberry.mutation
    async def edit_recognition(self, info: Info, input: EditRecognitionInput) -> RecognitionPayload:  # noqa: A002
        """Change the words, within the edit window."""
        return await _recognition(info, actions.edit, input.id, input.message, limits=info.context.service.limits)

    @strawberry.mutation
    async def withdraw_recognition(self, info: Info, input: RecognitionIdInput) -> RecognitionPayload:  # noqa: A002
        """Take a recognition back; its words are deleted."""
        return await _recognition(info, actions.withdraw, input.id, limits=info.context.service.limits)

    @strawberry.mutation
    async def endorse_recognition(self, info: Info, input: RecognitionIdInput) -> RecognitionPayload:  # noqa: A002
        """Say "I saw it too"."""
        return await _recognition(info, actions.endorse, input.id, limits=info.context.service.limits)

    @strawberry.mutation
    async def remove_endorsement(self, info: Info, input: RecognitionIdInput) -> RecognitionPayload:  # noqa: A002
        """Take an endorsement back."""
        return await _recognition(info, actions.remove_endorsement, input.id)

    @strawberry.mutation
    async def react_to_recognition(self, info: Info, input: ReactInput) -> RecognitionPayload:  # noqa: A002
        """React with one emoji."""
        return await _recognition(info, actions.react, input.id, input.emoji, limits=info.context.service.limits)

    @strawberry.mutation
    async def remove_reaction(self, info: Info, input: ReactInput) -> RecognitionPayload:  # noqa: A002
        """Take a reaction back."""
        return await _recognition(info, actions.remove_reaction, input.id, input.emoji)

    @strawberry.mutation
    async def add_comment(self, info: Info, input: AddCommentInput) -> CommentPayload:  # noqa: A002
        """Say something to a recognition."""
        options = {"limits": info.context.service.limits, "idempotency_key": input.idempotency_key}
        key, errors = await _act(info, actions.add_comment, input.recognition, input.text, **options)
        said = await comment(info, key)
        shown = await recognition(info, input.recognition) if said else None
        return CommentPayload(comment=said, recognition=shown, user_errors=errors)

    @strawberry.mutation
    async def delete_comment(self, info: Info, input: CommentIdInput) -> CommentPayload:  # noqa: A002
        """Delete one's own comment."""
        key, errors = await _act(info, actions.delete_comment, input.id)
        return CommentPayload(comment=None, recognition=await recognition(info, key), user_errors=errors)

    @strawberry.mutation(description="A recognition or a comment.")
    async def report(self, info: Info, input: ReportInput) -> ReportPayload:  # noqa: A002
        """Ask a moderator to look at a recognition or a comment."""
        return await _subject(info, actions.report, input.id, input.reason)

    @strawberry.mutation
    async def moderate(self, info: Info, input: ModerateInput) -> ReportPayload:  # noqa: A002
        """Hide or show a recognition or a comment, and so answer every report of it."""
        decision = Decision(subject=input.id, hide=input.hide, reason=input.reason)
        return await _subject(info, actions.moderate, decision)
