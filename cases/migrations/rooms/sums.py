"""The sums that reports are read from, and what acts move in them."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, SMALL, TEXT


def create() -> None:
    """Empty; where there are cases, a row says that they are not in the sums: who upgrades counts them (`cases/schema.py`)."""
    op.create_table(
        "tally_pages",
        sa.Column("track", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("month", SMALL, autoincrement=False, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("numbers", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("track", "channel", "month", "unit", "walled", name="pk_tally_pages"),
    )
    op.create_table(
        "tally_changes",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("tallies", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tally_changes"),
    )
    op.execute(
        "INSERT INTO tally_pages (track, channel, month, unit, walled, numbers) "
        "SELECT '', '', -1, '', walled, '{}' FROM measures WHERE walled IS FALSE LIMIT 1"
    )


def drop() -> None:
    op.drop_table("tally_changes")
    op.drop_table("tally_pages")
