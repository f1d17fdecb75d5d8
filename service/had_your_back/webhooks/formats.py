"""How an event looks on the wire: four formats, thin or full, made anew for every try.

*Thin* is ids and instants. *Full* adds ``object``: what the event is about, as GraphQL shows it to somebody who may see
what everyone may see, and nothing beside that. Chat gets a sentence; names are in it where everyone may see them, the
words of a thank-you only in a full one. What not everyone may see is thin in every format, and nameless in a chat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic.alias_generators import to_camel

from had_your_back import events
from had_your_back.database import Row
from had_your_back.recognitions import behaviours
from had_your_back.webhooks import rules
from had_your_back.webhooks.rules import Format, Style

LARGEST = 64 * 1024
"""Bytes of a body; what would be larger is sent thin."""

SOURCE = "/had-your-back"
"""Where CloudEvents say that they come from. Ids are unique everywhere, so it need not name the installation."""

LONGEST_TEXT = 3_000
"""Characters of one text in Slack, after escaping. Teams allows 28 kB a card, which holds as much as well."""

_NAMED_ONE_BY_ONE = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What everyone may see of an event at the moment of a try: its subject, and the names of the ids it carries."""

    object: Mapping[str, Any] | None = None
    names: Mapping[str, str] = field(default_factory=dict)


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a webhook, and what they are."""

    content_type: str
    content: bytes


def body(event: Row, wanted: Format, style: Style, *, gone: bool, known: Known = NOTHING) -> Body:
    """What is sent for a row of the event log, at most `LARGEST` bytes if there is anything to leave out."""
    known = NOTHING if gone else known
    layout, content_type = _LAYOUTS[wanted]
    full = layout(event, thin(event, gone=gone), known, style) if style is Style.FULL else b""
    if full and len(full) <= LARGEST:
        return Body(content_type, full)
    return Body(content_type, layout(event, thin(event, gone=gone), known, Style.THIN))


def thin(event: Row, *, gone: bool) -> dict[str, Any]:
    """What a row of the event log carries as ``data``.

    Once its subject is gone (withdrawn, hidden, erased) only the id is left, with ``deleted``: whoever stored something
    can delete it. The news that it is gone stays what it was.
    """
    data: dict[str, Any] = event.data
    if not gone or rules.outlives(event.type):
        return data
    kind = events.CATALOGUE.get(event.type)
    return {to_camel(kind.subject) if kind else "subject": event.subject, "deleted": True}


# ---------------------------------------------------------------------------------------------------- for programs


def _standard(event: Row, data: dict[str, Any], known: Known, style: Style) -> bytes:
    """Exactly ``id``, ``type``, ``timestamp`` (of the fact) and ``data``, as Standard Webhooks says."""
    return orjson.dumps(
        {
            "id": event.id,
            "type": event.type,
            "timestamp": events.instant(event.occurred_at),
            "data": _data(data, known, style),
        }
    )


def _cloudevents(event: Row, data: dict[str, Any], known: Known, style: Style) -> bytes:
    """CloudEvents 1.0 in the structured mode, so that the signature covers every attribute."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": event.id,
            "source": SOURCE,
            "type": event.type,
            "subject": event.subject,
            "time": events.instant(event.occurred_at),
            "datacontenttype": "application/json",
            "data": _data(data, known, style),
        }
    )


def _data(data: dict[str, Any], known: Known, style: Style) -> dict[str, Any]:
    return {**data, "object": known.object} if style is Style.FULL and known.object else data


# ------------------------------------------------------------------------------------------------------ for people

