"""Evidence: sealed files and what was made of them."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("digests", BYTES, nullable=False),
        sa.Column("stored", BIG, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.UniqueConstraint("place", name="uq_uploads_place"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_uploads_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_uploads_complaint_id"),
    )
    op.create_index("ix_uploads_case_id", "uploads", ["case_id"])
    op.create_index("ix_uploads_expires", "uploads", ["expires_at"])
    op.create_table(
        "evidence",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("digests", BYTES, nullable=False),
        sa.Column("stored", BIG, nullable=False),
        sa.Column("checked", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("place", name="uq_evidence_place"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_evidence_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_evidence_complaint_id"),
    )
    op.create_index("ix_evidence_case", "evidence", ["case_id", "sequence"])
    op.create_index("ix_evidence_complaint_id", "evidence", ["complaint_id"])
    op.create_table(
        "evidence_copies",
        sa.Column("evidence_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("digests", BYTES, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("evidence_id", "kind", name="pk_evidence_copies"),
        sa.UniqueConstraint("place", name="uq_evidence_copies_place"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_copies_evidence_id"),
    )


def drop() -> None:
    op.drop_table("evidence_copies")
    op.drop_table("evidence")
    op.drop_table("uploads")
