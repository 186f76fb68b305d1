"""The caseworker's desk, and reports that are kept."""

from cases.migrations.rooms import assisted, bodies, groups, letters, outcomes, planning, reports, search

revision = "0005"
down_revision = "0004"

ROOMS = (search, letters, planning, bodies, assisted, groups, outcomes, reports)


def upgrade() -> None:
    for room in ROOMS:
        room.create()


def downgrade() -> None:
    for room in reversed(ROOMS):
        room.drop()
