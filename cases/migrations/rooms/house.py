"""What no case is about: calendar, packs, figures for everybody, what waits to leave, what is held for visitors."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, BYTES, DAY, JSON, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("version", SMALL, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("working", BOOL, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("version", "day", name="pk_calendar_days"),
    )
    op.create_table(
        "held",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("wrapped_key", BYTES, nullable=True),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
    )
    op.create_index("ix_held_expires", "held", ["expires_at"])
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("attempts", SMALL, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due"],
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "packs",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_packs"),
    )
    op.create_table(
        "statistics",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("quarter", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statistics"),
    )


def drop() -> None:
    op.drop_table("statistics")
    op.drop_table("packs")
    op.drop_table("outbox")
    op.drop_table("held")
    op.drop_table("calendar_days")
