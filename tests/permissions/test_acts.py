"""Who may do what with a recognition or a comment: relation x act x state.

What `viewerMay` names then succeeds, everything else is refused with a code and changes nothing. In the cells:

    E edit · W withdraw · S endorse ("saw it too") · R react · C comment · P report · M moderate
    s w  is done already: not offered, answered as before, changes nothing
    -    sees it, and may do nothing
    ?    does not see it: everything is NOT_FOUND
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from conftest import Api, Clock
from had_your_back.database import Database
from had_your_back.graph.schema import schema
from had_your_back.people.rules import Scope
from had_your_back.recognitions import actions
from had_your_back.recognitions.rules import Act, Visibility
from permissions.cast import LIMITS, WHATEVER_THE_ENGINE, Cast, assemble, dump, table_of, tried_on

ON_A_RECOGNITION = table_of("""
who                                     | as                                    | ACTIVE | REPORTED | HIDDEN | WITHDRAWN
----------------------------------------+---------------------------------------+--------+----------+--------+----------
the giver                               | ann                                   | EWRC   | EWRC     | -      | w
the giver, when the edit window is over | ann later                             | WRC    | WRC      | -      | w
a recipient                             | bob                                   | RCP    | RCP      | -      | -
another recipient, an administrator     | cyd                                   | RCP    | RCP      | -      | -
a teammate                              | gil                                   | SRCP   | SRCP     | -      | -
a teammate who has endorsed             | rae                                   | sRCP   | sRCP     | s      | s
somebody who came to the team since     | new                                   | SRCP   | SRCP     | -      | -
somebody who left the team since        | gone                                  | ?      | ?        | ?      | ?
the manager of the giver                | mia                                   | ?      | ?        | ?      | ?
a stranger                              | sam                                   | ?      | ?        | ?      | ?
an integrator                           | int                                   | ?      | ?        | ?      | ?
an administrator                        | adm                                   | ?      | ?        | ?      | ?
a moderator                             | mod                                   | ?      | M        | M      | ?
a moderator of the giver's team         | per                                   | SRCPM  | SRCPM    | M      | -
a moderator's token without moderate    | mod recognitions:read                 | ?      | ?        | ?      | ?
a moderator's token for moderating only | mod recognitions:read moderate        | ?      | M        | M      | ?
a token of the giver for reading        | ann recognitions:read                 | -      | -        | -      | -
""")
"""On a recognition of Ann's to Bob and Cyd that teams may see."""

INVOLVED = table_of("""
who                          | as  | ACTIVE | REPORTED | HIDDEN | WITHDRAWN
-----------------------------+-----+--------+----------+--------+----------
a moderator who is the giver | mod | EWRC   | EWRC     | -      | w
a moderator who is recipient | mod | RCP    | RCP      | -      | -
""")
"""The same when Per or Mod gave it, or got it: nobody decides on what they are part of."""

ACTS = {
    "E": (Act.EDIT, 'editRecognition(input: {id: $id, message: "Other words"})'),
    "S": (Act.ENDORSE, "endorseRecognition(input: {id: $id})"),
    "R": (Act.REACT, 'reactToRecognition(input: {id: $id, emoji: "💛"})'),
    "C": (Act.COMMENT, 'addComment(input: {recognition: $id, text: "I was there"})'),
    "P": (Act.REPORT, 'report(input: {id: $id, reason: "Not so"})'),
    "W": (Act.WITHDRAW, "withdrawRecognition(input: {id: $id})"),
    "M": (Act.MODERATE, 'moderate(input: {id: $id, hide: $hide, reason: "Looked at"})'),
}
"""In an order in which all that somebody may do can be done one after the other."""

STATES = ("ACTIVE", "REPORTED", "HIDDEN", "WITHDRAWN")
WRITE, MODERATE = Scope.RECOGNITIONS_WRITE, Scope.MODERATE

UNDONE = {
    "removeEndorsement": "removeEndorsement(input: {id: $id})",
    "removeReaction": 'removeReaction(input: {id: $id, emoji: "💛"})',
}
"""To take back what one has not done does nothing, for whoever sees it."""

GIVEN_BY_WHOEVER_LIKES = {"giveRecognition"}
ON_A_COMMENT_TOO = {"deleteComment"}
BY_ROLE_ALONE = {
    "createWebhookEndpoint",
    "updateWebhookEndpoint",
    "deleteWebhookEndpoint",
    "rotateWebhookSecret",
    "sendTestWebhook",
    "resendWebhookDelivery",
    "replayWebhookEvents",
}
ON_A_SCORE = {"disputeScore", "answerDispute", "switchScore"}
"""Who may do what with one is tried in tests/scores."""
ON_A_COMMITMENT = {"requestCommitment", "offerCommitment", "actOnCommitment", "setAway", "renewCalendarUrl"}
"""What may be done with one is tried in tests/commitments; who sees one, and who is set away, in test_commitments."""

