"""A part of a desk is counted by an index of its own."""

from cases.migrations.rooms import desk_counts

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    desk_counts.create()


def downgrade() -> None:
    desk_counts.drop()
