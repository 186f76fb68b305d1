"""Sums of how long complainants have heard nothing."""

from cases.migrations.rooms import sums_of_silence

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    sums_of_silence.forget_sums()


def downgrade() -> None:
    sums_of_silence.forget_sums()