# Without names, and with the names that everyone may see. Promises are between their people, so theirs have none.
_LINES: Mapping[str, tuple[str, str]] = {
    "recognition.given": ("Somebody was thanked.", "{giver} says thank you: {recipients} {behaviours}."),
    "recognition.edited": ("A thank-you was reworded.", "{giver} reworded a thank-you to {recipients}."),
    "recognition.withdrawn": ("A thank-you was taken back.", ""),
    "recognition.hidden": ("A thank-you is not on show any more.", ""),
    "recognition.unhidden": ("A thank-you is on show again.", "{giver}'s thank-you to {recipients} is on show again."),
    "recognition.endorsed": ("Somebody saw it too.", "{person} saw it too: {giver} thanked {recipients}."),
    "recognition.commented": (
        "Somebody commented on a thank-you.",
        "{author} commented on {giver}'s thank-you to {recipients}.",
    ),
    "recognition.comment_deleted": ("A comment on a thank-you is gone.", ""),
    "commitment.requested": ("Somebody asked for something.", ""),
    "commitment.offered": ("Somebody offered to do something.", ""),
    "commitment.countered": ("New terms are on the table.", ""),
    "commitment.promised": ("A promise was made.", ""),
    "commitment.deferred": ("An answer will come later.", ""),
    "commitment.declined": ("Somebody said a clear no.", ""),
    "commitment.withdrawn": ("A request or an offer was taken back.", ""),
    "commitment.expired": ("A question went without an answer.", ""),
    "commitment.at_risk": ("A promise is at risk. There is still time to talk.", ""),
    "commitment.risk_cleared": ("A promise is out of danger.", ""),
    "commitment.change_proposed": ("New terms were proposed for a promise.", ""),
    "commitment.changed": ("A promise has new terms.", ""),
    "commitment.change_refused": ("A promise keeps its old terms.", ""),
    "commitment.hand_over_proposed": ("Somebody was asked to take over a promise.", ""),
    "commitment.handed_over": ("A promise is in new hands.", ""),
    "commitment.hand_over_refused": ("A promise stays in the hands it was in.", ""),
    "commitment.delivered": ("Something that was promised is done.", ""),
    "commitment.rejected": ("Something that was delivered still lacks a bit.", ""),
    "commitment.kept": ("A promise was kept.", ""),
    "commitment.broken": ("A promise is past its day.", ""),
    "commitment.cancelled": ("A promise is no longer needed.", ""),
    "commitment.revoked": ("A promise was taken back.", ""),
    "commitment.reopened": ("A promise got a new day.", ""),
    "commitment.reason_given": ("Somebody said what got in the way of a promise.", ""),
    "commitment.reminder": ("A promise wants to be looked at.", ""),
    "score.published": ("The score of a team was published.", "The score of {team} was published."),
    "score.band_changed": ("The score of a team changed its band.", "The score of {team} is now {band}."),
    "person.joined": ("Somebody joined.", "{person} is here. Welcome!"),
    "person.changed": ("Something about a person changed.", "Something about {person} changed."),
    "person.moved": ("Somebody moved to another team.", "{person} is now in {toTeam}."),
    "person.left": ("Somebody left.", "{person} left."),
    "person.erased": ("What was kept of somebody was erased.", ""),
    "team.created": ("There is a new team.", "There is a new team: {team}."),
    "team.changed": ("Something about a team changed.", "Something about {team} changed."),
    "webhook.test": ("This is a test, and it works.", ""),
    "webhook.endpoint_failing": ("A webhook endpoint does not answer as it should, and rests.", ""),
    "webhook.endpoint_disabled": ("A webhook endpoint was switched off.", ""),
    "webhook.endpoint_recovered": ("A webhook endpoint is well again.", ""),
    "webhook.delivery_exhausted": ("A webhook was given up after its last try.", ""),
    "webhook.digest": ("The log of another day is complete.", ""),
}
_TAKEN_BACK = "What was to be told here was taken back."


def line(event: Row, known: Known, *, gone: bool = False) -> str:
    """One friendly sentence, with names where everyone may see them all."""
    if gone and not rules.outlives(event.type):
        return _TAKEN_BACK
    nameless, named = _LINES.get(event.type) or (_described(event.type), "")
    try:
        return named.format_map(_names(event, known)) if named and known is not NOTHING else nameless
    except KeyError:  # a name that is not known, as of the new team of somebody who is in none now
        return nameless


def _described(event_type: str) -> str:
    kind = events.CATALOGUE.get(event_type)
    return events.description(kind) if kind else event_type


def _names(event: Row, known: Known) -> dict[str, str]:
    """The names to be put into a line, by the key of the id in ``data``."""
    found = {key: known.names[value] for key, value in event.data.items() if _is_known(value, known)}
    it = known.object or {}
    if "giver" in it:
        found["giver"] = it["giver"]["displayName"]
        found["recipients"] = listed([each["displayName"] for each in it["recipients"]])
        labels = [behaviours.CATALOGUE[each["key"]].label("en") for each in it["behaviours"]]
        found["behaviours"] = listed(labels)
    if "band" in event.data:
        found["band"] = str(event.data["band"]).lower().replace("_", " ")
    return found


def _is_known(value: Any, known: Known) -> bool:
    return isinstance(value, str) and value in known.names


def listed(names: Sequence[str]) -> str:
    """Names as one says them.

    >>> listed(["Amara"]), listed(["Amara", "Bo"]), listed(["Amara", "Bo", "Cem", "Dee", "Eli"])
    ('Amara', 'Amara and Bo', 'Amara, Bo, Cem and 2 others')
    """
    shown = list(names[:_NAMED_ONE_BY_ONE])
    rest = len(names) - len(shown)
    if rest:
        shown.append("1 other" if rest == 1 else f"{rest} others")
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1] if shown else ""]))


def _message(known: Known, style: Style) -> str:
    return str((known.object or {}).get("message") or "") if style is Style.FULL else ""


_ESCAPED_IN_SLACK = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u2060", "\r": ""}


