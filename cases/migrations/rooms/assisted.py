"""Assisted intake: openings of complaint boxes, and complaints that officers entered."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, DAY, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "box_openings",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_box_openings_unit"), nullable=False),
        sa.Column("facility", TEXT, nullable=False),
        sa.Column("seal", TEXT, nullable=False),
        sa.Column("seal_state", TEXT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("openers", JSON, nullable=False),
        sa.Column("counted", BIG, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", BIG, sa.ForeignKey("officers.id", name="fk_box_openings_closed_by"), nullable=True),
        sa.Column("registered", BIG, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.UniqueConstraint("key", name="uq_box_openings_key"),
    )
    op.create_index("ix_box_openings_unit", "box_openings", ["unit", "opened_at"])
    op.create_table(
        "entered_complaints",
        sa.Column(
            "complaint_id",
            BIG,
            sa.ForeignKey("complaints.id", name="fk_entered_complaints_complaint_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_entered_complaints_case_id"), nullable=False),
        sa.Column(
            "entered_by", BIG, sa.ForeignKey("officers.id", name="fk_entered_complaints_entered_by"), nullable=False
        ),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("received", DAY, nullable=False),
        sa.Column("box_id", BIG, sa.ForeignKey("box_openings.id", name="fk_entered_complaints_box_id"), nullable=True),
        sa.Column(
            "checked_by", BIG, sa.ForeignKey("officers.id", name="fk_entered_complaints_checked_by"), nullable=True
        ),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
    )
    op.create_index("ix_entered_complaints_by", "entered_complaints", ["entered_by", "entered_at"])
    op.create_index("ix_entered_complaints_case_id", "entered_complaints", ["case_id"])
    op.create_index("ix_entered_complaints_box_id", "entered_complaints", ["box_id"])


def drop() -> None:
    op.drop_table("entered_complaints")
    op.drop_table("box_openings")
