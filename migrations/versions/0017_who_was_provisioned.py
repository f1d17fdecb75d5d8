"""What a directory tells of people, and how often they and teams were changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table('inactive_member',
    sa.Column('team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('person_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('home', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inactive_member_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_inactive_member_team_id_team')),
    sa.PrimaryKeyConstraint('team_id', 'person_id', name=op.f('pk_inactive_member'))
    )
    with op.batch_alter_table('inactive_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inactive_member_person_id'), ['person_id'], unique=False)

    op.create_table('person_in_directory',
    sa.Column('person_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('formatted_name', sa.String(), nullable=True),
    sa.Column('given_name', sa.String(), nullable=True),
    sa.Column('family_name', sa.String(), nullable=True),
    sa.Column('department', sa.String(), nullable=True),
    sa.Column('email_type', sa.String(), nullable=True),
    sa.Column('email_primary', sa.Boolean(), nullable=True),
    sa.Column('manager', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_in_directory_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_person_in_directory'))
    )
    with op.batch_alter_table('person_in_directory', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_in_directory_manager'), ['manager'], unique=False)

    for table in ("person", "team"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=True))
            if table == "team":
                batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(f"UPDATE {table} SET changed_at = created_at, revision = 1")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("changed_at", nullable=False)
            batch_op.alter_column("revision", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_column('removed_at')
        batch_op.drop_column('revision')
        batch_op.drop_column('changed_at')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('revision')
        batch_op.drop_column('changed_at')

    with op.batch_alter_table('person_in_directory', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_in_directory_manager'))

    op.drop_table('person_in_directory')
    with op.batch_alter_table('inactive_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inactive_member_person_id'))

    op.drop_table('inactive_member')
