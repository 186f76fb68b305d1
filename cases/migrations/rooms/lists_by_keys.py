"""All that lists ask of spells, in the indexes that lead to them: which belong on a page is told without a look at their rows."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

KEYS = ["day", "case_id", "spell"]
NARROWED = ["track", "channel", "walled"]
ASKED = ["decided", "closed", "due", "told", "redirected", "until", "answered", "urgency", "first_minutes", "open"]
OPEN = ["due", "decided", "urgency", "first_minutes"]
BEFORE = {
    "ix_measures_day": [*KEYS, "decided", "closed", "due", "told", "redirected", "open"],
    "ix_measures_unit": ["unit", *KEYS, *ASKED],
    "ix_measures_facility": ["facility", *KEYS, *ASKED],
    "ix_measures_body": ["body", *KEYS, *ASKED],
    "ix_measures_open": ["unit", *KEYS, *OPEN],
    "ix_measures_open_day": [*KEYS, *OPEN],
}
AFTER = {
    "ix_measures_day": [*KEYS, *ASKED, *NARROWED, "unit"],
    "ix_measures_unit": ["unit", *KEYS, *ASKED, *NARROWED],
    "ix_measures_facility": ["facility", *KEYS, *ASKED, *NARROWED, "unit", "body"],
    "ix_measures_body": ["body", *KEYS, *ASKED, *NARROWED, "unit", "facility"],
    "ix_measures_open": ["unit", *KEYS, *OPEN, *NARROWED],
    "ix_measures_open_day": [*KEYS, *OPEN, *NARROWED, "unit"],
}
OF_SOME = {
    "ix_measures_facility": ("facility IS NOT NULL", "facility IS NOT NULL"),
    "ix_measures_body": ("body IS NOT NULL", "body IS NOT NULL"),
    "ix_measures_open": ("open IS true", "open IS 1"),
    "ix_measures_open_day": ("open IS true", "open IS 1"),
}
"""As the two databases say which rows an index has."""


def create() -> None:
    make(AFTER)


def drop() -> None:
    make(BEFORE)


def make(indexes: Mapping[str, Sequence[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, "measures")
        if name in OF_SOME:
            rows, in_sqlite = OF_SOME[name]
            op.create_index(
                name, "measures", columns, postgresql_where=sa.text(rows), sqlite_where=sa.text(in_sqlite)
            )  # fmt: skip
        else:
            op.create_index(name, "measures", columns)
