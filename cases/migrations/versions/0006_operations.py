"""More than one machine: what keeps them at work."""

from cases.migrations.rooms import operations, second_wall

revision = "0006"
down_revision = "0005"

ROOMS = (operations, second_wall)


def upgrade() -> None:
    for room in ROOMS:
        room.create()


def downgrade() -> None:
    for room in reversed(ROOMS):
        room.drop()
