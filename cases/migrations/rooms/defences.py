"""Against floods and guessing: how often a source did something this hour, and what is held aside."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, BYTES, TEXT


def create() -> None:
    op.create_table(
        "source_keys",
        sa.Column("hour", BIG, primary_key=True, autoincrement=False),
        sa.Column("key", BYTES, nullable=False),
    )
    op.create_table(
        "source_counts",
        sa.Column("hour", BIG, primary_key=True, autoincrement=False),
        sa.Column("what", TEXT, primary_key=True),
        sa.Column("source", BYTES, primary_key=True),
        sa.Column("count", BIG, nullable=False),
    )
    op.add_column("cases", sa.Column("aside", BOOL, nullable=False, server_default=sa.false()))


def drop() -> None:
    op.drop_column("cases", "aside")
    op.drop_table("source_counts")
    op.drop_table("source_keys")
