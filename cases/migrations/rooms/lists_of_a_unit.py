"""What lists ask most, in the indexes that lead to one unit's rows too, and what was redirected."""

import sqlalchemy as sa
from alembic import op

ASKED = ["decided", "closed", "due", "told"]
BEFORE = {
    "ix_measures_day": (["day", "case_id", "spell", *ASKED], None),
    "ix_measures_open": (["unit", "day", "track", "channel"], ("open IS true", "open IS 1")),
    "ix_measures_unit": (["unit", "day", "case_id", "spell"], None),
}
OF_UNIT = [*ASKED, "redirected", "until", "answered", "urgency", "first_minutes", "open"]
AFTER = {
    "ix_measures_day": (["day", "case_id", "spell", *ASKED, "redirected", "open"], None),
    "ix_measures_open": (
        ["unit", "day", "case_id", "spell", "due", "decided", "urgency", "first_minutes"],
        ("open IS true", "open IS 1"),
    ),
    "ix_measures_unit": (["unit", "day", "case_id", "spell", *OF_UNIT], None),
}
RUNS = ["procedure", "opened_at", "ended_at"]


def create() -> None:
    make(AFTER)
    op.create_index("ix_remedies_of_unit", "remedies", ["unit", "opened_at", "case_id", "verified"])
    op.drop_index("ix_proceedings_procedure", "proceedings")
    op.create_index("ix_proceedings_procedure", "proceedings", [*RUNS, "unit"])


def make(indexes: dict[str, tuple[list[str], tuple[str, str] | None]]) -> None:
    for name, (columns, which) in indexes.items():
        op.drop_index(name, "measures")
        if which is None:
            op.create_index(name, "measures", columns)
        else:
            op.create_index(
                name, "measures", columns, postgresql_where=sa.text(which[0]), sqlite_where=sa.text(which[1])
            )  # fmt: skip


def drop() -> None:
    op.drop_index("ix_proceedings_procedure", "proceedings")
    op.create_index("ix_proceedings_procedure", "proceedings", RUNS)
    op.drop_index("ix_remedies_of_unit", "remedies")
    make(BEFORE)
