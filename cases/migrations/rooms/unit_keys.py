"""Keys of units and officers: renewal, leaving, recovery."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BYTES, MOMENT, SMALL, TEXT


def create() -> None:
    op.create_table(
        "institution_journal",
        sa.Column("sequence", BIG, primary_key=True, autoincrement=False),
        sa.Column("version", SMALL, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("previous", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
    )
    op.create_table(
        "renewals",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_renewals_unit"), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("epoch", BIG, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
    )
    op.create_index("ix_renewals_unit", "renewals", ["unit"])
    op.create_table(
        "recovery_keys",
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_recovery_keys_unit"), primary_key=True),
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("signature", BYTES, nullable=False),
        sa.Column("threshold", SMALL, nullable=False),
        sa.Column("sheets", SMALL, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "recovery_wraps",
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_recovery_wraps_unit"), primary_key=True),
        sa.Column("epoch", BIG, primary_key=True, autoincrement=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("wrap", BYTES, nullable=False),
    )
    op.create_table(
        "key_resets",
        sa.Column(
            "officer_id",
            BIG,
            sa.ForeignKey("officers.id", name="fk_key_resets_officer_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("token", BYTES, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("tries", SMALL, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def drop() -> None:
    for name in ("key_resets", "recovery_wraps", "recovery_keys"):
        op.drop_table(name)
    op.drop_index("ix_renewals_unit", "renewals")
    op.drop_table("renewals")
    op.drop_table("institution_journal")
