"""Sums of days, of places, of bodies, and of tracks together with channels."""

from cases.migrations.rooms import sums_of_days

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    sums_of_days.create()


def downgrade() -> None:
    sums_of_days.drop()