ERRORS = "{ userErrors { code message path } }"
MAY = "query($id: ID!) { node(id: $id) { ... on Recognition { viewerMay } } }"


def name_of(act: str) -> str:
    return act.partition("(")[0]


def test_every_act_and_every_mutation_is_in_a_table() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    assert {act for act, _ in ACTS.values()} == set(Act)
    covered = {name_of(text) for _, text in ACTS.values()} | set(UNDONE)
    elsewhere = GIVEN_BY_WHOEVER_LIKES | ON_A_COMMENT_TOO | BY_ROLE_ALONE | ON_A_COMMITMENT | ON_A_SCORE
    assert set(mutation.fields) == covered | elsewhere


# ----------------------------------------------------------------------------------------------------------- the scene


async def brought_to(cast: Cast, state: str, recognition: str, *, giver: str = "ann", moderator: str = "mod") -> str:
    """A recognition, brought into a state of the tables."""
    if state in {"REPORTED", "HIDDEN"}:
        await cast.report(recognition, reporter="dan")
    if state == "HIDDEN":
        await cast.moderate(recognition, hide=True, moderator=moderator)
    if state == "WITHDRAWN":
        await cast.withdraw(recognition, giver=giver)
    return recognition


@dataclass(frozen=True)
class Cell:
    """What a table says that somebody may do with a recognition."""

    row: dict[str, str]
    state: str
    recognition: str

    @property
    def says(self) -> str:
        return self.row[self.state]

    @property
    def offered(self) -> list[str]:
        return [letter for letter in ACTS if letter in self.says]

    @property
    def done_already(self) -> list[str]:
        return [letter for letter in ACTS if letter.lower() in self.says]

    @property
    def where(self) -> str:
        return f"{self.row['who']}, {self.state}"

    def refusal_of(self, mutation: str) -> list[str]:
        """The codes of an act that is not offered."""
        if self.says == "?":
            return ["NOT_FOUND"]
        if mutation in UNDONE:
            return []
        late = "later" in self.row["as"] and mutation == "editRecognition" and self.state in {"ACTIVE", "REPORTED"}
        return ["EDIT_WINDOW_OVER" if late else "NOT_ALLOWED"]


class Walk:
    """Somebody after the other tries everything, and the rows of the database are compared in between."""

    def __init__(self, api: Api, cast: Cast) -> None:
        self.api, self.cast = api, cast
        self.tokens: dict[str, str] = {}

    async def through(self, cells: list[Cell]) -> None:
        for cell in cells:
            name, *scopes = cell.row["as"].removesuffix(" later").split()
            self.tokens[cell.row["as"]] = await self.cast.token(*scopes, person=name) if scopes else name
        rows = await dump(self.cast.database)
        for cell in cells:
            await self.look(cell)
            await self.try_what_is_not_offered(cell)
            assert await dump(self.cast.database) == rows, cell.where
            if cell.offered:
                codes = await self.mutate(cell, cell.offered)
                assert codes == {name_of(ACTS[letter][1]): [] for letter in cell.offered}, cell.where
                before, rows = rows, await dump(self.cast.database)
                assert before != rows, cell.where

    async def look(self, cell: Cell) -> None:
        shown = (await self.api(MAY, self.tokens[cell.row["as"]], id=cell.recognition))["node"]
        offered = {ACTS[letter][0] for letter in cell.offered}
        expected = {"viewerMay": [act for act in Act if act in offered]}
        assert shown == (None if cell.says == "?" else expected), cell.where

    async def try_what_is_not_offered(self, cell: Cell) -> None:
        name, *scopes = cell.row["as"].removesuffix(" later").split()
        held = self.cast.actor(name).scopes & {Scope(scope) for scope in scopes or Scope}
        possible = [letter for letter in ACTS if (MODERATE if letter == "M" else WRITE) in held]
        others = [letter for letter in possible if letter not in cell.offered + cell.done_already]
        undone = WRITE in held and "s" not in cell.says
        for mutation, codes in (await self.mutate(cell, others, undone=undone)).items():
            assert codes == cell.refusal_of(mutation), f"{cell.where}: {mutation}"
        for mutation, codes in (await self.mutate(cell, cell.done_already)).items():
            assert codes == [], f"{cell.where}: {mutation}"

    async def mutate(self, cell: Cell, letters: list[str], *, undone: bool = False) -> dict[str, list[str]]:
        """Do these acts, one after the other; the codes of the refusals of each."""
        texts = [ACTS[letter][1] for letter in letters] + [*UNDONE.values()] * undone
        if not texts:
            return {}
        document = " ".join(f"{text} {ERRORS}" for text in texts).replace("$hide", str(cell.state != "HIDDEN").lower())
        token = self.tokens[cell.row["as"]]
        answer = await self.api(f"mutation($id: ID!) {{ {document} }}", token, id=cell.recognition)
        errors = [error for payload in answer.values() for error in payload["userErrors"]]
        assert all(error["message"].endswith(".") and error["path"][0] == "input" for error in errors), cell.where
        return {name: [error["code"] for error in payload["userErrors"]] for name, payload in answer.items()}


