"""Journal: anchors, proofs of filing, retention."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, DAY, JSON, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "anchors",
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.Column("signature", BYTES, nullable=False),
        sa.UniqueConstraint("day", name="uq_anchors_day"),
    )
    op.create_table(
        "anchored_heads",
        sa.Column(
            "anchor",
            BIG,
            sa.ForeignKey("anchors.number", name="fk_anchored_heads_anchor"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("chain", SMALL, primary_key=True, autoincrement=False),
        sa.Column("key", BIG, primary_key=True, autoincrement=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
    )
    op.create_index("ix_anchored_heads_chain", "anchored_heads", ["chain", "key", "sequence"])
    op.create_table(
        "verifications",
        sa.Column("day", DAY, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("damages", BIG, nullable=False),
        sa.Column("first", JSON, nullable=False),
    )
    op.create_index("ix_readings_at", "readings", ["at"])
    op.create_table(
        "legal_holds",
        sa.Column(
            "case_id",
            BIG,
            sa.ForeignKey("cases.id", name="fk_legal_holds_case_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("officer_id", BIG, sa.ForeignKey("officers.id", name="fk_legal_holds_officer_id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "shreddings",
        sa.Column(
            "case_id",
            BIG,
            sa.ForeignKey("cases.id", name="fk_shreddings_case_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("proposed_by", BIG, sa.ForeignKey("officers.id", name="fk_shreddings_proposed_by"), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", BIG, sa.ForeignKey("officers.id", name="fk_shreddings_confirmed_by")),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("done_at", MOMENT),
    )


def drop() -> None:
    op.drop_table("shreddings")
    op.drop_table("legal_holds")
    op.drop_index("ix_readings_at", "readings")
    op.drop_table("verifications")
    op.drop_table("anchored_heads")
    op.drop_table("anchors")
