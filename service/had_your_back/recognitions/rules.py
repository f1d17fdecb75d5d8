"""Recognitions: who sees one, who may do what with it, and what makes a new one acceptable. Pure.

Visibility is one table, `SEEN_BY`. `sees` reads it in Python; ``store.visible`` compiles the same table into SQL, and
every reader of the product goes through one of the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from had_your_back.errors import ErrorCode, Refused
from had_your_back.people.rules import Actor, PersonFacts, Scope
from had_your_back.recognitions.behaviours import CATALOGUE, Behaviour
from had_your_back.texts import bounded

MOST_RECIPIENTS = 50
MESSAGE_LENGTHS = (2, 2_000)
LONGEST_COMMENT = 2_000
LONGEST_REASON = 2_000
LONGEST_LINK = 2_000
DAY = timedelta(hours=24)


# --------------------------------------------------------------------------------------------------------- visibility


class Visibility(StrEnum):
    """Whom a giver lets see a recognition."""

    EVERYONE = "EVERYONE"
    TEAMS = "TEAMS"
    PEOPLE = "PEOPLE"
    PEOPLE_AND_MANAGERS = "PEOPLE_AND_MANAGERS"


class State(StrEnum):
    """A recognition's state. Lists and searches show active ones only; by its id one sees that it is gone."""

    ACTIVE = "ACTIVE"
    WITHDRAWN = "WITHDRAWN"
    HIDDEN = "HIDDEN"


class Relation(StrEnum):
    """What somebody is to a recognition. A teammate is in one of the teams that giver and recipients were in."""

    ANYBODY = "anybody"
    GIVER = "giver"
    RECIPIENT = "recipient"
    TEAMMATE = "teammate"
    MANAGER = "manager"


