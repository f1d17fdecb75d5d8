"""One environment for both databases; the connection comes from ``had_your_back.migrate``."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Text
from sqlmodel import SQLModel

import had_your_back.audit
import had_your_back.commitments.tables
import had_your_back.idempotency
import had_your_back.outbox
import had_your_back.pace
import had_your_back.people.store
import had_your_back.recognitions.store
import had_your_back.scores.store
import had_your_back.webhooks.store  # noqa: F401 - the imports fill the metadata
from had_your_back import columns

OURS = {
    columns.UTCDateTime: "sa.DateTime(timezone=True)",
    columns.Key: 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")',
    columns.Json: 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")',
}


def render(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Our own types as plain ones, so that a migration never changes with the code."""
    if kind != "type":
        return False
    if type(item) is columns.Json:
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
    if type(item).__name__ == "AutoString":
        return "sa.String()"
    return OURS.get(type(item), False)


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:  # noqa: FBT001 - alembic's
    """Full-text search is each database's own and written by hand; it is not compared."""
    return not (kind in {"table", "index"} and name is not None and name.startswith(("recognition_words", "ix_words_")))


def differs(_context: Any, _column: Any, _wanted: Any, held: Any, wanted: Any) -> bool | None:
    """Whether a column's type is another one; alembic cannot see through a text with a collation."""
    if not isinstance(wanted, columns.Key):
        return None
    collation = "C" if context.get_context().dialect.name == "postgresql" else None
    return not isinstance(held, Text) or held.collation != collation


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=differs,
    render_item=render,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
