"""Sums of a month by all that cases are about at once, and days that are written so, too."""

from cases.migrations.rooms import sums_in_parts

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    sums_in_parts.create()


def downgrade() -> None:
    sums_in_parts.drop()
