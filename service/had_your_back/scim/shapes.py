"""What directories really send, as the standard would have it. Pure.

Entra ID and Okta depart from RFC 7644 in ways that never change, and each of them is answered here, before anything is
validated. What scim2-models forgives by itself (capital operations, ``"False"``, dotted keys, entries of a filter that
matches nothing yet) is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from had_your_back.scim.schemas import ENTERPRISE

Json = dict[str, Any]

SEVERAL = frozenset({"emails", "members"})
"""Attributes that have several values."""
NAMED = frozenset({"manager", "parent"})
"""Attributes that name somebody or something, as an object with a `value`."""
_OF_ENTERPRISE = frozenset({"manager", "department"})
_TEXTS = frozenset({"title", "department", "description", "externalid", "formatted", "givenname", "familyname"})


def resource(body: Any) -> Any:
    """A resource as it is created or replaced.

    >>> resource({"userName": "ann", "name": {"givenName": "Ann", "familyName": "Lee"}, "emails": "ann@x.org"})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'active': True, 'userName': 'ann', 'name': {'givenName': 'Ann', 'familyName': 'Lee'},
     'emails': [{'value': 'ann@x.org'}], 'displayName': 'Ann Lee'}
    """
    if not isinstance(body, dict):
        return body
    made = {key: _value(_head(key), value) for key, value in body.items()}
    known = {key.lower(): value for key, value in made.items()}
    if "username" in known and not known.get("displayname"):
        # Everybody has a name here; some directories leave it to whoever shows it.
        made = {key: value for key, value in made.items() if key.lower() != "displayname"}
        made["displayName"] = _called(known.get("name")) or known["username"]
    if "username" in known and known.get("active") is None:
        made = {"active": True} | {key: value for key, value in made.items() if key.lower() != "active"}
    return made


def _called(name: Any) -> str:
    """What somebody is called by the parts of their name.

    >>> _called({"formatted": "Dr Ann Lee"}), _called({"familyName": "Lee"}), _called("Ann")
    ('Dr Ann Lee', 'Lee', '')
    """
    if not isinstance(name, Mapping):
        return ""
    parts = {key.lower(): value for key, value in name.items() if isinstance(value, str)}
    return parts.get("formatted") or " ".join(filter(None, (parts.get("givenname"), parts.get("familyname"))))


def patch(body: Any) -> Any:
    """The operations of a PATCH.

    >>> patch({"Operations": [{"op": "Remove", "path": "members", "value": [{"value": "7", "$ref": None}]}]})
    {'Operations': [{'op': 'Remove', 'path': 'members', 'value': [{'value': '7'}]}]}
    >>> patch({"Operations": [{"op": "Add", "path": "manager", "value": "7"}]})["Operations"][0]["value"]
    {'value': '7'}
    """
    if not isinstance(body, dict):
        return body
    return {
        key: [made for each in value for made in _operations(each)]
        if key.lower() == "operations" and isinstance(value, list)
        else value
        for key, value in body.items()
    }


def is_deeper(body: Any, levels: int) -> bool:
    """Whether more lists and objects lie within each other than these.

    >>> [is_deeper([{"a": [1]}], levels) for levels in (2, 3)], is_deeper("x", 0)
    ([True, False], False)
    """
    if not isinstance(body, dict | list):
        return False
    within = body.values() if isinstance(body, dict) else body
    return levels == 0 or any(is_deeper(each, levels - 1) for each in within)


def longest_path(body: Any) -> int:
    """The characters of the longest path or key in the operations of a PATCH, or of a bulk request.

    >>> longest_path({"Operations": [{"op": "add", "path": "title"}, {"op": "add", "value": {"displayName": "Ann"}}]})
    11
    """
    if isinstance(body, list):
        return max(map(longest_path, body), default=0)
    if not isinstance(body, dict):
        return 0
    paths = [len(each) for each in (body.get("path"), *body) if isinstance(each, str)]
    return max([*paths, *map(longest_path, body.values())], default=0)


def members(operations: Iterable[Any]) -> tuple[set[str], set[str]] | None:
    """Who comes to a group and who leaves it by these operations; None if they do anything else.

    >>> from types import SimpleNamespace as Operation
    >>> members([Operation(op="add", path="members", value=[{"value": "7"}]),
    ...          Operation(op="remove", path='members[value eq "8"]', value=None)])
    ({'7'}, {'8'})
    >>> members([Operation(op="replace", path="members", value=[])])
    """
    come: set[str] = set()
    go: set[str] = set()
    for each in operations:
        chosen = _MEMBER.fullmatch(str(each.path or ""))
        if each.op == "remove" and chosen and each.value is None:
            named = [chosen[1]]
        elif each.op in {"add", "remove"} and str(each.path or "").lower() == "members" and each.value:
            entries = each.value if isinstance(each.value, list) else [each.value]
            named = [it.get("value") if isinstance(it, dict) else None for it in entries]
        else:
            return None
        if not all(isinstance(it, str) and it for it in named):
            return None
        (come if each.op == "add" else go).update(named)
        (go if each.op == "add" else come).difference_update(named)
    return come, go


_MEMBER = re.compile(r'members\[value eq "([^"\\]+)"\]', re.IGNORECASE)


def bulk(body: Any) -> Any:
    """Each operation of a bulk request."""
    if not isinstance(body, dict):
        return body
    return {
        key: [_in_bulk(each) for each in value] if key.lower() == "operations" and isinstance(value, list) else value
        for key, value in body.items()
    }


def _in_bulk(operation: Any) -> Any:
    if not isinstance(operation, dict) or "data" not in operation:
        return operation
    shape = patch if str(operation.get("method")).upper() == "PATCH" else resource
    return {**operation, "data": shape(operation["data"])}


def _operations(operation: Any) -> Iterator[Any]:
    if not isinstance(operation, dict):
        yield operation
        return
    path, value = operation.get("path"), operation.get("value")
    if isinstance(path, str) and path:
        yield _at(operation, path, value)
    elif isinstance(value, dict):
        # Keys may be paths; those that choose an entry are operations of their own.
        chosen = {key: each for key, each in value.items() if "[" in key}
        rest = {key: _value(_head(key), each) for key, each in value.items() if key not in chosen}
        if rest or not chosen:
            yield {**operation, "value": rest}
        for key, each in chosen.items():
            yield _at({**operation, "path": key}, key, each)
    else:
        yield operation


def _at(operation: Json, path: str, value: Any) -> Json:
    head = _head(path)
    if path.lower() in _OF_ENTERPRISE:
        operation = {**operation, "path": f"{ENTERPRISE}:{path}"}
    if "value" not in operation:
        return operation
    removes = str(operation.get("op")).lower() == "remove"
    if removes and head in SEVERAL:
        return {**operation, "value": _only_values(value)} if value else _without_value(operation)
    made = value if "[" in path else _value(head, value)
    if removes or (made is None and head in NAMED):
        return _without_value({**operation, "op": "remove"})
    return {**operation, "value": made}


def _without_value(operation: Json) -> Json:
    return {key: each for key, each in operation.items() if key != "value"}


def _only_values(value: Any) -> Any:
    """Whom to remove, by nothing but their ids: what else stands there may be out of date."""
    entries = value if isinstance(value, list) else [value]
    return [{"value": each["value"]} if isinstance(each, dict) and "value" in each else each for each in entries]


def _head(path: str) -> str:
    """The attribute that a path or a key names, without case.

    >>> _head('emails[type eq "work"].value'), _head(ENTERPRISE + ":manager"), _head("name.givenName")
    ('emails', 'manager', 'givenname')
    """
    if path.lower().startswith("urn:"):
        path = path.rpartition(":")[2]
    return path.partition("[")[0].lower() if "[" in path else path.rpartition(".")[2].lower()


def _value(head: str, value: Any) -> Any:
    """A value as its attribute has it."""
    if head in SEVERAL:
        return [{"value": each} if isinstance(each, str) else each for each in _listed(value)]
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "value" in value[0]:
        value = value[0] if head in NAMED else value[0]["value"]  # older Entra wraps single values
    if head in NAMED:
        called = value.get("value") or _last(value.get("$ref")) if isinstance(value, dict) else value
        return {"value": str(called)} if called else None
    if isinstance(value, dict) and head not in NAMED:
        return {key: _value(_head(key), each) for key, each in value.items()}
    return None if value == "" and head in _TEXTS else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _last(reference: Any) -> str | None:
    return reference.rstrip("/").rpartition("/")[2] if isinstance(reference, str) else None
