"""What one request carries from field to field: who asks, where to read, and the loaders that read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import strawberry

from had_your_back import outbox
from had_your_back.commitments import store as commitments
from had_your_back.commitments.actions import Place, standings, terms_of
from had_your_back.commitments.clocks import Terms
from had_your_back.commitments.rules import viewer_of
from had_your_back.commitments.transitions import Standing
from had_your_back.database import Columns, Database, Row
from had_your_back.graph.documents import Checked, Documents
from had_your_back.graph.loaders import Loader, grouped, loads, one_each
from had_your_back.pace import Pace
from had_your_back.people import store as people
from had_your_back.people import tree
from had_your_back.people.rules import Actor, Scope
from had_your_back.people.signing import FeedSecrets
from had_your_back.recognitions import rules, store
from had_your_back.recognitions.actions import Limits
from had_your_back.recognitions.rules import PaceLimits
from had_your_back.scores.actions import Publishing, current, publishing_of, reckon
from had_your_back.scores.publications import Publication, Published
from had_your_back.settings import Settings
from had_your_back.versions import holds_until, varies
from had_your_back.webhooks import store as webhooks
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault
from had_your_back.webhooks.store import Figures


@dataclass(frozen=True)
class Service:
    """What every request needs and none changes."""

    database: Database
    settings: Settings
    vault: Vault
    policy: Policy
    feeds: FeedSecrets
    documents: Documents
    pace: Pace

    @property
    def terms(self) -> Terms:
        """The terms of commitments."""
        return terms_of(self.settings)

    @cached_property
    def publishing(self) -> Publishing:
        """How scores are published."""
        return publishing_of(self.settings)

    @cached_property
    def limits(self) -> Limits:
        """The limits of the settings, as the actions want them."""
        pace = PaceLimits(per_giver=self.settings.pace_per_giver, per_pair=self.settings.pace_per_pair)
        return Limits(pace=pace, edit_window=timedelta(minutes=self.settings.edit_window))


class Context:
    """One request. Each loader gathers the ids that are wanted in one step of the execution into one statement."""

    def __init__(self, service: Service, actor: Actor, here: str) -> None:
        self.service = service
        self.database = service.database
        self.actor = actor
        self.here = here
        """Where people reach the service, without a slash at the end."""
        self.admitted: tuple[Checked, int] | None = None
        """The operation that runs, and its cost, where the request is one operation."""
        self.shown: Mapping[str, Columns] = {}
        """Which columns are shown of each entity's rows, where that is known beforehand."""
        self.outcome: Any = None
        """What came of the mutation that a plan has run, or why nothing did: it is not run again."""
        self.road = ""
        """Which executor runs it, and why."""
        self.moment = self.database.now()
        """When it came. What an answer shows is made of `now` or of `turning`."""
        self.viewer = rules.viewer_of(actor)
        self.commitments_viewer = viewer_of(actor)
        self._steps_of: dict[range, Loader[str, list[Row]]] = {}
        self._reckoned: Publication | None = None

    @loads
    async def people(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await people.people_shown(session, ids, self.shown.get("people")))

    @loads
    async def teams(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await tree.teams_by(session, "id", ids))

    @loads
    async def people_by_external_id(self, keys: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(keys, await people.people_by(session, "external_id", keys), by="external_id")

    @loads
    async def teams_by_external_id(self, keys: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(keys, await tree.teams_by(session, "external_id", keys), by="external_id")

    @loads
    async def teams_of(self, ids: Sequence[str]) -> list[list[Row]]:
        async with self.database.read() as session:
            return grouped(ids, await people.teams_of(session, ids, self.shown.get("teams")), by="person_id")

    @loads
    async def leads_of(self, ids: Sequence[str]) -> list[list[Row]]:
        async with self.database.read() as session:
            return grouped(ids, await tree.leads_of(session, ids), by="team_id")

    @loads
    async def recognitions(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await store.by_ids(session, self.viewer, ids, self.shown.get("recognitions")))

    @loads
    async def recipients_of(self, ids: Sequence[str]) -> list[list[Row]]:
        async with self.database.read() as session:
            return grouped(ids, await store.recipients_of(session, ids), by="recognition_id")

    @loads
    async def reactions_of_viewer(self, ids: Sequence[str]) -> list[list[Row]]:
        if self.viewer.person is None:
            return [[] for _ in ids]
        async with self.database.read() as session:
            return grouped(ids, await store.reactions_by(session, self.viewer.person, ids), by="recognition_id")

    @loads
    async def comments(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await store.comments_by_ids(session, self.viewer, ids))

    @loads
    async def commitments(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await commitments.by_ids(session, self.commitments_viewer, ids))

    @loads
    async def standings(self, places: Sequence[Place]) -> list[Standing]:
        async with self.database.read() as session:
            return await standings(session, self.actor.needs_person(), places)

    @loads
    async def thanks_for(self, ids: Sequence[str]) -> list[list[Row]]:
        async with self.database.read() as session:
            return grouped(ids, await store.about(session, self.viewer, ids), by="commitment_id")

    def steps_of(self, versions: range) -> Loader[str, list[Row]]:
        """The loader of the steps that made these versions of commitments."""

        async def load(ids: Sequence[str]) -> list[list[Row]]:
            async with self.database.read() as session:
                return grouped(ids, await commitments.steps(session, ids, versions), by="commitment_id")

        return self._steps_of.setdefault(versions, Loader(load))

    def forget(self) -> None:
        """Load anew what is asked for next: a mutation has changed something, and another may come before it."""
        self._reckoned = None
        self.moment = self.database.now()
        for loader in (*vars(self).values(), *self._steps_of.values()):
            if isinstance(loader, Loader):
                loader.forget()

    @property
    def now(self) -> datetime:
        """The instant of which an answer tells. One that depends on it is not kept."""
        varies()
        return self.moment

    def turning(self, *at: datetime | None) -> datetime:
        """The same, for what changes with time at these instants only: the answer is kept until the next of them."""
        for each in at:
            if each is not None and each >= self.moment:
                holds_until(each)
        return self.moment

    @property
    def publishing(self) -> Publishing:
        """How scores are published."""
        return self.service.publishing

    async def reckoned(self) -> Publication:
        """Everything that may be shown of scores now, reckoned once a request, where they are live."""
        if self._reckoned is None:
            async with self.database.read() as session:
                self._reckoned = await reckon(session, self.database.now(), self.publishing.recipe)
        return self._reckoned

    @loads
    async def scores(self, teams: Sequence[str]) -> list[Published]:
        if self.publishing.is_live:
            shown = (await self.reckoned()).teams
        else:
            async with self.database.read() as session:
                shown = await current(session, teams, self.database.now(), self.publishing)
        return [shown[team] for team in teams]

    @property
    def writes_commitments(self) -> bool:
        """Whether the token may act on commitments."""
        return Scope.COMMITMENTS_WRITE in self.actor.scopes

    @loads
    async def events(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await outbox.by_ids(session, ids))

    @loads
    async def gone(self, subjects: Sequence[str]) -> list[bool]:
        async with self.database.read() as session:
            gone = await store.gone(session, subjects)
        return [subject in gone for subject in subjects]

    @loads
    async def endpoints(self, ids: Sequence[str]) -> list[Row | None]:
        async with self.database.read() as session:
            return one_each(ids, await webhooks.endpoints_by_ids(session, ids))

    @loads
    async def endpoint_figures(self, ids: Sequence[str]) -> list[Figures]:
        async with self.database.read() as session:
            found = await webhooks.figures(session, ids, self.database.now())
        return [found[key] for key in ids]

    @loads
    async def attempts_of(self, ids: Sequence[str]) -> list[list[Row]]:
        async with self.database.read() as session:
            return grouped(ids, await webhooks.attempts_of(session, ids), by="delivery_id")


Info = strawberry.Info[Context, None]
