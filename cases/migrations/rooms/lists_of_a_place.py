"""What lists ask most, in the indexes that lead to the cases about one place or one body."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

BEFORE = ("day", "case_id", "spell")
ASKED = ("decided", "closed", "due", "told", "redirected", "until", "answered", "urgency", "first_minutes", "open")


def create() -> None:
    make((*BEFORE, *ASKED))


def drop() -> None:
    make(BEFORE)


def make(columns: Sequence[str]) -> None:
    for name in ("facility", "body"):
        op.drop_index(f"ix_measures_{name}", "measures")
        op.create_index(
            f"ix_measures_{name}",
            "measures",
            [name, *columns],
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
