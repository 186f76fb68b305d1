"""Duty, reminders, absences, links, calendar versions and moved procedures.

`calendar_days` and `outbox` are made anew: nothing was ever written to them before this version.
"""

import sqlalchemy as sa
from alembic import op

from cases.migrations.types import BIG, BOOL, BYTES, DAY, JSON, MOMENT, SMALL, TEXT

revision = "0002"
down_revision = "0001"

OPEN = {"postgresql_where": sa.text("done_at IS NULL"), "sqlite_where": sa.text("done_at IS NULL")}
OF_ONE = {"postgresql_where": sa.text("officer_id IS NOT NULL"), "sqlite_where": sa.text("officer_id IS NOT NULL")}
COUNTED = {"postgresql_where": sa.text("calendar IS NOT NULL"), "sqlite_where": sa.text("calendar IS NOT NULL")}


def upgrade() -> None:
    op.add_column("clocks", sa.Column("put_off", SMALL, nullable=False, server_default="0"))
    op.add_column("clocks", sa.Column("calendar", SMALL, nullable=True))
    op.execute("UPDATE clocks SET calendar = 0")  # counted anew once, which also finds those that have stopped
    op.create_index("ix_clocks_calendar", "clocks", ["calendar", "case_id"], **COUNTED)
    op.drop_table("calendar_days")
    op.drop_table("outbox")
    op.create_table(
        "calendar_versions",
        sa.Column("version", SMALL, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.Column("week", JSON, nullable=False),
        sa.Column("opens", TEXT, nullable=False),
        sa.Column("closes", TEXT, nullable=False),
        sa.Column("known_until", DAY, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_calendar_versions"),
    )
    op.create_table(
        "procedure_migrations",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("procedure", TEXT, nullable=False),
        sa.Column("from_version", SMALL, nullable=False),
        sa.Column("to_version", SMALL, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_migrations"),
    )
    op.create_table(
        "absences",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("first", DAY, nullable=False),
        sa.Column("last", DAY, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_absences_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_officer_id", "absences", ["officer_id"])
    op.create_table(
        "duty_contacts",
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("channels", JSON, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_duty_contacts_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_duty_contacts"),
    )
    op.create_table(
        "duty_shifts",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_duty_shifts_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shifts"),
    )
    op.create_index("ix_duty_shifts_officer_id", "duty_shifts", ["officer_id"])
    op.create_index("ix_duty_shifts_place", "duty_shifts", ["place", "starts_at", "ends_at"])
    op.create_table(
        "duty_tests",
        sa.Column("day", DAY, nullable=False),
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("reachable", BOOL, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_duty_tests_officer_id"),
        sa.PrimaryKeyConstraint("day", "officer_id", name="pk_duty_tests"),
    )
    op.create_index("ix_duty_tests_officer_id", "duty_tests", ["officer_id"])
    op.create_table(
        "interests",
        sa.Column("officer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("register", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_interests_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "register", "code", name="pk_interests"),
    )
    op.create_table(
        "case_links",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("other_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_links_case_id"),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name="fk_case_links_other_id"),
        sa.PrimaryKeyConstraint("case_id", "other_id", "kind", name="pk_case_links"),
    )
    op.create_index("ix_case_links_other_id", "case_links", ["other_id"])
    op.create_table(
        "duty_alerts",
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("open", BOOL, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("taken_by", BIG, nullable=True),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("missed_at", MOMENT, nullable=True),
        sa.Column("alerted", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_duty_alerts_case_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_duty_alerts_proceeding_id"),
        sa.ForeignKeyConstraint(["taken_by"], ["officers.id"], name="fk_duty_alerts_taken_by"),
        sa.PrimaryKeyConstraint("proceeding_id", name="pk_duty_alerts"),
    )
    op.create_index("ix_duty_alerts_case_id", "duty_alerts", ["case_id"])
    op.create_index("ix_duty_alerts_open", "duty_alerts", ["open", "sent_at"])
    op.create_table(
        "notices",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("proceeding_id", BIG, nullable=False),
        sa.Column("clock", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("officer_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_notices_officer_id"),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceedings.id"], name="fk_notices_proceeding_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_case_id", "notices", ["case_id"])
    op.create_index("ix_notices_officer", "notices", ["officer_id", "settled_at"], **OF_ONE)
    op.create_index("ix_notices_unit", "notices", ["unit", "settled_at", "role"])
    op.create_table(
        "procedure_migration_steps",
        sa.Column("migration_id", BIG, autoincrement=False, nullable=False),
        sa.Column("proceeding_id", BIG, autoincrement=False, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["procedure_migrations.id"], name="fk_procedure_migration_steps_migration_id"
        ),
        sa.ForeignKeyConstraint(
            ["proceeding_id"], ["proceedings.id"], name="fk_procedure_migration_steps_proceeding_id"
        ),
        sa.PrimaryKeyConstraint("migration_id", "proceeding_id", name="pk_procedure_migration_steps"),
    )
    op.create_table(
        "calendar_days",
        sa.Column("version", SMALL, autoincrement=False, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("working", BOOL, nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.ForeignKeyConstraint(["version"], ["calendar_versions.version"], name="fk_calendar_days_version"),
        sa.PrimaryKeyConstraint("version", "day", name="pk_calendar_days"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("attempts", SMALL, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("failure", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_due", "outbox", ["due"], **OPEN)
    op.create_index("ix_cases_facility", "cases", ["facility", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_cases_facility", "cases")
    op.drop_index("ix_clocks_calendar", "clocks")
    op.drop_column("clocks", "calendar")
    op.drop_column("clocks", "put_off")
    op.drop_table("outbox")
    op.drop_table("calendar_days")
    op.drop_table("procedure_migration_steps")
    op.drop_table("notices")
    op.drop_table("duty_alerts")
    op.drop_table("case_links")
    op.drop_table("interests")
    op.drop_table("duty_tests")
    op.drop_table("duty_shifts")
    op.drop_table("duty_contacts")
    op.drop_table("absences")
    op.drop_table("procedure_migrations")
    op.drop_table("calendar_versions")
    op.create_table(
        "calendar_days",
        sa.Column("version", SMALL, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("working", BOOL, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("version", "day", name="pk_calendar_days"),
    )
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
    op.create_index("ix_outbox_due", "outbox", ["due"], **OPEN)
