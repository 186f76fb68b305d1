"""Each worker has a row of its own."""

from cases.migrations.rooms import workers

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    workers.create()


def downgrade() -> None:
    workers.drop()
