"""Lists behind a number are read in their own order."""

from cases.migrations.rooms import lists

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    lists.create()


def downgrade() -> None:
    lists.drop()
