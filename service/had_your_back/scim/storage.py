"""Where scim2-server finds people and teams: in our own tables, in the transaction of the request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from scim2_models import (
    InvalidPathException,
    InvalidValueException,
    Meta,
    NotFoundException,
    NotImplementedException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimFilter,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import AsyncScimStorage, SearchPage
from scim2_server.utils import parametrize

from had_your_back.commitments import actions as commitments
from had_your_back.commitments.clocks import Terms
from had_your_back.database import Row, Session, Transaction
from had_your_back.errors import ErrorCode, Refused
from had_your_back.people import directory, provisioning
from had_your_back.people.provisioning import Entry, Group
from had_your_back.privacy import actions as privacy
from had_your_back.scim.filters import condition
from had_your_back.scim.schemas import ENTERPRISE, TEAM

USERS, GROUPS = "User", "Group"
FARTHEST = 2**31 - 1
"""Where a page can begin."""


@contextmanager
def refusals() -> Iterator[None]:
    """Tell a refusal of ours as SCIM does."""
    try:
        yield
    except Refused as no:
        kind = UniquenessException if no.code is ErrorCode.CONFLICT else InvalidValueException
        raise kind(detail=no.message) from no


class Storage(AsyncScimStorage):
    """People and teams for one request. Reading needs a session, writing a transaction."""

    def __init__(
        self,
        session: Session | None,
        provider: ScimProvider,
        terms: Terms,
        *,
        erases: bool = False,
        base_url: str | None = None,
    ) -> None:
        self._open, self._provider, self._terms, self._erases = session, provider, terms, erases
        self._root = f"{base_url}/" if base_url else ""
        self._held: dict[str, Row] = {}
        """What was read in this transaction and is held, so that nobody else changed it since."""
        self.erased = False
        """Whether somebody was erased, so that the files have to be rewritten."""
        self.brief = False
        """Whether nobody reads what `update` gives back, but for its version."""

    @property
    def _session(self) -> Session:
        assert self._open is not None
        return self._open

    # -------------------------------------------------------------------------------------------------------- reading

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """One of them.

        Raises: NotFoundException.
        """
        row = await self._row(resource_type, resource_id)
        return (await self._resources(resource_type, [row], response_parameters))[0]

    async def _row(self, resource_type: ResourceType, resource_id: str) -> Row:
        row = self._held.get(resource_id)
        if row is None:
            find = directory.one_person if resource_type.name == USERS else directory.one_team
            row = await find(self._session, resource_id)
        if row is None:
            raise NotFoundException(detail=f"There is no {resource_type.name} with the id {resource_id[:100]!r}.")
        self._held[resource_id] = row
        return row

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002 - of cursors, which we announce none
    ) -> SearchPage:
        """A page of those that a filter chooses. Of several kinds at once, people come before teams.

        Raises: InvalidFilterException, InvalidPathException for what cannot be asked here.
        """
        if len(resource_types) > 1 and search_request.sort_by is not None:
            raise NotImplementedException(detail="People and teams together have no order. Search /Users or /Groups.")
        skipped, wanted = search_request.start_index_0 or 0, search_request.count
        if skipped > FARTHEST:
            raise InvalidValueException(detail=f"startIndex is at most {FARTHEST:,}. Page on by what was answered.")
        total, found = 0, list[Resource[Any]]()
        for each in resource_types:
            limit = None if wanted is None else max(0, wanted - len(found))
            number, rows = await self._page(each, search_request, max(0, skipped - total), limit)
            found += await self._resources(each, rows, search_request)
            total += number
        return SearchPage(total, found)

    async def _page(
        self, resource_type: ResourceType, asked: SearchRequest[Any], offset: int, limit: int | None
    ) -> tuple[int, Sequence[Row]]:
        model = self._provider.model_for(resource_type)
        of_people = resource_type.name == USERS
        found, fields = (directory.PEOPLE, directory.OF_PEOPLE) if of_people else (directory.TEAMS, directory.OF_TEAMS)
        if asked.filter is not None:
            found = found.where(condition(parametrize(ScimFilter, model)(asked.filter), fields))
        order: list[Any] = []
        if asked.sort_by is not None:
            binding = asked.sort_binding(model)  # type: ignore[arg-type]
            field = fields.get((binding.field_name, binding.sub_field_name)) if binding else None
            if field is None:
                raise InvalidPathException(detail=f"Nothing is sorted by {asked.sort_by!s} here.")
            downwards = asked.sort_order == SearchRequest.SortOrder.descending
            order = [each.desc() if downwards else each.asc() for each in field.ordered]
        return await directory.page(self._session, found, order, offset=offset, limit=limit)

    async def _resources(
        self, resource_type: ResourceType, rows: Sequence[Row], shown: ResponseParameters[Any] | None
    ) -> list[Resource[Any]]:
        ids = [row.id for row in rows]
        model = self._provider.model_for(resource_type)
        assert model is not None
        if resource_type.name == USERS:
            teams: dict[str, list[Row]] = {}
            for row in await directory.teams_of(self._session, ids) if _keeps(shown, "groups") else ():
                teams.setdefault(row.person_id, []).append(row)
            made = [_user(row, teams.get(row.id, ()), self._root) for row in rows]
        else:
            members: dict[str, list[str]] = {}
            for row in await directory.members_of(self._session, ids) if _keeps(shown, "members") else ():
                members.setdefault(row.team_id, []).append(row.person_id)
            made = [_group(row, members.get(row.id, ()), self._root) for row in rows]
        resources = []
        for row, told in zip(rows, made, strict=True):
            resource: Resource[Any] = model.model_validate(told)  # type: ignore[assignment]
            resource.meta = _meta(resource_type, row)
            resources.append(resource)
        return resources

    async def version_of(self, resource_type: ResourceType, resource_id: str) -> Resource[Any]:
        """One of them, by nothing but its id and its version.

        Raises: NotFoundException.
        """
        row = await self._row(resource_type, resource_id)
        model: Any = self._provider.model_for(resource_type)
        bare: Resource[Any] = model.model_construct(id=row.id, meta=_meta(resource_type, row))
        return bare

    # -------------------------------------------------------------------------------------------------------- writing

    @property
    def _tx(self) -> Transaction:
        assert isinstance(self._open, Transaction)
        return self._open

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """A new one.

        Raises: UniquenessException, InvalidValueException.
        """
        with refusals():
            if resource_type.name == USERS:
                new = await provisioning.come(self._tx, _entry(resource))
            else:
                new = await provisioning.found_team(self._tx, _team(resource))
        return await self.get(resource_type, new)

    async def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Let one be as it is said to be.

        Raises: NotFoundException, PreconditionFailedException, UniquenessException, InvalidValueException.
        """
        resource_id = resource.id or ""
        known = await self._expected(resource_type, resource_id, expected_version)
        with refusals():
            if resource_type.name != USERS:
                await provisioning.change_team(self._tx, known, _team(resource))
            elif await provisioning.change(self._tx, known, _entry(resource)):
                await commitments.person_left(self._tx, known.id)
        return await (self.version_of if self.brief else self.get)(resource_type, resource_id)

    async def change_members(
        self, resource_type: ResourceType, team: str, *, come: Collection[str], go: Collection[str]
    ) -> Resource[Any]:
        """Let people come to a team and leave it, without reading everybody who is in it; its new version.

        Raises: NotFoundException, InvalidValueException.
        """
        await self._expected(resource_type, team, None)
        with refusals():
            await provisioning.change_members(self._tx, team, come=come, go=go)
        return await self.version_of(resource_type, team)

    async def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Let one be no more: a person has left, or is erased, as the setting says.

        Raises: NotFoundException, PreconditionFailedException.
        """
        known = await self._expected(resource_type, resource_id, expected_version)
        with refusals():
            if resource_type.name != USERS:
                await provisioning.remove_team(self._tx, known)
            elif self._erases:
                await privacy.erase(self._tx, known.id, terms=self._terms)
                self.erased = True
            elif await provisioning.go(self._tx, known):
                await commitments.person_left(self._tx, known.id)

    async def _expected(self, resource_type: ResourceType, resource_id: str, version: str | None) -> Row:
        """The row of one, if it has this version; it is read again after it was written."""
        known = await self._row(resource_type, resource_id)
        if version is not None and version != f'W/"{known.revision}"':
            raise PreconditionFailedException
        del self._held[resource_id]
        return known


def _keeps(shown: ResponseParameters[Any] | None, name: str) -> bool:
    """Whether an answer with these parameters holds an attribute."""
    if shown is None:
        return True
    if shown.attributes:
        return any(str(each).rpartition(":")[2].partition(".")[0].lower() == name for each in shown.attributes)
    return not any(str(each).rpartition(":")[2].lower() == name for each in shown.excluded_attributes or ())


def _meta(resource_type: ResourceType, row: Row) -> Meta:
    return Meta(
        resource_type=resource_type.name,
        created=row.created_at,
        last_modified=row.changed_at,
        version=f'W/"{row.revision}"',
    )


def _user(row: Row, teams: Sequence[Row], root: str) -> dict[str, Any]:
    """A person as SCIM tells of them."""
    names = {"formatted": row.formatted_name, "givenName": row.given_name, "familyName": row.family_name}
    manager = row.manager_id or row.manager
    above = {"value": manager, "$ref": f"{root}Users/{manager}" if row.manager_id else None} if manager else None
    employed = {"department": row.department, "manager": above}
    return {
        "id": row.id,
        "externalId": row.external_id,
        "userName": row.user_name,
        "displayName": row.display_name,
        "name": names if any(names.values()) else None,
        "title": row.job_title,
        "active": row.active,
        "emails": [{"value": row.email, "type": row.email_type, "primary": row.email_primary}] if row.email else None,
        "groups": [{"value": it.team_id, "$ref": f"{root}Groups/{it.team_id}", "display": it.name} for it in teams]
        or None,
        ENTERPRISE: employed if any(employed.values()) else None,
    }


def _group(row: Row, members: Sequence[str], root: str) -> dict[str, Any]:
    """A team as SCIM tells of it."""
    parent = {"value": row.parent_id, "$ref": f"{root}Groups/{row.parent_id}"} if row.parent_id else None
    known = {"description": row.description, "parent": parent}
    return {
        "id": row.id,
        "externalId": row.external_id,
        "displayName": row.name,
        "members": [{"value": each, "$ref": f"{root}Users/{each}", "type": "User"} for each in members] or None,
        TEAM: known if any(known.values()) else None,
    }


def _entry(resource: Any) -> Entry:
    """A person as a resource tells of them."""
    employed = resource[_extension(resource, ENTERPRISE)]
    address = _address(resource.emails or ())
    name = resource.name
    manager = employed.manager if employed else None
    return Entry(
        user_name=resource.user_name or "",
        display_name=resource.display_name or resource.user_name or "",
        active=resource.active is not False,
        external_id=resource.external_id,
        email=address.value if address else None,
        email_type=str(address.type) if address and address.type else None,
        email_primary=address.primary if address else None,
        job_title=resource.title,
        formatted_name=name.formatted if name else None,
        given_name=name.given_name if name else None,
        family_name=name.family_name if name else None,
        department=employed.department if employed else None,
        manager=_named(manager),
    )


def _team(resource: Any) -> Group:
    """A team as a resource tells of it."""
    known = resource[_extension(resource, TEAM)]
    return Group(
        name=resource.display_name or "",
        external_id=resource.external_id,
        description=known.description if known else None,
        parent=_named(known.parent) if known else None,
        members=frozenset(filter(None, map(_named, resource.members or ()))),
    )


def _extension(resource: Any, schema: str) -> Any:
    return type(resource).get_extension_models()[schema]


def _named(it: Any) -> str | None:
    """Whom or what a reference names."""
    if it is None:
        return None
    return it.value or (str(it.ref).rstrip("/").rpartition("/")[2] if it.ref else None) or None


def _address(emails: Sequence[Any]) -> Any:
    """The one that is kept: the primary one, else the first for work, else the first."""
    held = [each for each in emails if each.value]
    return min(held, key=lambda each: (not each.primary, str(each.type).lower() != "work"), default=None)
