"""Files that the institution gives to a body along with its request."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, TEXT


def create() -> None:
    op.create_table(
        "body_files",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("link_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("digests", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_body_files"),
        sa.UniqueConstraint("place", name="uq_body_files_place"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_body_files_case_id"),
        sa.ForeignKeyConstraint(["link_id"], ["body_links.id"], name="fk_body_files_link_id"),
    )
    op.create_index("ix_body_files_case_id", "body_files", ["case_id"])
    op.create_index("ix_body_files_link_id", "body_files", ["link_id"])


def drop() -> None:
    op.drop_table("body_files")
