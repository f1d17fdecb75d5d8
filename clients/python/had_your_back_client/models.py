"""What answers are made of, and why a service of another version does no harm.

A newer service may answer with names of enums that were unknown here: they come as members too. An older one may not
answer a field at all: what may be null is null then, and anything else says that it is missing when it is asked for.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from had_your_back_client.errors import Missing

_ABSENT = object()


def absent() -> Any:
    """The default of what an answer of this version always has."""
    return Field(default=_ABSENT)


def camel(name: str) -> str:
    """As GraphQL writes a name; an underscore at its end keeps it apart from a word of Python.

    >>> camel("display_name"), camel("from_")
    ('displayName', 'from')
    """
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(each[:1].upper() + each[1:] for each in rest)


class Model(BaseModel):
    """A part of an answer. It cannot be changed; what it does not know, it leaves out."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=camel, protected_namespaces=())

    def model_post_init(self, _context: Any, /) -> None:
        """Forget what the service did not answer."""
        for name in type(self).model_fields.keys() - self.model_fields_set:
            if self.__dict__[name] is _ABSENT:
                del self.__dict__[name]

    if not TYPE_CHECKING:  # else any name would have any type

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise Missing(f"The service did not answer {camel(name)} of {type(self).__qualname__}; is it older?")
            return super().__getattr__(name)


class Name(StrEnum):
    """A name in capitals. One that is unknown here is a member nonetheless, and equal to its text."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown


def nearest(plain: type[Model], *kinds: type[Model]) -> PlainValidator:
    """Choose the class that knows most of what was answered; `plain` for an object of any other type."""
    known = {each: {camel(name) for name in each.model_fields} for each in (plain, *kinds)}

    def choose(answer: Any) -> Model:
        kind = max(known, key=lambda each: (len(known[each] & set(answer)), -len(known[each])))
        return kind.model_validate(answer)

    return PlainValidator(choose)
