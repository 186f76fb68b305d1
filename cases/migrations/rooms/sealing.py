"""What is sealed to a case, and to whom its keys are wrapped."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "file_keys",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_file_keys_case_id"),
        sa.PrimaryKeyConstraint("case_id", "epoch", name="pk_file_keys"),
    )
    op.create_table(
        "wraps",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("holder_kind", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("holder_epoch", BIG, nullable=False),
        sa.Column("wrap", BYTES, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_wraps_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wraps"),
    )
    op.create_index("ix_wraps_case", "wraps", ["case_id", "epoch", "holder_kind", "holder"], unique=True)
    op.create_index("ix_wraps_holder", "wraps", ["holder_kind", "holder", "case_id"])
    op.create_table(
        "sealed_words",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("proceeding_id", BIG, nullable=True),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("slot", TEXT, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_sealed_words_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_sealed_words_proceeding_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_words"),
    )
    op.create_index("ix_sealed_words_case", "sealed_words", ["case_id", "sequence"])


def drop() -> None:
    op.drop_table("sealed_words")
    op.drop_table("wraps")
    op.drop_table("file_keys")
