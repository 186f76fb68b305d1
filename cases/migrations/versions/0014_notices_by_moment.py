"""Notices of one desk by their moment."""

from cases.migrations.rooms import notices_by_moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    notices_by_moment.create()


def downgrade() -> None:
    notices_by_moment.drop()
