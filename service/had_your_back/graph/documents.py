"""Every document is read, judged and priced here, once, and kept; whoever runs one gets it from here.

    checked, cost = documents.admit(text, operation_name, variables, actor)

A document is *trusted* if it is one of `graphql/operations`, whichever way it came: by its sha256, or as its text. The
limits are for the others.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    separate_operations,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from had_your_back.graph.prices import COST, Price, TooDear, price
from had_your_back.graph.scopes import Needs, needs, refusal
from had_your_back.graph.sizes import LONGEST, TOKENS, too_large
from had_your_back.people.rules import Actor
from had_your_back.settings import Settings

KEPT_CHARACTERS = 200_000
"""Characters of documents that are kept beside the trusted ones: each takes 300 times its size in memory."""

LONGEST_MESSAGE = 400
MOST_ERRORS = 10
"""What is told of what is wrong with one document: as much as one mends at a time."""

_PACKAGED = Path(__file__).parents[1] / "operations"
OPERATIONS = _PACKAGED if _PACKAGED.exists() else Path(__file__).parents[3] / "graphql" / "operations"
MANIFEST = OPERATIONS / "manifest.json"


def manifest() -> str:
    """What ``graphql/operations/manifest.json`` holds, in the form that Apollo's clients read."""
    operations = []
    for path in sorted(OPERATIONS.glob("*.graphql")):
        body = path.read_text(encoding="utf-8")
        operation = get_operation_ast(parse(body))
        assert operation is not None
        described = {"name": path.stem, "type": operation.operation.value, "body": body}
        operations.append({"id": identify(body), **described})
    known = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    return json.dumps(known, indent=1, ensure_ascii=False) + "\n"


class Unfit(Exception):
    """A document that is refused, with everything that is wrong with it."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = list(errors)

    @classmethod
    def because(cls, code: str, message: str, **more: Any) -> Unfit:
        """Refused for one reason."""
        return cls(GraphQLError(message, extensions={"code": code, **more}))


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """One operation that is fit to run."""

    id: str
    """The sha256 of the text that it came in."""
    trusted: bool
    document: DocumentNode
    """The operation and the fragments that it uses, nothing else."""
    operation: OperationDefinitionNode
    needs: Needs
    price: Price

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation

    @property
    def is_kept(self) -> bool:
        """Whether answers to it may be kept: they are asked for again and again by pages of ours."""
        return self.trusted and self.kind is OperationType.QUERY


def identify(text: str) -> str:
    """The id of a document: the sha256 of its text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Documents:
    """The documents that a process knows."""

    def __init__(self, schema: GraphQLSchema, settings: Settings) -> None:
        self._schema = schema
        self._only_trusted = settings.graphql_documents == "trusted"
        # Suggestions tell the names in the schema to whoever tries some.
        self._hide_suggestions = not settings.graphiql
        self._rules = [*specified_rules, MaybeNullValidationRule]
        if not settings.introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        known = orjson.loads(MANIFEST.read_bytes())["operations"]
        self._texts = {each["id"]: each["body"] for each in known}
        self._named = {each["name"]: each["body"] for each in known}
        self._trusted: dict[tuple[str, str | None], Checked] = {}
        self._others: OrderedDict[tuple[str, str | None], Checked | Unfit] = OrderedDict()
        self._kept = 0

    def text_of(self, identifier: str) -> str | None:
        """The text of a trusted document, by its sha256."""
        return self._texts.get(identifier.removeprefix("sha256:"))

    def ours(self) -> dict[str, str]:
        """The trusted documents, by name."""
        return dict(self._named)

    def admit(
        self, text: str, name: str | None, variables: Mapping[str, Any] | None, actor: Actor
    ) -> tuple[Checked, int]:
        """The operation and what it costs this time.

        Raises: Unfit if it is not fit to run, or the actor may not run it, or it costs too much.
        """
        checked = self.check(text, name)
        if error := refusal(checked.needs, actor):
            raise Unfit(error)
        cost = checked.price.of(variables or {})
        if cost > COST and not checked.trusted:
            raise _too_dear(f"{cost:,}", cost=cost)
        return checked, cost

    def check(self, text: str, name: str | None) -> Checked:
        """The operation of this name, or the only one, of a document.

        Raises: Unfit.
        """
        key = text, name
        found = self._trusted.get(key) or self._others.get(key)
        if found is None:
            found = self._look_at(text, name)
            self._keep(key, found)
        if isinstance(found, Unfit):
            raise Unfit(*found.errors)
        return found

    def _keep(self, key: tuple[str, str | None], found: Checked | Unfit) -> None:
        if isinstance(found, Checked) and found.trusted:
            self._trusted[key] = found
        elif len(key[0]) <= LONGEST:
            self._others[key] = found
            self._kept += len(key[0])
            while self._kept > KEPT_CHARACTERS:
                (text, _), _ = self._others.popitem(last=False)
                self._kept -= len(text)

    def _look_at(self, text: str, name: str | None) -> Checked | Unfit:
        try:
            return self._judged(text, name)
        except Unfit as unfit:
            return Unfit(*(_light(error) for error in unfit.errors))
        except GraphQLError as error:  # of the parser
            return Unfit(_light(error, "BAD_REQUEST"))

    def _judged(self, text: str, name: str | None) -> Checked:
        identifier = identify(text) if len(text) <= LONGEST else ""
        trusted = identifier in self._texts
        if self._only_trusted and not trusted:
            message = "Only the documents that this service knows are answered here; send the documentId of one."
            raise Unfit.because("DOCUMENT_NOT_FOUND", message)
        if len(text) > LONGEST:
            message = f"A document has at most {LONGEST:,} characters; this has {len(text):,}. Send texts as variables."
            raise Unfit.because("BAD_REQUEST", message)
        document = parse(text, max_tokens=None if trusted else TOKENS)
        if errors := [] if trusted else too_large(document):
            raise Unfit(*errors)
        operation = _chosen(document, name)
        if errors := validate(self._schema, document, self._rules, MOST_ERRORS, self._hide_suggestions):
            raise Unfit(*errors)
        document = separate_operations(document)[operation.name.value if operation.name else ""]
        try:
            costs = price(self._schema, document, operation, 0 if trusted else COST)
        except TooDear:
            raise _too_dear(f"more than {COST:,}") from None
        return Checked(
            id=identifier,
            trusted=trusted,
            document=document,
            operation=operation,
            needs=needs(self._schema, document),
            price=costs,
        )


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if not operations:
        raise Unfit.because("BAD_REQUEST", "This document has no operation.")
    if name is not None:
        operations = [each for each in operations if each.name and each.name.value == name]
        if not operations:
            raise Unfit.because("BAD_REQUEST", "This document has no operation of the name in operationName.")
    elif len(operations) > 1:
        message = "This document has several operations. Name one in operationName."
        raise Unfit.because("BAD_REQUEST", message)
    return operations[0]


