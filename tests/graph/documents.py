"""Random documents over the schema, valid by construction, and a world in which they have something to find."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zlib import crc32

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from conftest import Company, _found
from had_your_back import outbox
from had_your_back.commitments import actions as commitments
from had_your_back.commitments.actions import Step
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import Details, Draft
from had_your_back.commitments.transitions import Act, Reason
from had_your_back.database import Database, Transaction
from had_your_back.graph.paging import cursor
from had_your_back.graph.schema import schema
from had_your_back.people.rules import Actor, Role, Scope, actor_of
from had_your_back.recognitions import actions
from had_your_back.recognitions.actions import Decision
from had_your_back.recognitions.rules import GiveDraft, Visibility
from recognitions.acting import LIMITS, actor

CORE = schema._schema
NAMES = ("ann", "bob", "cyd", "dee", "eve", "mia", "mod", "adm")
EVERYTHING = "a page, a filter, an alias, a fragment, a condition and a variable"


@dataclass
class World:
    """What there is, and who looks at it."""

    company: Company
    recognitions: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    commitments: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def viewers(self) -> list[Actor]:
        def person(name: str, role: Role | None, *scopes: Scope) -> Actor:
            return actor_of(self.company[name], (Role.EMPLOYEE, *([role] if role else ())), frozenset(scopes) or None)

        return [
            *(person(name, None) for name in ("ann", "bob", "cyd", "dee", "mia")),
            person("mod", Role.MODERATOR),
            person("adm", Role.ADMINISTRATOR),
            person("int", Role.INTEGRATOR),
            person("ann", None, Scope.RECOGNITIONS_READ, Scope.PEOPLE_READ),
            person("ann", None, Scope.COMMITMENTS_READ, Scope.PEOPLE_READ, Scope.RECOGNITIONS_READ),
            actor_of(None, (), frozenset({Scope.RECOGNITIONS_READ, Scope.PEOPLE_READ, Scope.COMMITMENTS_READ})),
            actor_of(None, (), frozenset({Scope.SIGNAGE})),
        ]


async def world(database: Database, number: int = 24) -> World:
    """A few weeks of the small company, the same each time."""

    async def happen(tx: Transaction) -> World:
        made = World(await _found(tx))
        chance = random.Random(7)
        await _thank(tx, made, chance, number)
        await _promise(tx, made, chance, number // 2)
        made.events += [row.id for row in await outbox.after(tx, outbox.START, limit=3)]
        return made

    return await database.transact(happen)


async def _thank(tx: Transaction, made: World, chance: random.Random, number: int) -> None:
    company = made.company
    for each in range(number):
        giver = NAMES[each % 6]
        others = [name for name in NAMES[:6] if name != giver]
        to = [("kestrel",), ("north",), others[:1], others[:3], others[2:4]][each % 5]
        draft = GiveDraft(
            recipients=[company[name] for name in to],
            message=f'Number {each}, "quoted" é',
            behaviours=chance.sample(["had_my_back", "owned_it", "felt_with_me", "led_by_example"], 1 + each % 3),
            visibility=chance.choice(list(Visibility)) if each % 2 else Visibility.EVERYONE,
            link="https://example.org/work" if each % 4 == 0 else None,
        )
        key = await actions.give(tx, actor(company, giver), draft, limits=LIMITS)
        made.recognitions.append(key)
        readers = [giver, *(name for name in to if name in NAMES)]
        for name in readers[: each % 3]:
            await actions.react(tx, actor(company, name), key, chance.choice("👏🙏"), limits=LIMITS)
            made.comments.append(await actions.add_comment(tx, actor(company, name), key, f"Yes {each}", limits=LIMITS))
        if each % 8 == 3:
            await actions.withdraw(tx, actor(company, giver), key, limits=LIMITS)
        if each % 8 == 5 and draft.visibility is Visibility.EVERYONE:
            await actions.endorse(tx, actor(company, "mod"), key, limits=LIMITS)
        if each % 12 == 6 and draft.visibility is Visibility.EVERYONE:
            await actions.moderate(
                tx, actor(company, "mod"), Decision(subject=key, hide=True, reason="not yet"), limits=LIMITS
            )


async def _promise(tx: Transaction, made: World, chance: random.Random, number: int) -> None:
    terms, company = Terms(), made.company
    for each in range(number):
        customer, of = NAMES[each % 4], ("kestrel", "eve", "swift", "mia", "dee")[each % 5]
        if company[customer] == company[of]:
            continue
        draft = Draft(
            title=f"Promise {each}", due_at=tx.now + timedelta(days=3 + each), private=of in NAMES and each % 3 == 0
        )
        key = await commitments.request(tx, actor(company, customer), company[of], draft, terms=terms)
        made.commitments.append(key)
        if of in NAMES:
            step, details = (
                (Act.ACCEPT, Details())
                if each % 3
                else (
                    Act.DECLINE,
                    Details(reason=chance.choice(list(Reason)), note="so it is", refer_to=company["cyd"]),
                )
            )
            await commitments.act(
                tx, actor(company, of), Step(commitment=key, version=1, act=step, details=details), terms=terms
            )


# ----------------------------------------------------------------------------------------------------------- documents

ROOTS = (
    "recognitions", "recognitions", "recognitions", "person", "team", "viewer", "node", "nodes", "people", "teams",
    "commitments", "behaviours", "organization",
)  # fmt: skip
ACTIONS = (
    "giveRecognition", "giveRecognition", "editRecognition", "withdrawRecognition", "endorseRecognition",
    "removeEndorsement", "reactToRecognition", "removeReaction", "addComment", "report", "moderate",
    "requestCommitment", "offerCommitment", "actOnCommitment", "setAway",
)  # fmt: skip
RARE = {"score", "scoreHistory", "leadership"}
"""Fields with a resolver of their own: the general executor's."""


