"""Alarms that cannot ring."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import TEXT


def create() -> None:
    """Why a clock was put off stands beside how often."""
    op.add_column("clocks", sa.Column("trouble", TEXT, nullable=True))


def drop() -> None:
    """The log of the server still says it."""
    op.drop_column("clocks", "trouble")
