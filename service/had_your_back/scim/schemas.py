"""What is told of people and teams over SCIM: no more than is kept here.

Everything else that a directory sends (addresses, telephones, cost centres) is accepted and forgotten, so the published
schemas are also the list of what SCIM makes us store.

Annotations are no texts here: scim2-models looks at them when a class is made, before `Group` is known.
"""

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    CaseExact,
    ComplexAttribute,
    ExtensibleStringEnum,
    Extension,
    Mutability,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Uniqueness,
)

from had_your_back.answers import LARGEST_BODY

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
TEAM = "urn:ietf:params:scim:schemas:extension:had-your-back:2.0:Team"

MOST_FOUND = 200
"""Resources of a page."""
MOST_OPERATIONS = 1_000
"""Of one bulk request."""


def _ref() -> Any:
    return Field(None, serialization_alias="$ref", validation_alias="$ref")


class Name(ComplexAttribute):
    """The parts of a person's name. What is shown here is `displayName`."""

    formatted: str | None = None
    given_name: str | None = None
    family_name: str | None = None


class Email(ComplexAttribute):
    """The one address that is kept of a person: the primary one, else the first for work, else the first."""

    class Type(ExtensibleStringEnum):
        """What an address is for."""

        work = "work"
        home = "home"
        other = "other"

    value: str | None = None
    type: Type | None = None
    primary: bool | None = None


class GroupOfUser(ComplexAttribute):
    """A team that a person is in."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = _ref()  # type: ignore[type-arg]
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[AnyExtension]):
    """A person."""

    __schema__ = URN(USER)

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: Annotated[str | None, Required.true] = None
    title: str | None = None
    active: Annotated[bool | None, Required.true] = None
    emails: list[Email] | None = None
    groups: Annotated[list[GroupOfUser] | None, Mutability.read_only] = None


class Manager(ComplexAttribute):
    """The id of a person's manager; or their externalId or userName, also before they are here."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Reference["User"] | None = _ref()  # type: ignore[type-arg]


class EnterpriseUser(Extension):
    """What an employer knows of a person."""

    __schema__ = URN(ENTERPRISE)

    department: str | None = None
    manager: Manager | None = None


class Member(ComplexAttribute):
    """A person who is in a team."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = _ref()  # type: ignore[type-arg]
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[AnyExtension]):
    """A team."""

    __schema__ = URN(GROUP)

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


class Parent(ComplexAttribute):
    """The id, or the externalId, of the team above."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Reference["Group"] | None = _ref()  # type: ignore[type-arg]


class Team(Extension):
    """What we know of a team beyond a group: what it is for, and which team it is a part of."""

    __schema__ = URN(TEAM)

    description: str | None = None
    parent: Parent | None = None


def provider() -> ScimProvider:
    """The service as it describes itself."""
    return ScimProvider(
        models=[User, EnterpriseUser, Group, Team],
        resource_types=[
            ResourceType.from_resource(User[EnterpriseUser]),
            ResourceType.from_resource(Group[Team]),
        ],
        config=ServiceProviderConfig.model_validate(
            {
                "patch": {"supported": True},
                "bulk": {"supported": True, "maxOperations": MOST_OPERATIONS, "maxPayloadSize": LARGEST_BODY},
                "filter": {"supported": True, "maxResults": MOST_FOUND},
                "changePassword": {"supported": False},
                "sort": {"supported": True},
                "etag": {"supported": True},
                "authenticationSchemes": [
                    {
                        "type": "oauthbearertoken",
                        "name": "Service token",
                        "description": "A token of the scope scim: had-your-back token create --scopes scim",
                        "primary": True,
                    }
                ],
            }
        ),
        policy=ScimPolicy(
            unknown=ScimPolicy.Unknown.ignore,
            remove_value_as_filter=ScimPolicy.RemoveValue.apply,
            unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
        ),
    )
