"""Of the links that are withheld it is only known how many there are."""

from __future__ import annotations

from collections import Counter, defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

FIGURES = {"promises": sa.Integer(), "reliability": sa.Float(), "recognitions_back": sa.Integer()}
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("score_publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withheld", JSON, nullable=True))
    op.execute("UPDATE score_publication SET withheld = '{}'")
    connection = op.get_bind()
    withheld: dict[object, Counter[str]] = defaultdict(Counter)
    links = "SELECT as_of, from_team_id, to_team_id FROM score_link WHERE promises IS NULL"
    for as_of, *ends in connection.execute(sa.text(links)):
        withheld[as_of].update([*ends, "organization"])
    for as_of, numbers in withheld.items():
        counted = sa.text("UPDATE score_publication SET withheld = :numbers WHERE as_of = :as_of")
        typed = counted.bindparams(sa.bindparam("numbers", type_=JSON))
        connection.execute(typed, {"numbers": numbers, "as_of": as_of})
    op.execute("DELETE FROM score_link WHERE promises IS NULL")
    with op.batch_alter_table("score_publication", schema=None) as batch_op:
        batch_op.alter_column("withheld", existing_type=JSON, nullable=False)
    with op.batch_alter_table("score_link", schema=None) as batch_op:
        for name, kind in FIGURES.items():
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("score_link", schema=None) as batch_op:
        for name, kind in FIGURES.items():
            batch_op.alter_column(name, existing_type=kind, nullable=True)
    with op.batch_alter_table("score_publication", schema=None) as batch_op:
        batch_op.drop_column("withheld")
