"""How large a document is, by its text alone: measured before anything slower than counting looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Token,
    TokenKind,
)

TOKENS, LONGEST = 1_000, 30_000
DEPTH, ALIASES = 12, 15
PAIRS = 1_000
"""Fields of one name beside each other are compared two by two when a document is validated."""


def too_large(document: DocumentNode) -> list[GraphQLError]:
    """What is too large about a document, or nothing.

    >>> from graphql import parse
    >>> [error.message for error in too_large(parse("{" + "a {" * 13 + "b" + "}" * 14))]
    ['The operation is 13 fields deep; at most 12 are allowed.']
    """
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    ruler = _Ruler(fragments)
    errors = []
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            measured = ruler.measure(each.selection_set)
            if measured.depth > DEPTH:
                message = f"The operation is {measured.depth} fields deep; at most {DEPTH} are allowed."
                errors.append(GraphQLError(message, each))
            if measured.aliases > ALIASES:
                message = f"The operation has {measured.aliases} aliases; at most {ALIASES} are allowed."
                errors.append(GraphQLError(message, each))
    if not errors and (nested := _nested(document)) > DEPTH:
        errors.append(GraphQLError(f"A value is {nested} levels deep; at most {DEPTH} are allowed."))
    if not errors and not ruler.is_comparable(document):
        message = "Too many fields of one name stand beside each other. Select each of them once."
        errors.append(GraphQLError(message))
    return errors


@dataclass(frozen=True, slots=True)
class _Size:
    depth: int = 0
    aliases: int = 0


class _Ruler:
    """Measures each fragment once: one that is used twice by one that is used twice, and so on, doubles each time."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._measured: dict[str, _Size] = {}
        self._compared: set[frozenset[int]] = set()
        self._pairs = 0

    def measure(self, within: SelectionSetNode) -> _Size:
        """How many fields with fields of their own lie in each other, and how many aliases there are."""
        depth = aliases = 0
        for each in within.selections:
            below = _Size()
            if isinstance(each, FragmentSpreadNode):
                below = self._fragment(each.name.value)
            elif isinstance(each, FieldNode | InlineFragmentNode) and each.selection_set:
                below = self.measure(each.selection_set)
            deeper = below.depth
            if isinstance(each, FieldNode):
                aliases += each.alias is not None
                # Introspection has a rule of its own among those of validation.
                deeper = 0 if each.name.value.startswith("__") else deeper + (each.selection_set is not None)
            depth, aliases = max(depth, deeper), aliases + below.aliases
        return _Size(depth, aliases)

    def _fragment(self, name: str) -> _Size:
        if name not in self._measured:
            self._measured[name] = _Size()  # where a fragment is inside itself, which validation refuses
            fragment = self._fragments.get(name)
            self._measured[name] = self.measure(fragment.selection_set) if fragment else _Size()
        return self._measured[name]

    def is_comparable(self, document: DocumentNode) -> bool:
        """Whether validation, which compares fields of one name two by two, is done in a moment."""
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode):
                self._compare([each.selection_set])
        return self._pairs <= PAIRS

    def _compare(self, merged: list[SelectionSetNode]) -> None:
        key = frozenset(map(id, merged))
        if key in self._compared or self._pairs > PAIRS:
            return
        self._compared.add(key)
        fields: dict[str, list[FieldNode]] = {}
        self._collect(merged, fields, set())
        for nodes in fields.values():
            self._pairs += len(nodes) * (len(nodes) - 1) // 2
        for nodes in fields.values():
            if below := [node.selection_set for node in nodes if node.selection_set]:
                self._compare(below)

    def _collect(self, merged: Iterable[SelectionSetNode], into: dict[str, list[FieldNode]], seen: set[str]) -> None:
        for each in (selection for within in merged for selection in within.selections):
            if isinstance(each, FieldNode):
                into.setdefault((each.alias or each.name).value, []).append(each)
            elif isinstance(each, InlineFragmentNode):
                self._collect([each.selection_set], into, seen)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in seen:
                seen.add(each.name.value)
                if fragment := self._fragments.get(each.name.value):
                    self._collect([fragment.selection_set], into, seen)


def _nested(document: DocumentNode) -> int:
    """How deep values lie in lists and objects: only they have brackets within parentheses."""
    assert document.loc is not None
    token: Token | None = document.loc.start_token
    parentheses = level = deepest = 0
    while token is not None:
        parentheses += {TokenKind.PAREN_L: 1, TokenKind.PAREN_R: -1}.get(token.kind, 0)
        if parentheses:
            level += {
                TokenKind.BRACE_L: 1,
                TokenKind.BRACKET_L: 1,
                TokenKind.BRACE_R: -1,
                TokenKind.BRACKET_R: -1,
            }.get(token.kind, 0)
            deepest = max(deepest, level)
        token = token.next
    return deepest
