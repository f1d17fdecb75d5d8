"""Commitments: promises, their history, and who is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("person_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "since", name=op.f("pk_absence")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("external_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_team_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("performer_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("performer_team_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("team_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("initiator", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("state", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("turn_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deferrals", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("pending", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("pending_to_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("alternative", sa.String(), nullable=True),
        sa.Column("referred_to", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("answer", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaiting_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("urgency", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("clock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["awaiting_id"], ["person.id"], name=op.f("fk_commitment_awaiting_id_person")),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_commitment_customer_id_person")),
        sa.ForeignKeyConstraint(["customer_team_id"], ["team.id"], name=op.f("fk_commitment_customer_team_id_team")),
        sa.ForeignKeyConstraint(["pending_to_id"], ["person.id"], name=op.f("fk_commitment_pending_to_id_person")),
        sa.ForeignKeyConstraint(["performer_id"], ["person.id"], name=op.f("fk_commitment_performer_id_person")),
        sa.ForeignKeyConstraint(["performer_team_id"], ["team.id"], name=op.f("fk_commitment_performer_team_id_team")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_commitment_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("external_id", name=op.f("uq_commitment_external_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commitment_awaiting_id_urgency_id"), ["awaiting_id", "urgency", "id"], unique=False
        )
        batch_op.create_index(
            "ix_commitment_clock",
            ["clock_at", "id"],
            unique=False,
            sqlite_where=sa.text("clock_at IS NOT NULL"),
            postgresql_where=sa.text("clock_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_commitment_customer_id_id"), ["customer_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_customer_team_id_id"), ["customer_team_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_performer_id_id"), ["performer_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_commitment_performer_team_id_id"), ["performer_team_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_commitment_remind",
            ["remind_at", "id"],
            unique=False,
            sqlite_where=sa.text("remind_at IS NOT NULL"),
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_commitment_team_id_id"), ["team_id", "id"], unique=False)
        batch_op.create_index(
            "ix_commitment_unclaimed",
            ["team_id", "urgency"],
            unique=False,
            sqlite_where=sa.text("state = 'REQUESTED' AND performer_id IS NULL"),
            postgresql_where=sa.text("state = 'REQUESTED' AND performer_id IS NULL"),
        )

    op.create_table(
        "commitment_step",
        sa.Column("commitment_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("actor_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("act", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("to_state", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("performer_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("performer_team_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_commitment_step_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_step_commitment_id_commitment")
        ),
        sa.PrimaryKeyConstraint("commitment_id", "version", name=op.f("pk_commitment_step")),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("commitment_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_recognition_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_recognition_commitment_id_commitment"), "commitment", ["commitment_id"], ["id"]
        )



def downgrade() -> None:
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_recognition_commitment_id_commitment"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_recognition_commitment_id"))
        batch_op.drop_column("commitment_id")

    op.drop_table("commitment_step")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_commitment_unclaimed",
            sqlite_where=sa.text("state = 'REQUESTED' AND performer_id IS NULL"),
            postgresql_where=sa.text("state = 'REQUESTED' AND performer_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_commitment_team_id_id"))
        batch_op.drop_index(
            "ix_commitment_remind",
            sqlite_where=sa.text("remind_at IS NOT NULL"),
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_commitment_performer_team_id_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_performer_id_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_customer_team_id_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_customer_id_id"))
        batch_op.drop_index(
            "ix_commitment_clock",
            sqlite_where=sa.text("clock_at IS NOT NULL"),
            postgresql_where=sa.text("clock_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_commitment_awaiting_id_urgency_id"))

    op.drop_table("commitment")
    op.drop_table("absence")