class Writer:
    """Writes one document and the values of its variables; a seed always writes the same."""

    def __init__(self, made: World, seed: int) -> None:
        self.world, self.chance = made, random.Random(seed)
        self.variables: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.fragments: list[str] = []
        self.aliases = 0

    def document(self) -> tuple[str, dict[str, Any]]:
        assert CORE.query_type
        roots = self.chance.choices(ROOTS, k=self.chance.choice((1, 1, 1, 2)))
        body = "{ " + " ".join(self.wrapped(CORE.query_type, name, 0) for name in roots) + " }"
        heads = ", ".join(f"${name}: {kind}" for name, kind in self.variables.items())
        text = "\n".join([f"query Q{f'({heads})' if heads else ''} {body}", *self.fragments])
        return text, dict(self.values)

    def mutation(self) -> tuple[str, dict[str, Any]]:
        """The same with an action, one of those that twice is as good as once."""
        assert CORE.mutation_type
        body = self.wrapped(CORE.mutation_type, self.chance.choice(ACTIONS), 1)
        heads = ", ".join(f"${name}: {kind}" for name, kind in self.variables.items())
        return "\n".join([f"mutation M{f'({heads})' if heads else ''} {{ {body} }}", *self.fragments]), self.values

    def again(self) -> dict[str, Any]:
        """Other values for the same document, so that it meets its own plan."""
        return {
            name: not value if kind == "Boolean!" else value if kind == "String" else self.value(kind)
            for name, kind in self.variables.items()
            for value in [self.values[name]]
        }

    def selection(self, kind: Any, depth: int) -> str:
        names = [name for name in kind.fields if name not in RARE or self.chance.random() < 0.03]
        if depth > 4:
            names = [name for name in names if is_leaf_type(get_named_type(kind.fields[name].type))]
        if self.chance.random() < 0.5 and "nodes" in names:
            names += ["nodes", "nodes", "pageInfo"]
        wanted = self.chance.choices(names, k=self.chance.randint(1, 5 if depth < 4 else 3)) if names else []
        wanted += ["__typename"] if not wanted or self.chance.random() < 0.1 else []
        return "{ " + " ".join(self.wrapped(kind, name, depth) for name in wanted) + " }"

    def wrapped(self, kind: Any, name: str, depth: int) -> str:
        """A field as it is, or in a fragment of any form, perhaps of an interface, perhaps under a condition."""
        text, roll = self.field(kind, name, depth), self.chance.random()
        if roll < 0.06:
            return f"... on {kind.name}{self.condition()} {{ {text} }}"
        if roll < 0.10:
            return f"...{self.condition()} {{ {text} }}"
        if roll < 0.18:
            title = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {title} on {kind.name} {{ {text} }}")
            return f"...{title}{self.condition()}"
        if roll < 0.21 and isinstance(kind, GraphQLObjectType) and kind.interfaces:
            return f"... on Node {{ id }} {text}"
        return text

    def field(self, kind: Any, name: str, depth: int) -> str:
        if name == "__typename":
            return name
        core: GraphQLField = kind.fields[name]
        asked = ", ".join(
            f"{arg}: {value}" for arg, spec in core.args.items() if (value := self.argument(arg, spec.type, core))
        )
        # A key tells the field and its arguments, so that the same key may be there twice, and is merged.
        key = f"{name}_of" if kind.name == "Commitment" and name == "recognitions" else name
        key = key if not asked else f"{name}_{crc32(asked.encode())}"
        if not asked and self.chance.random() < 0.1:
            key = f"{name}_{self.chance.randint(0, 1)}"
        if key != name:
            self.aliases += 1
            if self.aliases > 12 and not asked and not key.endswith("_of"):
                key = name
        head = ("" if key == name else f"{key}: ") + name + (f"({asked})" if asked else "") + self.condition()
        named = get_named_type(core.type)
        if is_leaf_type(named):
            return head
        if isinstance(named, GraphQLInterfaceType):
            kinds = [self.chance.choice(CORE.get_possible_types(named)) for _ in range(2)]
            known = [each for each in kinds if each.name in {"Person", "Team", "Recognition", "Comment", "Commitment"}]
            parts = " ".join(f"... on {each.name} {self.selection(each, depth + 2)}" for each in known)
            return f"{head} {{ __typename id {parts} }}"
        return f"{head} {self.selection(named, depth + 1)}"

    def condition(self) -> str:
        if self.chance.random() < 0.85:
            return ""
        word, value = self.chance.choice(["skip", "include"]), self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return f" @{word}(if: {str(value).lower()})"
        return f" @{word}(if: {self.variable('Boolean!', value)})"

    def argument(self, name: str, kind: Any, of: GraphQLField) -> str | None:
        needed = is_non_null_type(kind)
        if not needed and self.chance.random() < (0.5 if name in {"first", "filter"} else 0.8):
            return None
        if name in {"last", "before"} and (not of.args.get("last") or self.chance.random() < 0.6):
            return None
        told = "cursor" if name in {"after", "before"} else str(kind)
        if self.chance.random() < 0.4:
            return self.variable(str(kind), self.value(told, of))
        return _written(self.value(told, of), get_nullable_type(kind))

    def cursor(self, shown: str) -> str:
        """A place in a list of this type."""
        made, chance = self.world, self.chance
        name = chance.choice(NAMES)
        keys = {
            "Recognition": [chance.choice(made.recognitions)],
            "Comment": [chance.choice(made.comments)],
            "Person": [f"{name} example", made.company[name]],
            "Team": ["kestrel", made.company["kestrel"]],
            "Commitment": [chance.choice(made.commitments)],
            "CommitmentStep": ["000001", chance.choice(made.commitments)],
        }
        return cursor(keys.get(shown, ["x"]))

    def variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name], self.values[name] = kind, value
        return f"${name}"

    def value(self, kind: str, of: GraphQLField | None = None) -> Any:
        chance, made = self.chance, self.world
        bare = kind.rstrip("!")
        if not kind.endswith("!") and chance.random() < 0.1:
            return None
        every = [*made.recognitions, *made.comments, *made.commitments, *made.company.people.values(),
                 *made.company.teams.values()]  # fmt: skip
        match bare:
            case "Int":
                return chance.choice((0, 1, 2, 3, 5, 20)) if chance.random() < 0.97 else chance.choice((101, -1))
            case "Boolean":
                return chance.random() < 0.5
            case "ID":
                people, teams = [*made.company.people.values()], [*made.company.teams.values()]
                return (
                    chance.choice([*people, *teams, *teams]) if chance.random() < 0.7 else chance.choice([*every, "x"])
                )
            case "[ID!]":
                return [
                    *chance.sample([*every, "nothing", "per_x"], 3),
                    *(made.events[-1:] if chance.random() < 0.2 else ()),
                ]
            case "String":
                return chance.choice(["de", "number", "ex", "", "kestrel", "had_my_back"])
            case "cursor":
                shown = get_named_type(of.type).name.removesuffix("Connection")
                if chance.random() < 0.03:
                    shown = chance.choice(("Team", "Comment", "nothing"))
                return self.cursor(shown)
            case "[String!]":
                return chance.sample(["had_my_back", "owned_it", "nothing"], chance.randint(0, 2))
            case "DateTime":
                return chance.choice(["2026-11-20T09:00:00Z", "2030-01-01T00:00:00+02:00", "2020-01-01T00:00:00.250Z"])
            case "PersonBy":
                name = chance.choice(NAMES)
                return chance.choice([{"id": made.company[name]}, {"userName": name.upper()}, {"externalId": "none"}])
            case "TeamBy":
                name = chance.choice(("north", "kestrel", "swift"))
                return chance.choice([{"id": made.company[name]}, {"externalId": name}, {"id": "x"}])
        if draft := self.draft(bare):
            return draft
        if bare.startswith("["):
            return [self.value(bare[1:-1], of) for _ in range(chance.randint(0, 2))]
        core: Any = CORE.type_map[bare]
        if is_leaf_type(core):
            return Word(chance.choice(list(core.values)))
        fields = chance.sample(list(core.fields), chance.randint(0, 2))
        # A null says nothing here, as what is left out.
        return {name: self.value(str(GraphQLNonNull(get_nullable_type(core.fields[name].type)))) for name in fields}

    def draft(self, kind: str) -> dict[str, Any] | None:
        """What an action is given, with a key where it takes one; mostly something that it does."""
        chance, made = self.chance, self.world
        recognition, one = chance.choice(made.recognitions), made.company[chance.choice(NAMES[:6])]
        words, key = f"Number {chance.randrange(1_000)}", f"key {chance.getrandbits(64)}"
        match kind:
            case "GiveRecognitionInput":
                told = {"visibility": Word(chance.choice(["EVERYONE", "TEAMS"])), "link": "https://example.org/work"}
                more = {name: told[name] for name in chance.sample(list(told), chance.randint(0, 2))}
                to, did = (
                    [one, made.company["mia"]][: chance.randint(1, 2)],
                    ["owned_it", "had_my_back"][: chance.randint(1, 2)],
                )
                return {"recipients": to, "message": words, "behaviours": did, "idempotencyKey": key, **more}
            case "EditRecognitionInput":
                return {"id": recognition, "message": words}
            case "RecognitionIdInput":
                return {"id": recognition}
            case "ReactInput":
                return {"id": recognition, "emoji": chance.choice("👏🙏x")}
            case "AddCommentInput":
                return {"recognition": recognition, "text": words, "idempotencyKey": key}
            case "ReportInput":
                return {"id": chance.choice([recognition, *made.comments]), "reason": words}
            case "ModerateInput":
                hide = chance.random() < 0.5
                return {"id": chance.choice([recognition, *made.comments]), "hide": hide, "reason": words}
            case "RequestCommitmentInput" | "OfferCommitmentInput":
                whom = {"of" if kind.startswith("Req") else "to": one}
                due = {"dueAt": "2030-01-01T00:00:00+02:00"} if chance.random() < 0.7 else {}
                return {**whom, **due, "title": words, "private": chance.random() < 0.3, "idempotencyKey": key}
            case "ActOnCommitmentInput":
                acts = ({"accept": {}}, {"decline": {"reason": Word("NO_CAPACITY"), "note": words}},
                        {"counter": {"dueAt": "2030-01-01T00:00:00Z"}}, {"cancel": {"note": None}})  # fmt: skip
                held = {"id": chance.choice(made.commitments), "version": chance.choice((1, 1, 2))}
                return {**held, "act": chance.choice(acts), "idempotencyKey": key}
            case "SetAwayInput":
                return {"until": "2030-01-01T00:00:00Z"} if chance.random() < 0.5 else {"until": None}
        return None


class Word(str):
    """An enum's value, which a document writes without quotes."""

    __slots__ = ()


def _written(value: Any, kind: Any) -> str:
    """A value as a document writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(each, None)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        inner = get_nullable_type(kind.of_type) if is_list_type(kind) else None
        return "[" + ", ".join(_written(each, inner) for each in value) + "]"
    if isinstance(value, Word | int):
        return str(value)
    return '"' + str(value).replace('"', '\\"') + '"'
