"""Ways to the few rows that reports count."""

from cases.migrations.rooms import counting

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    counting.create()


def downgrade() -> None:
    counting.drop()
