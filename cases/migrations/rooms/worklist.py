"""What the queue counts by: who leads a case and whose turn it is, and what is open beside cases, by unit."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import JSON, TEXT

rows = sa.table("desk_rows", *(sa.column(name, TEXT) for name in ("lead", "ball")), sa.column("row", JSON))

FEW = {"ix_desk_rows_guests": "lead <> unit", "ix_desk_rows_decisions": "ball = 'supervisor'"}
"""Indexes that hold few of a desk's rows: those that another office leads, those that wait for a decision."""


def create() -> None:
    """What stands in the rows already is read once out of what the queue shows."""
    for name in ("lead", "ball"):
        op.add_column("desk_rows", sa.Column(name, TEXT, nullable=False, server_default=sa.text("''")))
    op.execute(rows.update().values(lead=rows.c.row["lead"].as_string(), ball=rows.c.row["ball"].as_string()))
    op.create_index(
        "ix_proceedings_beside",
        "proceedings",
        ["unit", "procedure", "stage", "case_id"],
        postgresql_where=sa.text("main IS false AND ended_at IS NULL"),
        sqlite_where=sa.text("main IS 0 AND ended_at IS NULL"),
    )
    for name, which in FEW.items():
        op.create_index(
            name, "desk_rows", ["unit", "case_id"], postgresql_where=sa.text(which), sqlite_where=sa.text(which)
        )


def drop() -> None:
    for name in FEW:
        op.drop_index(name, "desk_rows")
    op.drop_index("ix_proceedings_beside", "proceedings")
    for name in ("ball", "lead"):
        op.drop_column("desk_rows", name)
