"""The first tables."""

from cases.migrations.rooms import cases, house, journals, mailboxes, proceedings, sealing, staff

revision = "0001"
down_revision = None

ROOMS = (house, staff, cases, proceedings, sealing, journals, mailboxes)


def upgrade() -> None:
    for room in ROOMS:
        room.create()


def downgrade() -> None:
    for room in reversed(ROOMS):
        room.drop()
