"""The case, its rows on the desks that may see it, and the numbers that reports add up."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.records.base import Base, Id, Small


class Case(Base):
    """The institution's handling of one or more complaints.

    What queues filter on is a column; other routing facts are in `facts`.
    """

    __tablename__ = "cases"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    """Year, six random digits, check digit: 2026-481516-3. No gaps, no counter (design 04 §4.4)."""
    kind: Mapped[str] = mapped_column(default="case")
    """`case`, or the name of a main procedure that no complaint leads to: a planned visit, a systemic issue."""
    track: Mapped[str]
    unit: Mapped[str]
    """Code of the responsible unit."""
    region: Mapped[str | None]
    facility: Mapped[str | None]
    stage: Mapped[str]
    """Stage of the main proceeding, copied here for lists."""
    stage_since: Mapped[datetime]
    open: Mapped[bool]
    urgency: Mapped[Small]
    """1 to 3 (U1 to U3)."""
    unread: Mapped[Small] = mapped_column(default=0)
    """Messages of complainants that no officer has opened yet."""
    pin: Mapped[Small] = mapped_column(default=0)
    """3 U1 not yet opened, 2 U1, 1 unread safety message, withdrawal or reprisal, 0 none."""
    aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    """One of very many from one connection within an hour: at the end of the queue until somebody has looked."""
    ball: Mapped[str]
    """Who is to move: me, body, complainant, supervisor, nobody."""
    ball_since: Mapped[datetime]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    language: Mapped[str]
    received_at: Mapped[datetime]
    """For an anonymous, non-urgent filing: midnight of the day in the institution's zone, no time of day."""
    next_due: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    """When the complainant last heard from us."""
    facts: Mapped[dict[str, Any]]
    """Every routing fact known of the case, by name."""
    walled: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    """Epoch of the file key that new words are sealed to."""
    statistic: Mapped[bytes | None]
    """Id of the case's row in `statistics`, sealed to the file key, so that a thief cannot join the two."""
    nickname: Mapped[bytes | None]
    """An officer's own words for the case, sealed to the unit."""
    pack: Mapped[str]
    """Hash of the jurisdiction pack that the case was opened under."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows by one with every act; a form that carries an older one is answered with what changed."""

    __table_args__ = (
        Index("ix_cases_handler_open", "handler_id", "open"),
        Index("ix_cases_received", "received_at", "id"),
        Index("ix_cases_facility", "facility", "received_at"),
        Index("ix_cases_walled", "id", postgresql_where=text("walled IS true"), sqlite_where=text("walled IS 1")),
        Index("ix_cases_others", "id", postgresql_where=text("kind <> 'case'"), sqlite_where=text("kind <> 'case'")),
        Index(
            "ix_cases_silent",
            "unit",
            "kind",
            "walled",
            "heard_at",
            "received_at",
            "track",
            postgresql_where=text("open IS true"),
            sqlite_where=text("open IS 1"),
        ),
    )


class DeskRow(Base):
    """One row per open case and unit in its circle, in the order of the queue. A wall deletes rows (design 09)."""

    __tablename__ = "desk_rows"

    unit: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[Small] = mapped_column(primary_key=True)
    """3 - pin, so that the primary key sorts as the queue does; 4: held aside."""
    next_due: Mapped[datetime] = mapped_column(primary_key=True)
    """Earliest running clock, owed reply or reminder; the year 2999 when nothing is due."""
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    received_at: Mapped[datetime]
    handler_id: Mapped[int | None]
    track: Mapped[str]
    stage: Mapped[str]
    urgency: Mapped[Small]
    facility: Mapped[str | None]
    lead: Mapped[str] = mapped_column(server_default=text("''"))
    """Code of the responsible unit: a column, because reading it out of `row` cost more than all else of a count."""
    ball: Mapped[str] = mapped_column(server_default=text("''"))
    heard_at: Mapped[datetime] = mapped_column(server_default=text("0"))
    """When the complainant last heard from us, or sent the complaint."""
    asked: Mapped[bool] = mapped_column(server_default=false())
    """Another unit leads, and a side proceeding of this desk's is open: on an officer's own desk, of any unit."""
    waiting: Mapped[bool] = mapped_column(server_default=false())
    """An act of an open proceeding waits for its second person."""
    row: Mapped[dict[str, Any]]
    """The clear facts that the queue shows: reference, lead, ball, since, region, issue, clocks."""

    __table_args__ = (
        Index("ix_desk_rows_case", "case_id"),
        Index("ix_desk_rows_handler", "unit", "handler_id", "rank", "next_due", "case_id"),
        Index("ix_desk_rows_received", "unit", "received_at", "case_id", "track"),
        *(
            Index(name, "unit", *columns, "case_id", postgresql_where=text(rows), sqlite_where=text(in_sqlite or rows))
            for name, columns, rows, in_sqlite in (
                ("ix_desk_rows_unassigned", ("lead", "handler_id", "rank", "next_due"), "handler_id IS NULL", None),
                ("ix_desk_rows_unheard", ("lead", "heard_at"), "rank < 4", None),
                ("ix_desk_rows_decisions", ("lead", "ball"), "ball = 'supervisor'", None),
                ("ix_desk_rows_asked", ("asked", "lead"), "asked IS true", "asked IS 1"),
                ("ix_desk_rows_waiting", ("lead", "waiting"), "waiting IS true", "waiting IS 1"),
            )
        ),
        {"sqlite_with_rowid": False},
    )


