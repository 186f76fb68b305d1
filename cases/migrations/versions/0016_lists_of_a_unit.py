"""Lists of one unit are read in their own order."""

from cases.migrations.rooms import lists_of_a_unit

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    lists_of_a_unit.create()


def downgrade() -> None:
    lists_of_a_unit.drop()
