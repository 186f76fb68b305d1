"""Links by which complainants read letters that were sent to them by e-mail."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.rooms.second_wall import wall
from cases.migrations.types import BIG, BYTES, MOMENT, TEXT

TABLE = "letter_links"


def create() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("lookup", BYTES, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("wrap", BYTES, nullable=True),
        sa.Column("shred", BIG, nullable=True),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("digests", BYTES, nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("wrong", BIG, server_default="0", nullable=False),
        sa.Column("mail", BYTES, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_letter_links"),
        sa.UniqueConstraint("lookup", name="uq_letter_links_lookup"),
        sa.UniqueConstraint("place", name="uq_letter_links_place"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letter_links_case_id"),
        sa.ForeignKeyConstraint(["letter_id"], ["official_letters.id"], name="fk_letter_links_letter_id"),
    )
    op.create_index("ix_letter_links_case_id", TABLE, ["case_id"])
    op.create_index("ix_letter_links_letter_id", TABLE, ["letter_id"])
    op.create_index("ix_letter_links_open", TABLE, ["closed_at", "expires_at"])
    if op.get_bind().dialect.name == "postgresql":
        # As letters are: by the web role, rows of one's own cases alone.
        wall(TABLE, f"EXISTS (SELECT FROM cases WHERE cases.id = {TABLE}.case_id)")


def drop() -> None:
    op.drop_table(TABLE)
