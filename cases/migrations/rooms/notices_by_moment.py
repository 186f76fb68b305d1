"""Notices of one desk in the order in which they came: what one batch of alarms writes lies side by side in the index.

Ordered by their cases, whose ids are drawn at random, each lay on a page of its own.
"""

from alembic import op

from cases.migrations.rooms.desk_counts import index

OPEN = "settled_at IS NULL"
OF_SOMEBODY = "settled_at IS NULL AND officer_id IS NOT NULL"


def create() -> None:
    lay(unit=["unit", "role", "at", "case_id"], officer=["officer_id", "at", "case_id"])


def drop() -> None:
    lay(unit=["unit", "role", "case_id"], officer=["officer_id", "case_id"])


def lay(*, unit: list[str], officer: list[str]) -> None:
    op.drop_index("ix_notices_officer", "notices")
    op.drop_index("ix_notices_unit", "notices")
    index("ix_notices_unit", "notices", unit, OPEN)
    index("ix_notices_officer", "notices", officer, OF_SOMEBODY)
