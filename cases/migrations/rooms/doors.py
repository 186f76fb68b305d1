"""Staff doors: invitations, recovery codes, passkeys, sessions."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, JSON, MOMENT, TEXT


def create() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("token", BYTES, nullable=False),
        sa.Column("username", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_invitations_unit"), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("unit_wrap", BYTES, nullable=True),
        sa.Column("invited_by", TEXT, nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token", name="uq_invitations_token"),
        sa.UniqueConstraint("username", name="uq_invitations_username"),
    )
    op.create_table(
        "spare_codes",
        sa.Column(
            "officer_id",
            BIG,
            sa.ForeignKey("officers.id", name="fk_spare_codes_officer_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("verifier", BYTES, primary_key=True),
    )
    op.create_table(
        "passkeys",
        sa.Column("handle", BYTES, primary_key=True),
        sa.Column("officer_id", BIG, sa.ForeignKey("officers.id", name="fk_passkeys_officer_id"), nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("count", BIG, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
    )
    op.create_index("ix_passkeys_officer_id", "passkeys", ["officer_id"])
    op.create_table(
        "unsent",
        sa.Column(
            "officer_id",
            BIG,
            sa.ForeignKey("officers.id", name="fk_unsent_officer_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("place", BYTES, primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_unsent_case_id"), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("shred", BIG, nullable=True),
    )
    op.create_index("ix_unsent_case_id", "unsent", ["case_id"])


def drop() -> None:
    op.drop_table("unsent")
    op.drop_table("passkeys")
    op.drop_table("spare_codes")
    op.drop_table("invitations")
