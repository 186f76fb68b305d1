"""Bodies: links by which they answer, and what went through them."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "body_links",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("proceeding_id", BIG, nullable=False),
        sa.Column("lookup", BYTES, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("wrap", BYTES, nullable=True),
        sa.Column("shred", BIG, nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("wrong", BIG, server_default="0", nullable=False),
        sa.Column("address", BYTES, nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_body_links"),
        sa.UniqueConstraint("lookup", name="uq_body_links_lookup"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_body_links_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_body_links_proceeding_id"),
    )
    op.create_index("ix_body_links_case_id", "body_links", ["case_id"])
    op.create_index("ix_body_links_proceeding", "body_links", ["proceeding_id", "closed_at"])
    op.create_table(
        "body_words",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("link_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_body_words"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_body_words_case_id"),
        sa.ForeignKeyConstraint(["link_id"], ["body_links.id"], name="fk_body_words_link_id"),
    )
    op.create_index("ix_body_words_case_id", "body_words", ["case_id"])
    op.create_index("ix_body_words_link", "body_words", ["link_id", "sequence"])


def drop() -> None:
    op.drop_table("body_words")
    op.drop_table("body_links")