SEEN_BY: Mapping[Visibility, frozenset[Relation]] = {
    Visibility.EVERYONE: frozenset({Relation.ANYBODY}),
    Visibility.TEAMS: frozenset({Relation.GIVER, Relation.RECIPIENT, Relation.TEAMMATE}),
    Visibility.PEOPLE: frozenset({Relation.GIVER, Relation.RECIPIENT}),
    Visibility.PEOPLE_AND_MANAGERS: frozenset({Relation.GIVER, Relation.RECIPIENT, Relation.MANAGER}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person, or nobody in particular, who sees what everyone may.

    Moderators also see what is before them: reported, or hidden by one of them.
    """

    person: str | None
    moderates: bool


EVERYONE = Viewer(person=None, moderates=False)


def viewer_of(actor: Actor) -> Viewer:
    """The viewer that an actor is. Only a person can moderate: it has to be somebody who was not involved.

    A token for a screen in a hall sees what everyone may see, whoever it was made for.
    """
    if Scope.SIGNAGE in actor.scopes and Scope.RECOGNITIONS_READ not in actor.scopes:
        return EVERYONE
    return Viewer(person=actor.person, moderates=actor.person is not None and Scope.MODERATE in actor.scopes)


def sees(visibility: Visibility, relations: frozenset[Relation], *, moderated: bool, viewer: Viewer) -> bool:
    """Whether somebody with these relations to a recognition sees it; `moderated`: it is reported or hidden.

    >>> ann = Viewer(person="ann", moderates=False)
    >>> sees(Visibility.PEOPLE, frozenset({Relation.TEAMMATE}), moderated=False, viewer=ann)
    False
    >>> sees(Visibility.PEOPLE, frozenset(), moderated=True, viewer=Viewer(person="mo", moderates=True))
    True
    """
    held = {Relation.ANYBODY} | (relations if viewer.person else frozenset())
    return bool(SEEN_BY[visibility] & held) or (viewer.moderates and moderated)


# --------------------------------------------------------------------------------------------------------------- acts


class Act(StrEnum):
    """What a viewer may do with a recognition now."""

    EDIT = "EDIT"
    WITHDRAW = "WITHDRAW"
    ENDORSE = "ENDORSE"
    REACT = "REACT"
    COMMENT = "COMMENT"
    REPORT = "REPORT"
    MODERATE = "MODERATE"


class Standing(NamedTuple):
    """How a viewer, who sees a recognition, stands to it. A moderator may see it without belonging to its readers."""

    state: State
    created_at: datetime
    is_giver: bool
    is_recipient: bool
    has_endorsed: bool
    belongs: bool = True


def may(standing: Standing, actor: Actor, now: datetime, edit_window: timedelta) -> list[Act]:
    """What the actor may do with a recognition that they see, in the order of `Act`."""
    if actor.person is None:
        return []
    return list(
        _acts(
            standing.state,
            giver=standing.is_giver,
            recipient=standing.is_recipient,
            endorsed=standing.has_endorsed,
            fresh=now <= standing.created_at + edit_window,
            # Who sees it only to judge it leaves no trace on it: that would tell those involved that somebody
            # reported it.
            writes=Scope.RECOGNITIONS_WRITE in actor.scopes and standing.belongs,
            moderates=Scope.MODERATE in actor.scopes,
        )
    )


@cache
def _acts(  # a page asks for each of its recognitions, and there are not many answers
    state: State, *, giver: bool, recipient: bool, endorsed: bool, fresh: bool, writes: bool, moderates: bool
) -> tuple[Act, ...]:
    active, involved = state is State.ACTIVE, giver or recipient
    allowed = {
        Act.EDIT: writes and active and giver and fresh,
        Act.WITHDRAW: writes and active and giver,
        Act.ENDORSE: writes and active and not involved and not endorsed,
        Act.REACT: writes and active,
        Act.COMMENT: writes and active,
        Act.REPORT: writes and active and not giver,
        Act.MODERATE: moderates and not involved and state is not State.WITHDRAWN,
    }
    return tuple(act for act, ok in allowed.items() if ok)


_SENTENCES = {
    Act.EDIT: "Only the giver can change the words, and only while it is on show.",
    Act.WITHDRAW: "Only the giver can take it back, and only while it is on show.",
    Act.ENDORSE: "Somebody else than giver and recipients can say that they saw it too, while it is on show.",
    Act.REACT: "It is no longer on show, so nobody can react to it.",
    Act.COMMENT: "It is no longer on show, so nobody can comment on it.",
    Act.REPORT: "Somebody else than the giver can report it, while it is on show. Your own you can withdraw.",
    Act.MODERATE: "A moderator who is neither its giver nor a recipient decides on it, unless it was withdrawn.",
}


def check(
    act: Act, standing: Standing, actor: Actor, now: datetime, edit_window: timedelta, *, path: str = "id"
) -> None:
    """Raises: Refused EDIT_WINDOW_OVER or NOT_ALLOWED if the act is not among those that `may` names."""
    if act in may(standing, actor, now, edit_window):
        return
    if act is Act.EDIT and standing.is_giver and standing.state is State.ACTIVE:
        minutes = int(edit_window.total_seconds() // 60)
        message = (
            f"It can be changed for {minutes} minutes after it was given. You can still withdraw it and write anew."
        )
        raise Refused(ErrorCode.EDIT_WINDOW_OVER, message, "id")
    raise Refused(ErrorCode.NOT_ALLOWED, _SENTENCES[act], path)


# --------------------------------------------------------------------------------------------------------------- give


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveDraft:
    """What somebody wants to say. `recipients` are ids of people, or of one team."""

    recipients: Sequence[str]
    message: str
    behaviours: Sequence[str]
    visibility: Visibility = Visibility.EVERYONE
    link: str | None = None
    commitment: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How much somebody gave in the last 24 hours: instants of all they gave, and to each of these people."""

    given: Sequence[datetime]
    to: Mapping[str, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """How much a person may give in 24 hours: in all, and to the same person."""

    per_giver: int
    per_pair: int


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was accepted, ready to be remembered."""

    giver: PersonFacts
    recipients: tuple[PersonFacts, ...]
    team: str | None
    message: str
    behaviours: tuple[str, ...]
    visibility: Visibility
    link: str | None
    commitment: str | None = None

    @property
    def direct_teams(self) -> frozenset[str]:
        """The teams whose members it concerns: those of the giver and of each recipient."""
        return self.giver.teams.union(*(person.teams for person in self.recipients))

    @property
    def teams(self) -> frozenset[str]:
        """These teams and everything above them: where it appears in a team's feed."""
        return self.giver.lineage.union(*(person.lineage for person in self.recipients)) | self.direct_teams


def recipients_of(draft: GiveDraft) -> tuple[tuple[str, ...], str | None]:
    """The people that a draft names, each once, and the team if it names one.

    Raises: Refused INVALID for nobody, too many, or people mixed with a team.
    """
    named = tuple(dict.fromkeys(draft.recipients))
    teams = [each for each in named if each.startswith("team_")]
    if not named:
        raise Refused(ErrorCode.INVALID, "Who had your back? Name at least one person, or a team.", "recipients")
    if teams and len(named) > 1:
        raise Refused(ErrorCode.INVALID, "Thank people, or one whole team; not both at once.", "recipients")
    if len(named) > MOST_RECIPIENTS:
        raise Refused(ErrorCode.INVALID, _too_many(len(named)), "recipients")
    return ((), teams[0]) if teams else (named, None)


def _too_many(number: int | str) -> str:
    return f"At most {MOST_RECIPIENTS} people at once, these are {number}. Thank those who were really there."


def judge(
    draft: GiveDraft,
    giver: PersonFacts,
    people: Mapping[str, PersonFacts],
    members: Sequence[str],
    pace: Pace,
    limits: PaceLimits,
    now: datetime,
) -> Recognition:
    """Accept a draft or refuse it. `members` are the active people of the team, if the draft names one.

    Raises: Refused with the code and the place of the first thing that does not hold.
    """
    named, team = recipients_of(draft)
    if len([each for each in members if each != giver.id]) > MOST_RECIPIENTS:
        raise Refused(ErrorCode.INVALID, _too_many(f"more than {MOST_RECIPIENTS}"), "recipients", 0)
    if not giver.active:
        raise Refused(ErrorCode.INACTIVE_PERSON, "You are no longer active here, so you cannot give thanks.")
    for place, each in enumerate(draft.recipients if team is None else ()):
        if each == giver.id:
            message = "This one is for somebody else. Who stood behind you?"
            raise Refused(ErrorCode.SELF_RECOGNITION, message, "recipients", place)
        if each not in people:
            raise Refused(ErrorCode.NOT_FOUND, "There is nobody with this id.", "recipients", place)
        if not people[each].active:
            message = f"{people[each].display_name} is no longer active here and would not see it."
            raise Refused(ErrorCode.INACTIVE_PERSON, message, "recipients", place)
    chosen = tuple(people[each] for each in (named or members) if each != giver.id)
    if not chosen:
        raise Refused(ErrorCode.INVALID, "There is nobody else in this team now.", "recipients", 0)
    accepted = Recognition(
        giver=giver,
        recipients=chosen,
        team=team,
        message=bounded(draft.message, "message", least=MESSAGE_LENGTHS[0], most=MESSAGE_LENGTHS[1]),
        behaviours=behaviours_of(draft.behaviours),
        visibility=draft.visibility,
        link=link_of(draft.link),
        commitment=draft.commitment,
    )
    keep_pace(accepted, draft, pace, limits, now)
    return accepted


def behaviours_of(keys: Sequence[str], catalogue: Mapping[str, Behaviour] = CATALOGUE) -> tuple[str, ...]:
    """The behaviours of these keys, each once.

    Raises: Refused INVALID for none; UNKNOWN_BEHAVIOUR for one that is unknown or retired, with those there are.
    """
    if not keys:
        raise Refused(ErrorCode.INVALID, "What did they do? Choose at least one behaviour.", "behaviours")
    for place, key in enumerate(keys):
        if key not in catalogue or catalogue[key].retired:
            known = ", ".join(each.key for each in catalogue.values() if not each.retired)
            why = "is no longer in use" if key in catalogue else "is not a behaviour"
            raise Refused(ErrorCode.UNKNOWN_BEHAVIOUR, f"{key[:80]!r} {why}. Choose of: {known}.", "behaviours", place)
    return tuple(dict.fromkeys(keys))


def link_of(link: str | None) -> str | None:
    """The link, if it leads to a web page.

    >>> link_of(" https://wiki.example.org/incident/4471 ")
    'https://wiki.example.org/incident/4471'

    Raises: Refused INVALID for anything but an http or https address; TOO_LONG.
    """
    if link is None or not link.strip():
        return None
    cleaned = bounded(link, "link", most=LONGEST_LINK)
    try:
        parts = urlsplit(cleaned)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in cleaned)
    except ValueError:
        good = False
    if not good:
        raise Refused(ErrorCode.INVALID, "A link begins with https:// or http:// and has no spaces.", "link")
    return cleaned


def keep_pace(accepted: Recognition, draft: GiveDraft, pace: Pace, limits: PaceLimits, now: datetime) -> None:
    """Raises: Refused PACE_LIMIT, with the instant from which the next one is welcome."""

    def wait(times: Sequence[datetime], most: int, what: str, *path: str | int) -> None:
        recent = sorted(at for at in times if at > now - DAY)
        if len(recent) >= most:
            again = recent[len(recent) - most] + DAY + timedelta(seconds=59, milliseconds=999)  # shown in whole minutes
            message = (
                f"That makes {len(recent)} {what} in a day. The next one can go out from {again:%Y-%m-%d %H:%M} UTC."
            )
            raise Refused(ErrorCode.PACE_LIMIT, message, *path)

    wait(pace.given, limits.per_giver, "thanks")
    for person in accepted.recipients:
        times = pace.to.get(person.id, ())
        place = 0 if accepted.team else draft.recipients.index(person.id)
        wait(times, limits.per_pair, f"thanks to {person.display_name}", "recipients", place)
