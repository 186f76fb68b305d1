"""A wall has a moment, so that it moves no number of the past."""

from cases.migrations.rooms import walls

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    walls.create()


def downgrade() -> None:
    walls.drop()
