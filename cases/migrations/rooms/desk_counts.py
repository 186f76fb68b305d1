"""Each part of a desk is a range of an index of its own: what it counts by stands in columns, and is not looked for elsewhere."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, JSON, MOMENT, TEXT

rows = sa.table(
    "desk_rows",
    *(sa.column(name, TEXT) for name in ("unit", "lead")),
    *(sa.column(name, BIG) for name in ("case_id", "received_at", "heard_at")),
    *(sa.column(name, BOOL) for name in ("asked", "waiting")),
    sa.column("row", JSON),
)
proceedings = sa.table(
    "proceedings",
    *(sa.column(name, BIG) for name in ("case_id", "ended_at")),
    sa.column("main", BOOL),
    sa.column("unit", TEXT),
    sa.column("state", JSON),
)
beside = proceedings.c

OF_DESKS = {
    "ix_desk_rows_received": (["received_at", "case_id", "track"], None, None),
    "ix_desk_rows_unassigned": (["lead", "handler_id", "rank", "next_due", "case_id"], "handler_id IS NULL", None),
    "ix_desk_rows_unheard": (["lead", "heard_at", "case_id"], "rank < 4", None),
    "ix_desk_rows_decisions": (["lead", "ball", "case_id"], "ball = 'supervisor'", None),
    "ix_desk_rows_asked": (["asked", "lead", "case_id"], "asked IS true", "asked IS 1"),
    "ix_desk_rows_waiting": (["lead", "waiting", "case_id"], "waiting IS true", "waiting IS 1"),
}
"""Columns after the unit's, and which rows the index holds, where SQLite says that otherwise too.

What is the same in all of its rows is a column too: by how many SQLite finds equal it chooses an index.
"""
OPEN_BESIDE = ("main IS false AND ended_at IS NULL", "main IS 0 AND ended_at IS NULL")
OVERDUE = ("ended IS NULL AND verified IS false", "ended IS NULL AND verified IS 0")
BEFORE = {"ix_desk_rows_guests": "lead <> unit", "ix_desk_rows_decisions": "ball = 'supervisor'"}


def create() -> None:
    """The columns of the rows that are there are read out of what stands in them and in the cases' proceedings."""
    for name in BEFORE:
        op.drop_index(name, "desk_rows")
    op.add_column("desk_rows", sa.Column("heard_at", MOMENT, nullable=False, server_default=sa.text("0")))
    for name in ("asked", "waiting"):
        op.add_column("desk_rows", sa.Column(name, BOOL, nullable=False, server_default=sa.false()))
    fill()
    for name, (columns, which, in_sqlite) in OF_DESKS.items():
        index(name, "desk_rows", ["unit", *columns], which, in_sqlite)
    op.drop_index("ix_proceedings_beside", "proceedings")
    index("ix_proceedings_beside", "proceedings", ["procedure", "stage", "unit", "case_id"], *OPEN_BESIDE)
    index("ix_remedies_overdue", "remedies", ["unit", "case_id", "due"], *OVERDUE)
    op.drop_index("ix_notices_unit", "notices")
    op.drop_index("ix_notices_officer", "notices")
    index("ix_notices_unit", "notices", ["unit", "role", "case_id"], "settled_at IS NULL")
    index("ix_notices_officer", "notices", ["officer_id", "case_id"], "settled_at IS NULL AND officer_id IS NOT NULL")


def fill() -> None:
    """Each as a join: as a value of the one update, PostgreSQL looks through all proceedings for every row."""
    heard = sa.cast(rows.c.row["heard"].as_string(), BIG)
    op.execute(rows.update().values(heard_at=sa.func.coalesce(heard, rows.c.received_at)))
    is_open = (beside.main.is_(False), beside.ended_at.is_(None))
    sides = sa.select(beside.case_id, beside.unit).where(*is_open)
    asked = rows.update().values(asked=True).where(rows.c.unit != rows.c.lead)
    op.execute(asked.where(sa.tuple_(rows.c.case_id, rows.c.unit).in_(sides)))
    anybodys = sa.exists().where(beside.case_id == rows.c.case_id, *is_open, beside.unit != rows.c.lead)
    op.execute(asked.where(rows.c.unit.startswith("officer:"), anybodys))
    began = beside.state["pending"]["by"].as_string()
    wait = sa.select(beside.case_id).where(beside.ended_at.is_(None), began.is_not(None))
    op.execute(rows.update().values(waiting=True).where(rows.c.case_id.in_(wait)))


def index(name: str, table: str, columns: list[str], which: str | None, in_sqlite: str | None = None) -> None:
    if which is None:
        op.create_index(name, table, columns)
        return
    op.create_index(
        name, table, columns, postgresql_where=sa.text(which), sqlite_where=sa.text(in_sqlite or which)
    )  # fmt: skip


def drop() -> None:
    op.drop_index("ix_notices_officer", "notices")
    op.drop_index("ix_notices_unit", "notices")
    op.create_index("ix_notices_unit", "notices", ["unit", "settled_at", "role"])
    index("ix_notices_officer", "notices", ["officer_id", "settled_at"], "officer_id IS NOT NULL")
    op.drop_index("ix_remedies_overdue", "remedies")
    op.drop_index("ix_proceedings_beside", "proceedings")
    index("ix_proceedings_beside", "proceedings", ["unit", "procedure", "stage", "case_id"], *OPEN_BESIDE)
    for name in OF_DESKS:
        op.drop_index(name, "desk_rows")
    for name in ("waiting", "asked", "heard_at"):
        op.drop_column("desk_rows", name)
    for name, which in BEFORE.items():
        index(name, "desk_rows", ["unit", "case_id"], which)
