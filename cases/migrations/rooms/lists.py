"""Indexes by which a list behind a number is read in its own order, and remedies are counted in theirs."""

import sqlalchemy as sa
from alembic import op

OF_REMEDIES = ["opened_at", "stage", "served", "due", "answered", "ended", "verified", "case_id", "proceeding_id"]
OPEN = ("open IS true", "open IS 1")
INDEXES: dict[str, tuple[str, list[str], tuple[str, str] | None]] = {
    "ix_measures_day": ("measures", ["day", "case_id", "spell", "decided", "closed", "due", "told"], None),
    "ix_measures_first": (
        "measures",
        ["day", "case_id", "spell", "first_minutes", "track", "channel"],
        ("urgency = 1", "urgency = 1"),
    ),
    "ix_measures_open": ("measures", ["unit", "day", "track", "channel"], OPEN),
    "ix_measures_open_day": (
        "measures",
        ["day", "case_id", "spell", "due", "decided", "urgency", "first_minutes"],
        OPEN,
    ),
    "ix_measures_until": (
        "measures",
        ["day", "case_id", "spell", "until", "closed"],
        ("until IS NOT NULL", "until IS NOT NULL"),
    ),
    "ix_measures_unit": ("measures", ["unit", "day", "case_id", "spell"], None),
    "ix_remedies_counted": ("remedies", ["unit", "kind", *OF_REMEDIES], None),
    "ix_duty_alerts_taken": (
        "duty_alerts",
        ["sent_at", "unit", "case_id", "taken_at"],
        ("taken_at IS NOT NULL", "taken_at IS NOT NULL"),
    ),
}
BEFORE = {
    "ix_measures_day": ["day"],
    "ix_measures_first": ["urgency", "first_minutes", "track", "channel", "day"],
    "ix_measures_open": ["open", "unit", "day", "track", "channel"],
    "ix_measures_unit": ["unit", "day"],
}


def create() -> None:
    for name in BEFORE:
        op.drop_index(name, "measures")
    for name, (table, columns, which) in INDEXES.items():
        if which is None:
            op.create_index(name, table, columns)
        else:
            op.create_index(
                name, table, columns, postgresql_where=sa.text(which[0]), sqlite_where=sa.text(which[1])
            )  # fmt: skip


def drop() -> None:
    for name, (table, *_) in INDEXES.items():
        op.drop_index(name, table)
    for name, columns in BEFORE.items():
        op.create_index(name, "measures", columns)
