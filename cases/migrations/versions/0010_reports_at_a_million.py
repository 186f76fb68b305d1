"""Sums that reports are read from, and ways to the few rows that they still count."""

from cases.migrations.rooms import counting, sums

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    sums.create()
    counting.create()


def downgrade() -> None:
    counting.drop()
    sums.drop()
