"""The first tables.

Types are spelled out here and not taken from `cases.records`: a migration says what was true when it was written.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BOOL = sa.Boolean()
BYTES = sa.LargeBinary()
DAY = sa.Integer()
JSON = sa.JSON().with_variant(JSONB, "postgresql")
MOMENT = BIG
SMALL = sa.SmallInteger()
TEXT = sa.String()


def unlogged() -> list[str]:
    """Sessions are in no log and no copy of the database: after a crash, people sign in again (design 04 §4.2)."""
    return ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "calendar_days",
        sa.Column("version", SMALL, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("working", BOOL, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("version", "day", name="pk_calendar_days"),
    )
    op.create_table(
        "held",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("wrapped_key", BYTES, nullable=True),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held"),
    )
    op.create_index("ix_held_expires", "held", ["expires_at"])
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("attempts", SMALL, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due"],
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "packs",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_packs"),
    )
    op.create_table(
        "statistics",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("quarter", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statistics"),
    )
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
        "cases",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("facility", TEXT, nullable=True),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("stage_since", MOMENT, nullable=False),
        sa.Column("open", BOOL, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("unread", SMALL, nullable=False),
        sa.Column("pin", SMALL, nullable=False),
        sa.Column("ball", TEXT, nullable=False),
        sa.Column("ball_since", MOMENT, nullable=False),
        sa.Column("handler_id", BIG, nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("next_due", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("statistic", BYTES, nullable=True),
        sa.Column("nickname", BYTES, nullable=True),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.ForeignKeyConstraint(["handler_id"], ["officers.id"], name="fk_cases_handler_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_handler_open", "cases", ["handler_id", "open"])
    op.create_index("ix_cases_received", "cases", ["received_at", "id"])
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
    op.create_table(
        "complaints",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("questionnaire", TEXT, nullable=False),
        sa.Column("filing", BYTES, nullable=False),
        sa.Column("submission", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_complaints_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("submission", name="uq_complaints_submission"),
    )
    op.create_index("ix_complaints_case_id", "complaints", ["case_id"])
    op.create_table(
        "desk_rows",
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("rank", SMALL, nullable=False),
        sa.Column("next_due", MOMENT, nullable=False),
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("handler_id", BIG, nullable=True),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("facility", TEXT, nullable=True),
        sa.Column("row", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_desk_rows_case_id"),
        sa.PrimaryKeyConstraint("unit", "rank", "next_due", "case_id", name="pk_desk_rows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_rows_case", "desk_rows", ["case_id"])
    op.create_index("ix_desk_rows_handler", "desk_rows", ["unit", "handler_id", "rank", "next_due", "case_id"])
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
        "journal",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("version", SMALL, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("act_key", TEXT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("previous", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_journal_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_journal"),
        sa.UniqueConstraint("act_key", name="uq_journal_act_key"),
    )
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_table(
        "measures",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("spell", SMALL, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("urgency", SMALL, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("until", DAY, nullable=True),
        sa.Column("open", BOOL, nullable=False),
        sa.Column("registered", DAY, nullable=True),
        sa.Column("acknowledged", DAY, nullable=True),
        sa.Column("acknowledged_in_time", BOOL, nullable=True),
        sa.Column("first_minutes", BIG, nullable=True),
        sa.Column("due", DAY, nullable=True),
        sa.Column("decided", DAY, nullable=True),
        sa.Column("decided_days", BIG, nullable=True),
        sa.Column("decided_in_time", BOOL, nullable=True),
        sa.Column("told", DAY, nullable=True),
        sa.Column("redirected", DAY, nullable=True),
        sa.Column("redirected_in_time", BOOL, nullable=True),
        sa.Column("extended", BOOL, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("closed", DAY, nullable=True),
        sa.Column("remedies", SMALL, nullable=False),
        sa.Column("verified", SMALL, nullable=False),
        sa.Column("walled", BOOL, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_measures_case_id"),
        sa.PrimaryKeyConstraint("case_id", "spell", name="pk_measures"),
    )
    op.create_index("ix_measures_decided", "measures", ["unit", "decided_days", "track", "channel", "day"])
    op.create_index("ix_measures_first", "measures", ["urgency", "first_minutes", "track", "channel", "day"])
    op.create_index("ix_measures_open", "measures", ["open", "unit", "day", "track", "channel"])
    op.create_table(
        "parties",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_parties_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_parties"),
    )
    op.create_index("ix_parties_case_id", "parties", ["case_id"])
    op.create_table(
        "proceedings",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("main", BOOL, nullable=False),
        sa.Column("number", SMALL, nullable=False),
        sa.Column("procedure", TEXT, nullable=False),
        sa.Column("version", SMALL, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_proceedings_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proceedings"),
    )
    op.create_index("ix_proceedings_case", "proceedings", ["case_id", "number"])
    op.create_table(
        "readings",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("previous", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_readings_case_id"),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_readings"),
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
        "clocks",
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("running", BOOL, nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("alarm_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_clocks_proceeding_id"),
        sa.PrimaryKeyConstraint("proceeding_id", "name", name="pk_clocks"),
    )
    op.create_index(
        "ix_clocks_alarm",
        "clocks",
        ["alarm_at"],
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index("ix_clocks_case_id", "clocks", ["case_id"])
    op.create_table(
        "letters",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_letters_complaint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_index("ix_letters_complaint_id", "letters", ["complaint_id"])
    op.create_table(
        "mailboxes",
        sa.Column("complaint_id", BIG, autoincrement=False, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("lookup", BYTES, nullable=True),
        sa.Column("salt_version", BIG, nullable=False),
        sa.Column("code_wrap", BYTES, nullable=True),
        sa.Column("file_wrap", BYTES, nullable=False),
        sa.Column("file_epoch", BIG, nullable=False),
        sa.Column("issued_by", TEXT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_mailboxes_complaint_id"),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_mailboxes"),
        sa.UniqueConstraint("lookup", name="uq_mailboxes_lookup"),
    )
    op.create_table(
        "messages",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("complaint_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_messages_case_id"),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name="fk_messages_complaint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_case", "messages", ["case_id", "at"])
    op.create_index("ix_messages_complaint", "messages", ["complaint_id", "at"])
    op.create_table(
        "remedies",
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("served", DAY, nullable=True),
        sa.Column("due", DAY, nullable=True),
        sa.Column("answered", DAY, nullable=True),
        sa.Column("ended", DAY, nullable=True),
        sa.Column("verified", BOOL, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_remedies_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_remedies_proceeding_id"),
        sa.PrimaryKeyConstraint("proceeding_id", name="pk_remedies"),
    )
    op.create_index("ix_remedies_case_id", "remedies", ["case_id"])
    op.create_index("ix_remedies_unit", "remedies", ["unit", "stage", "due"])
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


def downgrade() -> None:
    op.drop_table("sealed_words")
    op.drop_table("remedies")
    op.drop_table("messages")
    op.drop_table("mailboxes")
    op.drop_table("letters")
    op.drop_table("clocks")
    op.drop_table("wraps")
    op.drop_table("readings")
    op.drop_table("proceedings")
    op.drop_table("parties")
    op.drop_table("measures")
    op.drop_table("journal")
    op.drop_table("file_keys")
    op.drop_table("desk_rows")
    op.drop_table("complaints")
    op.drop_table("unit_memberships")
    op.drop_table("staff_sessions")
    op.drop_table("cases")
    op.drop_table("unit_keys")
    op.drop_table("officers")
    op.drop_table("units")
    op.drop_table("statistics")
    op.drop_table("packs")
    op.drop_table("outbox")
    op.drop_table("held")
    op.drop_table("calendar_days")