def for_slack(text: str, *, most: int = LONGEST_TEXT, before: str = "") -> str:
    r"""A person's words in Slack's markup: nobody is called by them, and nothing becomes a link.

    Channels and people are called by ``<!channel>`` and ``<@U0>``; an "@" gets a word joiner, since old clients also
    look for ``@channel``. `before` stands at the beginning of every line. What is too long ends in "…".

    >>> for_slack("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    >>> for_slack("@channel") == "@channel"
    False
    >>> for_slack("one\ntwo", before="> ")
    '> one\n> two'
    >>> for_slack("a&b", most=6), for_slack("a&bc", most=6)
    ('a…', 'a…')
    """
    pieces = [before, *(_ESCAPED_IN_SLACK.get(each, each) + (before if each == "\n" else "") for each in text)]
    return _clipped(pieces, most)


def _clipped(pieces: Sequence[str], most: int) -> str:
    if sum(map(len, pieces)) <= most:
        return "".join(pieces)
    kept, room = [], most - 1
    for each in pieces:
        room -= len(each)
        if room < 0:
            break
        kept.append(each)
    return "".join(kept) + "…"


def _slack(event: Row, data: dict[str, Any], known: Known, style: Style) -> bytes:
    """Block Kit: a sentence, perhaps the words as a quotation, and the id to look it up by.

    ``verbatim`` keeps Slack from finding links and names by itself.
    """
    said = for_slack(line(event, known, gone="deleted" in data))
    texts = [said]
    if words := _message(known, style):
        texts.append(for_slack(words, before="> "))
    blocks: list[dict[str, Any]] = [{"type": "section", "text": _mrkdwn(text)} for text in texts]
    blocks.append({"type": "context", "elements": [_mrkdwn(for_slack(f"{event.type} · {event.subject}"))]})
    return orjson.dumps({"text": said, "blocks": blocks, "unfurl_links": False, "unfurl_media": False})


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _teams(event: Row, data: dict[str, Any], known: Known, style: Style) -> bytes:
    """An Adaptive Card 1.4 in the message that a workflow in Teams expects.

    The texts are runs, which know no Markdown: a link in somebody's words cannot hide where it leads. People are called
    by ``msteams.entities`` alone, and there are none.
    """
    texts = [{"type": "TextRun", "text": _clipped(line(event, known, gone="deleted" in data), LONGEST_TEXT)}]
    quoted = _message(known, style)
    blocks: list[dict[str, Any]] = [_runs(*texts)]
    if quoted:
        words = {"type": "TextRun", "text": _clipped(quoted, LONGEST_TEXT), "italic": True}
        blocks.append({"type": "Container", "style": "emphasis", "items": [_runs(words)]})
    blocks.append(
        _runs({"type": "TextRun", "text": f"{event.type} · {event.subject}", "size": "Small", "isSubtle": True})
    )
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": texts[0]["text"],
        "body": blocks,
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return orjson.dumps({"type": "message", "attachments": [attachment]})


def _runs(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


_Layout = Callable[[Row, dict[str, Any], Known, Style], bytes]
_LAYOUTS: Mapping[Format, tuple[_Layout, str]] = {
    Format.STANDARD: (_standard, "application/json"),
    Format.CLOUDEVENTS: (_cloudevents, "application/cloudevents+json"),
    Format.SLACK: (_slack, "application/json"),
    Format.TEAMS: (_teams, "application/json"),
}


# --------------------------------------------------------------------------------------- the objects of full bodies


def person(row: Row, names: Mapping[str, Row]) -> dict[str, Any]:
    """A person, as GraphQL shows one to everyone. When they are away is not told around."""
    return {
        "id": row.id,
        "userName": row.user_name,
        "displayName": row.display_name,
        "email": row.email,
        "avatarUrl": row.avatar_url,
        "jobTitle": row.job_title,
        "active": row.active,
        "externalId": row.external_id,
        "manager": one(names.get(row.manager_id)),
    }


def one(row: Row | None) -> dict[str, Any] | None:
    """A person in few words, as part of something else."""
    return {"id": row.id, "userName": row.user_name, "displayName": row.display_name} if row else None


def team(row: Row) -> dict[str, Any]:
    """A team."""
    return {
        "id": row.id,
        "externalId": row.external_id,
        "name": row.name,
        "description": row.description,
        "parent": {"id": row.parent_id} if row.parent_id else None,
    }


def recognition(row: Row, recipients: Sequence[str], people: Mapping[str, Row], to: Row | None) -> dict[str, Any]:
    """A recognition that everyone may see and that is on show."""
    counts = sorted(row.reaction_counts.items(), key=lambda each: (-each[1], each[0]))
    return {
        "id": row.id,
        "message": row.message,
        "visibility": row.visibility,
        "state": row.state,
        "createdAt": events.instant(row.created_at),
        "editedAt": events.instant(row.edited_at) if row.edited_at else None,
        "link": row.link,
        "giver": one(people[row.giver_id]),
        "recipients": [one(people[each]) for each in recipients],
        "team": {"id": to.id, "name": to.name} if to else None,
        "behaviours": [{"key": key} for key in row.behaviours],
        "reactions": [{"emoji": emoji, "count": number} for emoji, number in counts],
        "endorsementCount": row.endorsement_count,
        "commentCount": row.comment_count,
    }
