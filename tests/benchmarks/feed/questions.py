"""What is asked of every server, and what makes two answers the same."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from company import BEHAVIOURS, DIVISIONS, PEOPLE, Company

CARD = (
    "id message createdAt giver { id displayName avatarUrl } recipients { id displayName teams { id name } } "
    "behaviours { key } reactions { emoji count } commentCount"
)
PAGE = f"edges {{ cursor node {{ {CARD} }} }} pageInfo {{ hasNextPage endCursor }}"
GENERAL = "__schema { queryType { name } }"
"""A document that asks for this too is left to the general executor: plans do not tell of the schema."""

FEED = f"""query Feed($first: Int!, $after: String, $team: ID!) {{
  recognitions(first: $first, after: $after, filter: {{team: $team}}) {{ {PAGE} }}
}}"""
PROFILE = f"""query Profile($id: ID!) {{
  person(by: {{id: $id}}) {{
    id displayName jobTitle manager {{ id displayName }} teams {{ id name }}
    recognitionsReceived(first: 10) {{ {PAGE} }}
  }}
}}"""
GIVE = """mutation Give($input: GiveRecognitionInput!) {
  giveRecognition(input: $input) {
    recognition { id message giver { id displayName } recipients { id displayName } behaviours { key } }
    userErrors { code message path }
  }
}"""
POSTGRAPHILE = """query Feed($first: Int!, $after: Cursor, $team: String!, $viewer: String!) {
  recognitions: feed(first: $first, after: $after, ofTeam: $team, viewer: $viewer) {
    edges { cursor node {
      id: rowId message createdAt giver: personByGiverId { id: rowId displayName avatarUrl }
      recipients: recognitionRecipientsByRecognitionIdList(orderBy: [PLACE_ASC]) { person: personByPersonId {
        id: rowId displayName memberships: membershipsByPersonIdList(condition: {until: null}, orderBy: [HOME_DESC]) {
          team: teamByTeamId { id: rowId name } } } }
      behaviours reactionCounts commentCount
    } }
    pageInfo { hasNextPage endCursor }
  }
}"""


@dataclass(frozen=True)
class Question:
    """A document, and variables for so many different requests."""

    document: str
    variables: Callable[[Company, random.Random, str], dict[str, Any]]
    people: int = PEOPLE
    """How many different ones ask."""

    def requests(self, company: Company, number: int, document: str | None = None) -> Iterator[tuple[str, bytes]]:
        """(who asks, body): the same ones each time."""
        pick = random.Random(11)
        for _ in range(number):
            who = pick.randrange(self.people)
            variables = self.variables(company, pick, company.people[who])
            yield f"p{who}", json.dumps({"query": document or self.document, "variables": variables}).encode()


def _of_team(company: Company, pick: random.Random, viewer: str) -> dict[str, Any]:
    team = company.teams[pick.randrange(DIVISIONS, len(company.teams))]
    return {"first": 20, "after": None, "team": team, "viewer": viewer}


def _of_person(company: Company, pick: random.Random, viewer: str) -> dict[str, Any]:
    return {"id": company.people[pick.randrange(PEOPLE)]}


def _thanks(company: Company, pick: random.Random, viewer: str) -> dict[str, Any]:
    to = [one for one in pick.sample(company.people, 3) if one != viewer][:2]
    message = f"You took the call number {pick.randrange(1_000_000)} so that I could sleep."
    return {"input": {"recipients": to, "behaviours": [pick.choice(BEHAVIOURS)], "message": message}}


OF_OURS = (Path(__file__).parents[3] / "graphql" / "operations" / "Feed.graphql").read_text(encoding="utf-8")


def _of_our_page(company: Company, pick: random.Random, viewer: str) -> dict[str, Any]:
    return {"first": 20, "filter": {"team": company.teams[company.home(company.people.index(viewer))]}}


QUESTIONS = {
    # What is kept are answers to documents of ours; by a word more it is a stranger's.
    "our feed, kept": Question(OF_OURS, _of_our_page, people=10),
    "our feed, not kept": Question(OF_OURS + "# a stranger's", _of_our_page, people=10),
    "feed": Question(FEED, _of_team),
    "feed, general executor": Question(FEED.replace("{\n", f"{{ {GENERAL}\n", 1), _of_team),
    "profile": Question(PROFILE, _of_person),
    "profile, general executor": Question(PROFILE.replace("{\n", f"{{ {GENERAL}\n", 1), _of_person),
    "give": Question(GIVE, _thanks),
}


def same(answer: Any) -> Any:
    """The answer as all would give it: cursors are everybody's own, instants are written in several ways."""
    if isinstance(answer, list):
        return [same(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    it = {key: same(value) for key, value in answer.items() if key not in {"extensions", "__schema"}}
    for key, value in it.items():
        if key in {"cursor", "endCursor"}:
            it[key] = value is not None
        elif key == "createdAt":
            it[key] = round(datetime.fromisoformat(re.sub(r"Z$", "+00:00", value)).timestamp(), 2)
    if "giveRecognition" in it:
        it["giveRecognition"]["recognition"].pop("id")
    return _as_ours(it) if "reactionCounts" in it else it  # PostGraphile shows what stands in the column


def _as_ours(card: dict[str, Any]) -> dict[str, Any]:
    counts = sorted(card.pop("reactionCounts").items(), key=lambda each: (-each[1], each[0]))
    card["reactions"] = [{"emoji": emoji, "count": number} for emoji, number in counts]
    card["behaviours"] = [{"key": key} for key in card["behaviours"]]
    people = [each["person"] for each in card["recipients"]]
    card["recipients"] = [
        {"id": one["id"], "displayName": one["displayName"], "teams": [each["team"] for each in one["memberships"]]}
        for one in people
    ]
    return card
