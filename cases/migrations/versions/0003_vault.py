"""The vault whole: shred secrets, epochs and walls; unit renewal and recovery; doors; evidence; anchors and retention.

Each room of the vault has its own pair of functions below, so that what belongs together is read together.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BOOL = sa.Boolean()
BYTES = sa.LargeBinary()
DAY = sa.Integer()
JSON = sa.JSON().with_variant(postgresql.JSONB, "postgresql")
MOMENT = BIG
SMALL = sa.SmallInteger()
TEXT = sa.String()


def upgrade() -> None:
    upgrade_circle()
    upgrade_unit_keys()
    upgrade_doors()
    upgrade_evidence()
    upgrade_journal()
    upgrade_publication()
    upgrade_alarms()
    upgrade_defences()


def downgrade() -> None:
    downgrade_defences()
    downgrade_alarms()
    downgrade_publication()
    downgrade_journal()
    downgrade_evidence()
    downgrade_doors()
    downgrade_unit_keys()
    downgrade_circle()


# The circle of a case: shred secrets, file-key epochs, pending wraps, walls.


def upgrade_circle() -> None:
    """Wraps name the secret that covers them. Older ones stay bare until `arasha upgrade` has covered them."""
    op.add_column("wraps", sa.Column("shred", BIG, nullable=True))
    op.add_column("mailboxes", sa.Column("shred", BIG, nullable=True))
    op.create_table(
        "exclusions",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_exclusions_case_id"), nullable=False),
        sa.Column("officer_id", BIG, sa.ForeignKey("officers.id", name="fk_exclusions_officer_id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "officer_id", name="pk_exclusions"),
    )
    op.create_index("ix_exclusions_officer_id", "exclusions", ["officer_id"])
    op.create_table(
        "pending_wraps",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_pending_wraps_case_id"), nullable=False),
        sa.Column("unit", TEXT, sa.ForeignKey("units.code", name="fk_pending_wraps_unit"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "unit", name="pk_pending_wraps"),
    )
    complaint = sa.ForeignKey("complaints.id", name="fk_mailbox_wraps_complaint_id")
    op.create_table(
        "mailbox_wraps",
        sa.Column("complaint_id", BIG, complaint, nullable=False),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_mailbox_wraps_case_id"), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("wrap", BYTES, nullable=False),
        sa.Column("shred", BIG, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", "case_id", name="pk_mailbox_wraps"),
    )
    op.create_table(
        "doomed_secrets",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_doomed_secrets"),
    )
    op.create_index("ix_mailbox_wraps_case_id", "mailbox_wraps", ["case_id"])


def downgrade_circle() -> None:
    op.drop_table("doomed_secrets")
    op.drop_table("mailbox_wraps")
    op.drop_table("pending_wraps")
    op.drop_table("exclusions")
    op.drop_column("mailboxes", "shred")
    op.drop_column("wraps", "shred")


# Keys of units and officers: renewal, leaving, recovery.


def upgrade_unit_keys() -> None:
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


def downgrade_unit_keys() -> None:
    for name in ("key_resets", "recovery_wraps", "recovery_keys"):
        op.drop_table(name)
    op.drop_index("ix_renewals_unit", "renewals")
    op.drop_table("renewals")
    op.drop_table("institution_journal")


# Staff doors: invitations, recovery codes, passkeys, sessions.


def upgrade_doors() -> None:
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


def downgrade_doors() -> None:
    op.drop_table("unsent")
    op.drop_table("passkeys")
    op.drop_table("spare_codes")
    op.drop_table("invitations")


# Evidence: sealed files and what was made of them.


def upgrade_evidence() -> None:
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


def downgrade_evidence() -> None:
    op.drop_table("evidence_copies")
    op.drop_table("evidence")
    op.drop_table("uploads")


# Journal: anchors, proofs of filing, retention.


def upgrade_journal() -> None:
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


def downgrade_journal() -> None:
    op.drop_table("shreddings")
    op.drop_table("legal_holds")
    op.drop_index("ix_readings_at", "readings")
    op.drop_table("verifications")
    op.drop_table("anchored_heads")
    op.drop_table("anchors")


# Publication by four eyes.


def upgrade_publication() -> None:
    op.create_table(
        "pack_proposals",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("base", TEXT, nullable=False),
        sa.Column("seen", TEXT, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.Column("counted", JSON, nullable=False),
        sa.Column("proposed_by", BIG, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pack_proposals"),
        sa.UniqueConstraint("entry", name="uq_pack_proposals_entry"),
        sa.ForeignKeyConstraint(["proposed_by"], ["officers.id"], name="fk_pack_proposals_proposed_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name="fk_pack_proposals_decided_by"),
    )


def downgrade_publication() -> None:
    op.drop_table("pack_proposals")


# Alarms that cannot ring.


def upgrade_alarms() -> None:
    """Why a clock was put off stands beside how often."""
    op.add_column("clocks", sa.Column("trouble", TEXT, nullable=True))


def downgrade_alarms() -> None:
    """The log of the server still says it."""
    op.drop_column("clocks", "trouble")


# Against floods and guessing: how often a source did something this hour, and what is held aside.


def upgrade_defences() -> None:
    op.create_table(
        "source_keys",
        sa.Column("hour", BIG, primary_key=True, autoincrement=False),
        sa.Column("key", BYTES, nullable=False),
    )
    op.create_table(
        "source_counts",
        sa.Column("hour", BIG, primary_key=True, autoincrement=False),
        sa.Column("what", TEXT, primary_key=True),
        sa.Column("source", BYTES, primary_key=True),
        sa.Column("count", BIG, nullable=False),
    )
    op.add_column("cases", sa.Column("aside", BOOL, nullable=False, server_default=sa.false()))


def downgrade_defences() -> None:
    op.drop_column("cases", "aside")
    op.drop_table("source_counts")
    op.drop_table("source_keys")
