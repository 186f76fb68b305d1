"""What the queue counts by is a column."""

from cases.migrations.rooms import worklist

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    worklist.create()


def downgrade() -> None:
    worklist.drop()
