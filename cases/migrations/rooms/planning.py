"""What officers plan: tasks, saved views, a calendar's address, notices by mail, when they were last here."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, DAY, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("sequence", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("due", DAY, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("sealed", BYTES, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tasks_case_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["officers.id"], name="fk_tasks_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"])
    op.create_index("ix_tasks_owner", "tasks", ["owner_id", "done_at", "due"])
    op.create_table(
        "saved_views",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("officer_id", BIG, nullable=True),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_saved_views_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_unit", "saved_views", ["unit", "officer_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("token", BYTES, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_calendar_feeds_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token", name="uq_calendar_feeds_token"),
    )
    op.create_table(
        "mail_wishes",
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("often", TEXT, nullable=False),
        sa.Column("address", BYTES, nullable=False),
        sa.Column("look_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_mail_wishes_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_mail_wishes"),
    )
    op.create_index("ix_mail_wishes_look", "mail_wishes", ["look_at"])
    op.create_table(
        "presences",
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("here_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_presences_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_presences"),
    )


def drop() -> None:
    for table in ("presences", "mail_wishes", "calendar_feeds", "saved_views", "tasks"):
        op.drop_table(table)
