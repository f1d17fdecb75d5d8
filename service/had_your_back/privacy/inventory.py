"""What is stored, for what, of which kind, for whom, and how long: every table and every column.

``docs/stored.md`` is made of it, for works councils and impact assessments. A column that nobody declared here fails a
test, and so does one that is declared and not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a column tells of a person. The value is how the page calls it."""

    NAME = "who somebody is"
    WORK = "somebody's place in the organisation"
    WORDS = "what somebody wrote"
    DEED = "what somebody did, and when"
    AWAY = "when somebody is away"
    PLACE = "from where somebody acted"
    PERSON = "the id of a person"
    SECRET = "a secret, hashed or encrypted"  # noqa: S105 - the name of a kind
    FREE = "free text about a thing; nobody checks that it names nobody"
    NOTHING = "nothing"


PERSONAL = frozenset(set(Sort) - {Sort.NOTHING, Sort.SECRET})
"""What is personal data: an id too, as long as somebody can look up whose it is."""


class Reader(StrEnum):
    """Who reads a table through the service. Whoever may run commands where it runs reads everything."""

    EVERYBODY = "everybody who is let in"
    AUDIENCE = "who may see the recognition"
    SIDES = "both sides and whoever is asked; unless private also the teams of both, and administrators"
    MODERATORS = "moderators who are not part of it, and who wrote it"
    INTEGRATORS = "integrators"
    DIRECTORY = "the organisation's directory, with a token of `scim`"
    SERVICE = "nobody; the service works with it"
    OPERATORS = "operators, on the command line"
    OPERATORS_AND_SELF = "operators, on the command line; the person, what says from where they acted"


@dataclass(frozen=True, slots=True)
class Stored:
    """A table: what it is for, who reads it, how long its rows are kept, and what its columns are.

    Several columns of one kind and purpose stand together, their names separated by spaces.
    """

    purpose: str
    readers: Reader
    kept: str
    columns: Mapping[str, tuple[Sort, str]]

    def each(self) -> dict[str, tuple[Sort, str]]:
        """The columns one by one."""
        return {name: about for names, about in self.columns.items() for name in names.split()}


FOR_EVER = "for ever: scores rest on it"
ERASURE = "until erasure; then a placeholder without a name stays"
THANKS = "for ever, its words for `HYB_RETENTION_THANKS` days or until erasure"
PROMISES = "for ever, its words for `HYB_RETENTION_PROMISES` days after it was closed or until erasure"
REPORTS = "for ever, its words for `HYB_RETENTION_REPORTS` days after it was answered or until erasure"
EVENTS = "`HYB_RETENTION_EVENTS` days"
WEBHOOKS = "`HYB_RETENTION_WEBHOOKS` days"
AUDIT = "`HYB_RETENTION_AUDIT` days, places `HYB_RETENTION_PLACES` days or until erasure"
ENDPOINT = "until it is deleted and its deliveries are gone"
ONE_ROW = "one row, always"

_KEY = (Sort.NOTHING, "tells rows apart")
_MADE = (Sort.NOTHING, "when the row was made")
_LOG_PLACE = (Sort.NOTHING, "a place in the log of events")