# ----------------------------------------------------------------------------------------------------- on a recognition


async def test_what_viewer_may_names_succeeds_and_everything_else_changes_nothing(
    api: Api, database: Database, clock: Clock
) -> None:
    cast = await assemble(database)
    cells = []
    for row in tried_on(database, ON_A_RECOGNITION, *STATES):
        for state in STATES:
            made = await cast.give(Visibility.TEAMS)
            if row["as"] == "rae":
                await database.transact(actions.endorse, cast.actor("rae"), made, limits=LIMITS)
            cells.append(Cell(row, state, await brought_to(cast, state, made)))
    await cast.re_org()
    clock.advance(timedelta(minutes=1))
    await Walk(api, cast).through([cell for cell in cells if "later" not in cell.row["as"]])
    clock.advance(timedelta(hours=1))
    await Walk(api, cast).through([cell for cell in cells if "later" in cell.row["as"]])


async def test_nobody_moderates_what_they_are_part_of(api: Api, database: Database) -> None:
    cast = await assemble(database)
    as_giver, as_recipient = INVOLVED
    cells = []
    for state in STATES:
        given = await cast.give(Visibility.TEAMS, giver="mod", to=["ann", "dan"])
        got = await cast.give(Visibility.TEAMS, giver="ann", to=["mod", "dan"])
        cells.append(Cell(as_giver, state, await brought_to(cast, state, given, giver="mod", moderator="per")))
        cells.append(Cell(as_recipient, state, await brought_to(cast, state, got, moderator="per")))

    assert await queue(api, "mod") == []
    waiting = {item["recognition"]["id"] for item in await queue(api, "per")}
    assert waiting == {cell.recognition for cell in cells if cell.state == "REPORTED"}
    await Walk(api, cast).through(cells)


# --------------------------------------------------------------------------------------------------------- on a comment

ON_A_COMMENT = table_of("""
who                               | as   | delete      | report      | moderate
----------------------------------+------+-------------+-------------+------------
its author                        | gil  | yes         | NOT_ALLOWED | FORBIDDEN
the giver of the recognition      | ann  | NOT_ALLOWED | yes         | FORBIDDEN
a recipient                       | bob  | NOT_ALLOWED | yes         | FORBIDDEN
somebody else who sees it         | rae  | NOT_ALLOWED | yes         | FORBIDDEN
a stranger                        | sam  | NOT_FOUND   | NOT_FOUND   | FORBIDDEN
an administrator                  | adm  | NOT_FOUND   | NOT_FOUND   | FORBIDDEN
a moderator, if it is not reported| mod  | NOT_FOUND   | NOT_FOUND   | NOT_FOUND
a moderator of the team           | per  | NOT_ALLOWED | yes         | yes
""")
"""On Gil's comment on a recognition that teams may see."""

IN_ANOTHER_WAY = table_of("""
what                                               | as   | delete      | report      | moderate
---------------------------------------------------+------+-------------+-------------+------------
reported, by its author                            | gil  | yes         | NOT_ALLOWED | FORBIDDEN
reported, by a moderator                           | mod  | NOT_ALLOWED | yes         | yes
reported, by a moderator who wrote it              | per  | yes         | NOT_ALLOWED | NOT_ALLOWED
reported, by a moderator who gave the recognition  | per  | NOT_ALLOWED | yes         | NOT_ALLOWED
reported, by a moderator who got the recognition   | per  | NOT_ALLOWED | yes         | NOT_ALLOWED
hidden, by its author                              | gil  | yes         | NOT_FOUND   | FORBIDDEN
hidden, by somebody else who saw it                | rae  | NOT_FOUND   | NOT_FOUND   | FORBIDDEN
hidden, by a moderator of the team                 | per  | NOT_FOUND   | NOT_FOUND   | yes
deleted, by its author                             | gil  | NOT_FOUND   | NOT_FOUND   | FORBIDDEN
deleted, by a moderator of the team                | per  | NOT_FOUND   | NOT_FOUND   | NOT_FOUND
on what is withdrawn, by its author                | gil  | yes         | NOT_FOUND   | FORBIDDEN
on what is withdrawn, by somebody else             | rae  | NOT_ALLOWED | NOT_FOUND   | FORBIDDEN
on what is withdrawn, by a moderator of the team   | per  | NOT_ALLOWED | NOT_FOUND   | NOT_ALLOWED
on what is hidden, by its author                   | gil  | yes         | NOT_FOUND   | FORBIDDEN
on what is hidden, by a moderator of the team      | per  | NOT_ALLOWED | NOT_FOUND   | yes
""")

