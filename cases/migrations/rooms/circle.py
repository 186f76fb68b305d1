"""The circle of a case: shred secrets, file-key epochs, pending wraps, walls."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, TEXT


def create() -> None:
    """Wraps name the secret that covers them. Older ones stay bare until `arasha upgrade` has covered them."""
    op.add_column("wraps", sa.Column("shred", BIG, nullable=True))
    op.add_column("mailboxes", sa.Column("shred", BIG, nullable=True))
    op.create_table(
        "exclusions",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_exclusions_case_id"), nullable=False),
        sa.Column("officer_id", BIG, sa.ForeignKey("officers.id", name="fk_exclusions_officer_id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "officer_id", name="pk_exclusions"),
    )
    op.create_index("ix_exclusions_officer_id", "exclusions", ["officer_id"])
    op.create_table(
        "pending_wraps",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_pending_wraps_case_id"), nullable=False),
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_pending_wraps_unit"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "unit", name="pk_pending_wraps"),
    )
    complaint = sa.ForeignKey("complaints.id", name="fk_mailbox_wraps_complaint_id")
    op.create_table(
        "mailbox_wraps",
        sa.Column("complaint_id", BIG, complaint, nullable=False),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_mailbox_wraps_case_id"), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("wrap", BYTES, nullable=False),
        sa.Column("shred", BIG, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", "case_id", name="pk_mailbox_wraps"),
    )
    op.create_table(
        "doomed_secrets",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_doomed_secrets"),
    )
    op.create_index("ix_mailbox_wraps_case_id", "mailbox_wraps", ["case_id"])


def drop() -> None:
    op.drop_table("doomed_secrets")
    op.drop_table("mailbox_wraps")
    op.drop_table("pending_wraps")
    op.drop_table("exclusions")
    op.drop_column("mailboxes", "shred")
    op.drop_column("wraps", "shred")
