"""Units, officers, their keys and their sessions."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, BYTES, JSON, MOMENT, SMALL, TEXT


def unlogged() -> list[str]:
    """Sessions are in no log and no copy of the database: after a crash, people sign in again (design 04 §4.2)."""
    return ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []


def create() -> None:
    op.create_table(
        "units",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_units"),
    )
    op.create_table(
        "officers",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("username", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("active", BOOL, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("signature", BYTES, nullable=False),
        sa.Column("salt", BYTES, nullable=False),
        sa.Column("verifier", BYTES, nullable=False),
        sa.Column("sealed_key", BYTES, nullable=False),
        sa.Column("totp", BYTES, nullable=False),
        sa.Column("totp_used", BIG, nullable=False),
        sa.Column("failures", SMALL, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_officers_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("username", name="uq_officers_username"),
    )
    op.create_table(
        "unit_keys",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("signature", BYTES, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_unit_keys_unit"),
        sa.PrimaryKeyConstraint("unit", "epoch", name="pk_unit_keys"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", BYTES, nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("sealed_keys", BYTES, nullable=False),
        sa.Column("csrf", BYTES, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_staff_sessions_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        prefixes=unlogged(),
    )
    op.create_index("ix_staff_sessions_expires", "staff_sessions", ["expires_at"])
    op.create_index("ix_staff_sessions_officer_id", "staff_sessions", ["officer_id"])
    op.create_table(
        "unit_memberships",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("wrap", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_unit_memberships_officer_id"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_unit_memberships_unit"),
        sa.PrimaryKeyConstraint("unit", "epoch", "officer_id", name="pk_unit_memberships"),
    )
    op.create_index("ix_unit_memberships_officer_id", "unit_memberships", ["officer_id"])


def drop() -> None:
    op.drop_table("unit_memberships")
    op.drop_table("staff_sessions")
    op.drop_table("unit_keys")
    op.drop_table("officers")
    op.drop_table("units")
