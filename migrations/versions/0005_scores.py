"""Published scores with their working, the service chain, switches and disputes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('score_publication',
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recipe', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('means', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('populated', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('leadership', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('shown', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('as_of', name=op.f('pk_score_publication'))
    )
    op.create_table('score_dispute',
    sa.Column('id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('person_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('subject', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['closed_by'], ['person.id'], name=op.f('fk_score_dispute_closed_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_score_dispute_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_score_dispute_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_dispute'))
    )
    with op.batch_alter_table('score_dispute', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_dispute_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_score_dispute_queue', ['id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_score_dispute_team_id'), ['team_id'], unique=False)

    op.create_table('score_link',
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('from_team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('to_team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('promises', sa.Integer(), nullable=True),
    sa.Column('reliability', sa.Float(), nullable=True),
    sa.Column('answered', sa.Float(), nullable=True),
    sa.Column('recognitions_back', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['from_team_id'], ['team.id'], name=op.f('fk_score_link_from_team_id_team')),
    sa.ForeignKeyConstraint(['to_team_id'], ['team.id'], name=op.f('fk_score_link_to_team_id_team')),
    sa.PrimaryKeyConstraint('as_of', 'from_team_id', 'to_team_id', name=op.f('pk_score_link'))
    )
    op.create_table('score_snapshot',
    sa.Column('id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('team_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recipe', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('status', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('value', sa.Float(), nullable=True),
    sa.Column('low', sa.Float(), nullable=True),
    sa.Column('high', sa.Float(), nullable=True),
    sa.Column('announced', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    sa.Column('items', sa.Integer(), nullable=True),
    sa.Column('working', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('leadership', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_score_snapshot_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_snapshot'))
    )
    with op.batch_alter_table('score_snapshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_snapshot_team_id_id'), ['team_id', 'id'], unique=False)
        batch_op.create_index('uq_score_snapshot_as_of_team_id', ['as_of', 'team_id'], unique=True)

    op.create_table('score_switch',
    sa.Column('whose', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_score_switch_by_id_person')),
    sa.PrimaryKeyConstraint('whose', name=op.f('pk_score_switch'))
    )


def downgrade() -> None:
    op.drop_table('score_switch')
    with op.batch_alter_table('score_snapshot', schema=None) as batch_op:
        batch_op.drop_index('uq_score_snapshot_as_of_team_id')
        batch_op.drop_index(batch_op.f('ix_score_snapshot_team_id_id'))

    op.drop_table('score_snapshot')
    op.drop_table('score_link')
    with op.batch_alter_table('score_dispute', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_score_dispute_team_id'))
        batch_op.drop_index('ix_score_dispute_queue', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_score_dispute_person_id'))

    op.drop_table('score_dispute')
    op.drop_table('score_publication')
