"""Programs of others that send complaints, figures that were published, and forms that were saved for later."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, JSON

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "integrations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_integrations"),
        sa.UniqueConstraint("token", name="uq_integrations_token"),
    )
    op.create_table(
        "published_quarters",
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("frozen_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("quarter", name="pk_published_quarters"),
    )
    op.create_table(
        "saved_drafts",
        sa.Column("held_id", BIG, autoincrement=False, nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.ForeignKeyConstraint(["held_id"], ["held.id"], name="fk_saved_drafts_held_id_held"),
        sa.PrimaryKeyConstraint("held_id", name="pk_saved_drafts"),
        sa.UniqueConstraint("lookup", name="uq_saved_drafts_lookup"),
    )


def downgrade() -> None:
    op.drop_table("saved_drafts")
    op.drop_table("published_quarters")
    op.drop_table("integrations")