NARROWED: Final = ("track", "channel", "walled")
"""What every list of cases may be narrowed by."""
LISTED: Final = (
    "day", "case_id", "spell", "decided", "closed", "due", "told", "redirected", "until", "answered", "urgency", "first_minutes",
    "open", *NARROWED,
)  # fmt: skip
"""What lists of cases ask of their measures, in the order of a list."""


class Measure(Base):
    """One narrow row of small numbers per spell of a case (case, unit, from, to): reports scan these and nothing else.

    Days are dates in the institution's zone; `*_days` are working days unless the name says otherwise. A new spell begins at a
    transfer or a reopening. Written in the same transaction as the act, by the function that appends to the journal, so that
    `arasha verify` can compute them again.
    """

    __tablename__ = "measures"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    spell: Mapped[Small] = mapped_column(primary_key=True)
    unit: Mapped[str]
    track: Mapped[str]
    channel: Mapped[str]
    urgency: Mapped[Small]
    day: Mapped[date]
    """Day of receipt, or of the spell's beginning."""
    until: Mapped[date | None]
    """Day on which the spell ended by transfer or reopening."""
    open: Mapped[bool]
    registered: Mapped[date | None]
    acknowledged: Mapped[date | None]
    acknowledged_in_time: Mapped[bool | None]
    first_minutes: Mapped[int | None]
    """Minutes from receipt to the first act of a person."""
    due: Mapped[date | None]
    """Last day of the statutory review, extensions included."""
    decided: Mapped[date | None]
    decided_days: Mapped[int | None]
    """Calendar days from receipt to decision."""
    decided_in_time: Mapped[bool | None]
    told: Mapped[date | None]
    redirected: Mapped[date | None]
    redirected_in_time: Mapped[bool | None]
    extended: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]
    closed: Mapped[date | None]
    remedies: Mapped[Small] = mapped_column(default=0)
    """Remedies recommended in this spell."""
    verified: Mapped[Small] = mapped_column(default=0)
    """Of these, verified by evidence or by the complainant."""
    answered: Mapped[date | None]
    """Day on which the complainant said how it went."""
    fairness_felt: Mapped[str | None]
    outcome_felt: Mapped[str | None]
    walled: Mapped[bool] = mapped_column(default=False)
    ground: Mapped[str | None]
    """Why the case was not admitted, as its facts say now: the same in all its spells, as the next two."""
    facility: Mapped[str | None]
    body: Mapped[str | None]
    """Complained of."""

    __table_args__ = (
        Index(
            "ix_measures_decided", "unit", "decided", "decided_days", "outcome", "closed", "walled", "track", "channel"
        ),
        # Lists are read from these in their own order, and what they do not show is passed over without a look at its row.
        Index("ix_measures_day", *LISTED, "unit"),
        Index("ix_measures_unit", "unit", *LISTED),
        *(
            Index(
                f"ix_measures_{name}",
                name,
                *LISTED,
                "unit",
                other,
                postgresql_where=text(f"{name} IS NOT NULL"),
                sqlite_where=text(f"{name} IS NOT NULL"),
            )
            for name, other in (("facility", "body"), ("body", "facility"))
        ),
        *(
            Index(name, *columns, postgresql_where=text(rows), sqlite_where=text(in_sqlite))
            for name, columns, rows, in_sqlite in (
                (
                    "ix_measures_open",
                    ("unit", "day", "case_id", "spell", "due", "decided", "urgency", "first_minutes", *NARROWED),
                    "open IS true",
                    "open IS 1",
                ),
                (
                    "ix_measures_open_day",
                    ("day", "case_id", "spell", "due", "decided", "urgency", "first_minutes", *NARROWED, "unit"),
                    "open IS true",
                    "open IS 1",
                ),
                (
                    "ix_measures_first",
                    ("day", "case_id", "spell", "first_minutes", "track", "channel"),
                    "urgency = 1",
                    "urgency = 1",
                ),
                (
                    "ix_measures_until",
                    ("day", "case_id", "spell", "until", "closed"),
                    "until IS NOT NULL",
                    "until IS NOT NULL",
                ),
            )
        ),
        Index(
            "ix_measures_answered",
            "answered",
            "unit",
            postgresql_where=text("answered IS NOT NULL"),
            sqlite_where=text("answered IS NOT NULL"),
        ),
        Index(
            "ix_measures_walled", "case_id", postgresql_where=text("walled IS true"), sqlite_where=text("walled IS 1")
        ),
    )


class Statistic(Base):
    """Coarsened facts about people (ground, sex, age band…) under a random id that nothing clear points to (design 04 §4.4)."""

    __tablename__ = "statistics"

    id: Mapped[Id]
    quarter: Mapped[str]
    unit: Mapped[str]
    track: Mapped[str]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_statistics_quarter", "quarter"),)
