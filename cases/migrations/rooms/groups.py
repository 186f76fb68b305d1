"""Members of a group one by one, and what is to be put right for each."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, DAY, TEXT


def create() -> None:
    op.create_table(
        "group_members",
        sa.Column(
            "case_id",
            BIG,
            sa.ForeignKey("cases.id", name="fk_group_members_case_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("list", BIG, nullable=False),
        sa.Column("place", BIG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", DAY, nullable=False),
    )
    op.create_index("ix_group_members_state", "group_members", ["case_id", "state", "number"])
    op.create_table(
        "member_remedies",
        sa.Column(
            "case_id",
            BIG,
            sa.ForeignKey("cases.id", name="fk_member_remedies_case_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", DAY, nullable=False),
        sa.Column("promised", DAY, nullable=True),
    )


def drop() -> None:
    op.drop_table("member_remedies")
    op.drop_table("group_members")
