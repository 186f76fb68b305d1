"""Lists of one place, and of one body, are read in their own order."""

from cases.migrations.rooms import lists_of_a_place

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    lists_of_a_place.create()


def downgrade() -> None:
    lists_of_a_place.drop()
