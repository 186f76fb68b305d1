"""Sums of side proceedings and of grounds of refusal."""

from cases.migrations.rooms import sums_beside

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    sums_beside.create()


def downgrade() -> None:
    sums_beside.drop()