ON_COMMENTS = {
    "report": 'report(input: {id: $id, reason: "Not so"})',
    "moderate": 'moderate(input: {id: $id, hide: $hide, reason: "Looked at"})',
    "delete": "deleteComment(input: {id: $id})",
}


async def commented(cast: Cast, row: dict[str, str]) -> tuple[str, bool]:
    """A comment as the row says, and whether a moderator would hide it rather than show it."""
    what = row.get("what", "")
    part = next((role for role in ("wrote", "gave", "got") if role in what), "")
    to = ["per", "cyd"] if part == "got" else ["bob", "cyd"]
    made = await cast.give(Visibility.TEAMS, giver="per" if part == "gave" else "ann", to=to)
    author = "per" if part == "wrote" else "gil"
    said = await cast.comment(made, author=author)
    if what.startswith(("reported", "hidden")):
        await cast.report(said, reporter="cyd")
    if what.startswith("hidden"):
        await cast.moderate(said, hide=True)
    elif what.startswith("deleted"):
        await cast.database.transact(actions.delete_comment, cast.actor(author), said)
    elif what.startswith("on what is"):
        await brought_to(cast, what.split(",")[0].split()[-1].upper(), made)
    return said, not what.startswith("hidden")


@WHATEVER_THE_ENGINE
async def test_a_comment_is_deleted_by_its_author_reported_by_others_and_decided_on_by_a_moderator(
    api: Api, database: Database
) -> None:
    cast = await assemble(database)
    comments = [(row, *await commented(cast, row)) for row in ON_A_COMMENT + IN_ANOTHER_WAY]
    before = await dump(database)
    for row, said, hide in comments:
        for act in sorted(ON_COMMENTS, key=lambda act: row[act] == "yes"):  # first what changes nothing
            text = ON_COMMENTS[act]
            where = f"{row.get('who') or row['what']}: {act}"
            written = text.replace("$hide", str(hide).lower())
            document = f"mutation($id: ID!) {{ {written} {{ userErrors {{ code }} }} }}"
            answer = (await api.post(document, row["as"], id=said)).json()
            if "errors" in answer:
                found = [error["extensions"]["code"] for error in answer["errors"]]
            else:
                found = [error["code"] for error in answer["data"][name_of(text)]["userErrors"]] or ["yes"]
            assert found == [row[act]], where
            after = await dump(database)
            assert (after != before) == (found == ["yes"]), where
            before = after


# ------------------------------------------------------------------------------------------------- what ends a report


async def queue(api: Api, moderator: str = "mod") -> list[Any]:
    text = "{ moderationQueue { nodes { reason recognition { id } comment { id } } } }"
    items: list[Any] = (await api(text, moderator))["moderationQueue"]["nodes"]
    return items


async def test_a_report_ends_when_what_it_is_about_is_gone(api: Api, database: Database) -> None:
    cast = await assemble(database)
    first, second, third = [await cast.give(Visibility.PEOPLE) for _ in range(3)]
    said, stays = await cast.comment(second), await cast.comment(second)
    on_the_third = await cast.comment(third)
    await cast.report(first)
    await cast.report(said, reporter="ann")
    await cast.report(on_the_third, reporter="ann")
    assert len(await queue(api)) == 3
    feed = (await api("{ recognitions { nodes { id } } }", "mod"))["recognitions"]["nodes"]
    assert {node["id"] for node in feed} == {first, second, third}

    await cast.withdraw(first)
    await cast.withdraw(third)
    await cast.database.transact(actions.delete_comment, cast.actor("bob"), said)

    assert await queue(api) == []
    seen = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await api(seen, "mod", ids=[first, second, third, stays]) == {"nodes": [None] * 4}


async def test_a_moderator_no_longer_sees_what_was_found_to_be_right(api: Api, database: Database) -> None:
    cast = await assemble(database)
    recognition = await cast.give(Visibility.PEOPLE)
    await cast.report(recognition)
    text = "query($id: ID!) { node(id: $id) { ... on Recognition { message viewerMay } } }"
    assert (await api(text, "mod", id=recognition))["node"]["message"] == "Lantern"

    await cast.moderate(recognition, hide=False)

    assert (await api(text, "mod", id=recognition))["node"] is None
    assert await queue(api) == []
