"""The vault whole: shred secrets, epochs and walls; unit renewal and recovery; doors; evidence; anchors and retention."""

from cases.migrations.rooms import alarms, anchors, circle, defences, doors, evidence, publication, unit_keys

revision = "0003"
down_revision = "0002"

ROOMS = (circle, unit_keys, doors, evidence, anchors, publication, alarms, defences)


def upgrade() -> None:
    for room in ROOMS:
        room.create()


def downgrade() -> None:
    for room in reversed(ROOMS):
        room.drop()