def _too_dear(costs: str, **more: int) -> Unfit:
    message = (
        f"The operation costs {costs}; at most {COST:,} is allowed. Ask for fewer at a time (first), or less deep."
    )
    return Unfit.because("COST_EXCEEDED", message, **more)


def _light(error: GraphQLError, code: str = "VALIDATION_FAILED") -> GraphQLError:
    """The error without the document it is of, with a code, and without the whole of what was sent."""
    message = error.message
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE] + " …"
    light = GraphQLError(message, extensions={"code": code, **(error.extensions or {})})
    light.locations = error.locations
    return light


NOTHING = parse("{ __typename }")


class Admission(SchemaExtension):
    """Whatever is run by strawberry's executor has been admitted: over HTTP by the view, on a socket here."""

    def on_parse(self) -> Iterator[None]:
        """From the text to the document."""
        context = self.execution_context
        self._errors: list[GraphQLError] = []
        admitted = context.context.admitted
        if admitted is None and context.query:
            service, name = context.context.service, context._provided_operation_name  # noqa: SLF001 - there is no other
            try:
                admitted = service.documents.admit(context.query, name, context.variables, context.context.actor)
            except Unfit as unfit:
                self._errors = unfit.errors
        context.graphql_document = admitted[0].document if admitted else NOTHING
        context._provided_operation_name = None  # noqa: SLF001 - there is one operation by now
        self._cost = admitted[1] if admitted else None
        yield

    def on_validate(self) -> Iterator[None]:
        """What is wrong with it, so that it is not looked for again."""
        self.execution_context.pre_execution_errors = self._errors
        yield

    def get_results(self) -> dict[str, Any]:
        """What is told beside the data."""
        return {} if self._cost is None else {"cost": self._cost}
