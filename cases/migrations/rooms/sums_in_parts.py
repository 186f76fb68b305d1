"""Sums of a month in parts; the sums that are there have none, and are counted anew (`cases/schema.py`)."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.rooms.sums_of_silence import forget_sums
from cases.migrations.types import BOOL, SMALL, TEXT


def create() -> None:
    op.create_table(
        "tally_months",
        sa.Column("month", SMALL, autoincrement=False, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("parts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("month", "unit", "walled", "track", "channel", name="pk_tally_months"),
    )
    forget_sums()


def drop() -> None:
    op.drop_table("tally_months")
    forget_sums()
