"""Workers by their names."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import MOMENT, TEXT


def create() -> None:
    op.create_table(
        "workers",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )


def drop() -> None:
    op.drop_table("workers")
