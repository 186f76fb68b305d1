"""What processes say of themselves to each other."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import MOMENT, TEXT


def create() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )


def drop() -> None:
    op.drop_table("heartbeats")