STORED: dict[str, Stored] = {
    # ------------------------------------------------------------------------------------------------ people and teams
    "person": Stored(
        "Who there is, so that people can be named, found and let in.",
        Reader.EVERYBODY,
        ERASURE,
        {
            "id": (Sort.PERSON, "names the person everywhere else; stays after an erasure, so that counts stay true"),
            "user_name user_key": (Sort.NAME, "names the person to other systems"),
            "display_name sort_name": (Sort.NAME, "is shown, and the order of lists"),
            "email email_key": (Sort.NAME, "lets an account of the identity provider find its person; shown"),
            "external_id": (Sort.NAME, "names the person to the system that sends them (SCIM, CSV)"),
            "job_title": (Sort.WORK, "is shown"),
            "avatar_url": (Sort.NAME, "the address of a picture, shown"),
            "manager_id": (Sort.WORK, "lets managers see what is for the people involved and their managers"),
            "roles": (Sort.WORK, "what the person is trusted with here"),
            "active": (Sort.WORK, "whether the person is here or has left"),
            "away_from away_until": (Sort.AWAY, "clocks that wait for the person stand still"),
            "calendar_nonce": (Sort.SECRET, "makes older addresses of the person's calendar worthless"),
            "created_at": (Sort.WORK, "since when the person is known here"),
            "changed_at revision": (
                Sort.NOTHING,
                "when and how often the above changed, so that nobody overwrites news",
            ),
            "erased_at scrubbed_at": (Sort.NOTHING, "when the person was erased, and the files rewritten"),
        },
    ),
    "person_in_directory": Stored(
        "What the organisation's directory tells of a person beside the above, so that it hears again what it said.",
        Reader.DIRECTORY,
        "until erasure",
        {
            "person_id": (Sort.PERSON, "whose"),
            "formatted_name given_name family_name": (Sort.NAME, "the parts of the name"),
            "department": (Sort.WORK, "where the person works"),
            "email_type email_primary": (Sort.NOTHING, "what the address is for"),
            "manager": (Sort.WORK, "whom the directory names as the manager, until that person is here"),
            "removed_at": (Sort.WORK, "when the directory removed the person"),
        },
    ),
    "inactive_member": Stored(
        "In which teams the directory has somebody who is not active: they are in them again when they come back.",
        Reader.DIRECTORY,
        "until they are active or not in the team any more, or erasure",
        {"person_id": (Sort.PERSON, "who"), "team_id home": (Sort.WORK, "in which team, and whether it is their home")},
    ),
    "person_word": Stored(
        "Finds a person while somebody types.",
        Reader.SERVICE,
        "until erasure",
        {"word": (Sort.NAME, "a word of the name or the userName"), "person_id": (Sort.PERSON, "whose")},
    ),
    "sign_in_account": Stored(
        "Which account of the identity provider belongs to whom.",
        Reader.SERVICE,
        "until erasure, or `sign-in forget`",
        {
            "issuer": (Sort.NOTHING, "the identity provider"),
            "subject": (Sort.NAME, "the account, as the provider calls it"),
            "person_id": (Sort.PERSON, "whose"),
            "created_at": (Sort.DEED, "when it first signed in"),
        },
    ),
    "service_token": Stored(
        "Lets other systems in.",
        Reader.OPERATORS,
        "`HYB_RETENTION_TOKENS` days after it was revoked or ended",
        {
            "id": _KEY,
            "name": (Sort.FREE, "what it is for"),
            "hash": (Sort.SECRET, "recognises the token, which is kept nowhere"),
            "scopes": (Sort.NOTHING, "what it may be used for"),
            "person_id": (Sort.PERSON, "for whom it acts"),
            "created_at expires_at revoked_at": (Sort.NOTHING, "from when until when it holds"),
            "last_used_at": (Sort.DEED, "when it was last used, to five minutes: unused ones can be revoked"),
        },
    ),
    "team": Stored(
        "The teams of the organisation.",
        Reader.EVERYBODY,
        FOR_EVER,
        {
            "id": _KEY,
            "external_id": (Sort.NOTHING, "names the team to the system that sends it"),
            "name sort_name description": (Sort.FREE, "is shown, and the order of lists"),
            "parent_id": (Sort.NOTHING, "the team above"),
            "created_at": _MADE,
            "changed_at revision": (Sort.NOTHING, "when and how often it, or who is in it, changed"),
            "removed_at": (Sort.NOTHING, "when the directory removed it"),
        },
    ),
    "team_path": Stored(
        "Which team is below which, for every pair.",
        Reader.SERVICE,
        FOR_EVER,
        {"team_id ancestor_id depth since": (Sort.NOTHING, "a team, one above it, how far, since when")},
    ),
    "past_team_path": Stored(
        "Which team was below which once: what was done then counts for the one above.",
        Reader.SERVICE,
        FOR_EVER,
        {"team_id ancestor_id since until": (Sort.NOTHING, "a team, one above it, from when until when")},
    ),
    "team_lead": Stored(
        "Who leads which team.",
        Reader.EVERYBODY,
        "until they lead it no more, or erasure",
        {"team_id": _KEY, "person_id": (Sort.WORK, "who leads it")},
    ),
    "membership": Stored(
        "Who was in which team when: what people do counts for the team that they were in.",
        Reader.EVERYBODY,
        FOR_EVER,
        {
            "person_id": (Sort.PERSON, "who"),
            "team_id": (Sort.WORK, "in which team"),
            "since until home": (Sort.WORK, "from when until when, and whether what they do counts there"),
        },
    ),
    "absence": Stored(
        "When somebody is away: clocks that wait for them stand still. No reason is asked or kept.",
        Reader.EVERYBODY,
        "`HYB_RETENTION_ABSENCES` days after it is over",
        {"person_id": (Sort.PERSON, "who"), "since until": (Sort.AWAY, "from when until when")},
    ),
    # ---------------------------------------------------------------------------------------------------- recognitions
    "recognition": Stored(
        "A thank-you.",
        Reader.AUDIENCE,
        THANKS,
        {
            "id": (Sort.DEED, "tells it apart; begins with the instant at which it was given"),
            "external_id": (Sort.NOTHING, "names it to the system that it was imported from"),
            "giver_id": (Sort.DEED, "who thanked"),
            "giver_team_id": (Sort.WORK, "the giver's team at that moment: it counts for it"),
            "team_id": (Sort.NOTHING, "the team, if one was thanked as a whole"),
            "message link": (Sort.WORDS, "is what it says, and the address of the work"),
            "behaviours": (Sort.DEED, "for what"),
            "visibility": (Sort.NOTHING, "who may see it"),
            "state reported": (Sort.NOTHING, "whether it is on show"),
            "commitment_id": (Sort.DEED, "the commitment that it is about"),
            "created_at edited_at": (Sort.DEED, "when"),
            "comment_count endorsement_count reaction_counts": (Sort.NOTHING, "how many, so that nobody has to count"),
        },
    ),
    "recognition_recipient": Stored(
        "Who was thanked.",
        Reader.AUDIENCE,
        FOR_EVER,
        {
            "recognition_id": _KEY,
            "person_id": (Sort.DEED, "who was thanked"),
            "team_id": (Sort.WORK, "their team at that moment"),
            "place": (Sort.NOTHING, "the order in which they were named"),
        },
    ),
    "recognition_team": Stored(
        "In which teams' feeds it is.",
        Reader.SERVICE,
        FOR_EVER,
        {"team_id recognition_id direct": (Sort.NOTHING, "a team, a recognition, whether people of it are in it")},
    ),
    "recognition_behaviour": Stored(
        "For which behaviours it was given, to be filtered by.",
        Reader.SERVICE,
        FOR_EVER,
        {"behaviour recognition_id": (Sort.NOTHING, "a behaviour, a recognition")},
    ),
    "recognition_search": Stored(
        "Finds it by its words.",
        Reader.SERVICE,
        "as long as its words",
        {"number recognition_id": _KEY, "words": (Sort.WORDS, "the message, folded")},
    ),
    "reaction": Stored(
        "Who reacted.",
        Reader.AUDIENCE,
        "until it is taken back; after an erasure under the placeholder",
        {"recognition_id": _KEY, "person_id": (Sort.DEED, "who"), "emoji": (Sort.DEED, "how")},
    ),
    "endorsement": Stored(
        "Who saw it too.",
        Reader.AUDIENCE,
        "until it is taken back; after an erasure under the placeholder",
        {"recognition_id": _KEY, "person_id": (Sort.DEED, "who"), "created_at": (Sort.DEED, "when they said so")},
    ),
    "comment": Stored(
        "What somebody said to a recognition.",
        Reader.AUDIENCE,
        THANKS,
        {
            "id recognition_id": _KEY,
            "author_id": (Sort.DEED, "who wrote it"),
            "text": (Sort.WORDS, "is what it says; nothing once it is deleted"),
            "hidden": (Sort.NOTHING, "whether a moderator hid it"),
            "created_at": (Sort.DEED, "when"),
        },
    ),
    "report": Stored(
        "Somebody asked a moderator to look at a recognition or a comment.",
        Reader.MODERATORS,
        REPORTS,
        {
            "id recognition_id comment_id subject": _KEY,
            "reporter_id": (Sort.DEED, "who asked; shown to moderators, never to who wrote it"),
            "reason": (Sort.WORDS, "what is wrong with it"),
            "created_at closed_at": (Sort.DEED, "when they asked, and when it was answered"),
            "closed_by": (Sort.DEED, "who answered"),
            "answer": (Sort.WORDS, "what the moderator said"),
        },
    ),
    # ----------------------------------------------------------------------------------------------------- commitments
    "commitment": Stored(
        "A promise as it stands.",
        Reader.SIDES,
        PROMISES,
        {
            "id": (Sort.DEED, "tells it apart; begins with the instant at which it was made"),
            "external_id": (Sort.NOTHING, "names it to the system that it was imported from"),
            "title conditions alternative evidence": (
                Sort.WORDS,
                "what is promised, and what was said instead of a yes",
            ),
            "customer_id performer_id initiator": (Sort.DEED, "who counts on it, who promised, which of them began"),
            "customer_team_id performer_team_id answer_team_id": (Sort.WORK, "their teams: it counts for them"),
            "team_id": (Sort.NOTHING, "the team that was asked, until somebody claims it"),
            "state version turn turn_since awaiting_id": (Sort.DEED, "where it stands, and who is next"),
            "answer_by due_at first_due_at clock_at remind_at urgency": (Sort.NOTHING, "when the clock does what"),
            "private": (Sort.NOTHING, "whether only both sides see it"),
            "created_at changed_at delivered_at rejected_at closed_at broken_at answered_at": (
                Sort.DEED,
                "when what was done",
            ),
            "answer answered_by_id deferrals changes assumed": (
                Sort.DEED,
                "how and by whom it was answered and closed",
            ),
            "pending": (Sort.WORDS, "new terms that wait for a yes"),
            "pending_to_id referred_to": (Sort.DEED, "whom it is to be handed to, or who was named instead"),
            "reason": (Sort.DEED, "what got in the way, one of a list"),
        },
    ),
    "commitment_step": Stored(
        "Each step in the life of a commitment.",
        Reader.SIDES,
        PROMISES,
        {
            "commitment_id version place": _KEY,
            "actor_id act at": (Sort.DEED, "who did what, when; nobody: the clock"),
            "from_state to_state": (Sort.DEED, "what it made of it"),
            "performer_id performer_team_id": (Sort.DEED, "who held it then, for which team"),
            "details": (Sort.WORDS, "what was said with it"),
        },
    ),
    # ---------------------------------------------------------------------------------------------------------- scores
    "score_publication": Stored(
        "The scores of a day: by which recipe, and what was usual. Of teams only; no person has a score anywhere.",
        Reader.EVERYBODY,
        FOR_EVER,
        {
            "as_of published_at recipe means populated": (Sort.NOTHING, "the day, the recipe, means of all teams"),
            "leadership shown withheld": (
                Sort.NOTHING,
                "what is shown of groups, and how much is withheld as too small",
            ),
        },
    ),
    "score_snapshot": Stored(
        "The score of a team on a day, with its working.",
        Reader.EVERYBODY,
        FOR_EVER,
        {
            "id team_id as_of recipe status value low high announced items": (
                Sort.NOTHING,
                "a team's number, or why none",
            ),
            "working leadership": (
                Sort.NOTHING,
                "counts of the team, none below five; how many of at least five who lead took part",
            ),
            "corrected_at": (Sort.NOTHING, "when it was published anew after a dispute"),
        },
    ),
    "score_link": Stored(
        "How well one team served another on a day.",
        Reader.EVERYBODY,
        FOR_EVER,
        {
            "as_of from_team_id to_team_id promises reliability answered recognitions_back": (
                Sort.NOTHING,
                "two teams, and counts of at least five",
            )
        },
    ),
    "score_switch": Stored(
        "Whose score is switched off.",
        Reader.EVERYBODY,
        "until it is switched on",
        {"whose since": (Sort.NOTHING, "a team, or all; since when"), "by_id": (Sort.DEED, "who switched it off")},
    ),
    "score_dispute": Stored(
        "Somebody says that a score rests on something wrong.",
        Reader.MODERATORS,
        REPORTS,
        {
            "id team_id subject": _KEY,
            "person_id": (Sort.DEED, "who says so"),
            "reason answer": (Sort.WORDS, "what is wrong, and what the moderator said"),
            "created_at closed_at": (Sort.DEED, "when they said so, and when it was answered"),
            "closed_by accepted": (Sort.DEED, "who answered, and how"),
        },
    ),
    # ---------------------------------------------------------------------------------------------- events and webhooks
    "event": Stored(
        "The log of what happened, for webhooks and the pull feed. It has ids and no texts.",
        Reader.INTEGRATORS,
        EVENTS,
        {
            "position xid": _LOG_PLACE,
            "id type": (Sort.NOTHING, "tells it apart; what happened"),
            "occurred_at": (Sort.DEED, "when"),
            "subject": (Sort.PERSON, "whom or what it is about"),
            "visibility teams": (Sort.NOTHING, "who may be told"),
            "data": (Sort.DEED, "the ids of who did it, and to whom"),
        },
    ),
    "event_forgotten": Stored(
        "Up to where the log was deleted.",
        Reader.SERVICE,
        ONE_ROW,
        {"number xid position happened_at": _LOG_PLACE},
    ),
    "event_ahead": Stored(
        "By how much the log's numbers are ahead of the server's, since it was brought there.",
        Reader.SERVICE,
        ONE_ROW,
        {"number transactions": _LOG_PLACE},
    ),
    "webhook_endpoint": Stored(
        "Where webhooks go.",
        Reader.INTEGRATORS,
        ENDPOINT,
        {
            "id created_at": _KEY,
            "url description": (Sort.FREE, "the address, and what it is for"),
            "event_types teams visibilities style format ordered max_age_hours signatures": (
                Sort.NOTHING,
                "what is sent, and how",
            ),
            "state state_reason consecutive_failures failing_since last_success_at paused_until held_until": (
                Sort.NOTHING,
                "how it answers",
            ),
            "window_since window_tries window_failures probes probe_at resumed_at is_troubled": (
                Sort.NOTHING,
                "how it answers",
            ),
            "max_concurrency rate_per_minute rate_left rate_at is_owned allowed_per_minute": (
                Sort.NOTHING,
                "how fast it may be asked",
            ),
            "headers header_names auth auth_kind": (Sort.SECRET, "how we show who we are"),
            "secret secret_hint previous_secret previous_secret_until": (Sort.SECRET, "signs what is sent"),
            "last_sequence last_event_id since_xid since_position": _LOG_PLACE,
            "created_by": (Sort.DEED, "who made it"),
        },
    ),
    "webhook_delivery": Stored(
        "One event to one endpoint.",
        Reader.INTEGRATORS,
        WEBHOOKS,
        {
            "id endpoint_id event_id sequence previous_event_id": _KEY,
            "trigger state due attempts failures created_at expires_at first_attempt_at": (Sort.NOTHING, "how it goes"),
            "lease_token lease_until": (Sort.NOTHING, "which worker carries it"),
        },
    ),
    "webhook_attempt": Stored(
        "One try of a delivery, and what came back.",
        Reader.INTEGRATORS,
        WEBHOOKS + "; what came back until any erasure",
        {
            "id delivery_id endpoint_id number": _KEY,
            "at trigger status error milliseconds peer_address": (Sort.NOTHING, "how it went"),
            "response_body": (Sort.FREE, "what the receiver answered: it may echo what was sent"),
        },
    ),
    "webhook_signing_key": Stored(
        "Signs webhooks for all to check.",
        Reader.EVERYBODY,
        "until it signs no more",
        {
            "number public_key made_at signs_until": (Sort.NOTHING, "the public key, from when until when"),
            "private_key": (Sort.SECRET, "the private one, encrypted; never shown"),
        },
    ),
    "webhook_fan_out": Stored(
        "Up to where events have become deliveries.", Reader.SERVICE, ONE_ROW, {"number xid position": _LOG_PLACE}
    ),
    "webhook_digest": Stored(
        "Up to where the log is in a digest.", Reader.SERVICE, ONE_ROW, {"number day xid position": _LOG_PLACE}
    ),
    # ------------------------------------------------------------------------------------------------------ the service
    "audit_entry": Stored(
        "Who did what to whom, when and from where: so that access can be accounted for. No texts.",
        Reader.OPERATORS_AND_SELF,
        AUDIT,
        {
            "position number hash": (Sort.NOTHING, "its place in the chain, and what chains it"),
            "at": (Sort.DEED, "when"),
            "actor credential": (Sort.DEED, "who, with which token"),
            "road act": (Sort.DEED, "by which road, and what"),
            "subject details": (Sort.DEED, "to whom or what; names of fields, roles, scopes, how many"),
            "place": (Sort.PLACE, "the network address, or who at which machine; not for thanks, promises and reports"),
            "salt place_hash": (Sort.SECRET, "keeps the chain whole when the place is forgotten"),
        },
    ),
    "audit_chain": Stored(
        "Both ends of the chain, signed.",
        Reader.SERVICE,
        ONE_ROW,
        {"id head head_hash head_mac begin begin_hash begin_mac": (Sort.NOTHING, "number, hash and signature")},
    ),
    "idempotency_key": Stored(
        "The second click gives what the first one gave.",
        Reader.SERVICE,
        "24 hours",
        {
            "person_id operation key result_id": (Sort.DEED, "who asked for what, and what came of it"),
            "input_hash": (Sort.SECRET, "a print of what was sent"),
            "created_at": (Sort.DEED, "when"),
        },
    ),
    "version": Stored(
        "How many commits wrote something that answers show: an answer that is kept holds while it stands still.",
        Reader.SERVICE,
        "sixteen rows at most, always",
        {"number shard": (Sort.NOTHING, "a count of commits, in one of several rows")},
    ),
    "pace_bucket": Stored(
        "How much each caller has left to ask.",
        Reader.SERVICE,
        "until it is full again: some minutes",
        {"caller": (Sort.PERSON, "a person or a token"), "points at": (Sort.DEED, "how much is left, since when")},
    ),
}
