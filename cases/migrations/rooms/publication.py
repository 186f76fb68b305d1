"""Publication by four eyes."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "pack_proposals",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("base", TEXT, nullable=False),
        sa.Column("seen", TEXT, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.Column("counted", JSON, nullable=False),
        sa.Column("proposed_by", BIG, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pack_proposals"),
        sa.UniqueConstraint("entry", name="uq_pack_proposals_entry"),
        sa.ForeignKeyConstraint(["proposed_by"], ["officers.id"], name="fk_pack_proposals_proposed_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name="fk_pack_proposals_decided_by"),
    )


def drop() -> None:
    op.drop_table("pack_proposals")
