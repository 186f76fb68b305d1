"""The statements behind a report: who is counted is decided once, what is counted follows below.

Nothing is rolled up: what depends on the day asked about (open, overdue, age) is computed from stored days. A report on
a past period says what it would have said at that period's end, up to later extensions of a deadline.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Label, Select, Table, and_, func, literal, or_, select, union_all

from cases.records import Officer, Proceeding, Remedy
from cases.reports.figures import AGE_BANDS
from cases.reports.periods import DAY, Period, add_months
from cases.reports.scopes import House, Scope
from cases.reports.spells import (
    FIRST,
    case_decided,
    case_remedies,
    case_verified,
    ended,
    first_act,
    first_registered,
    kept,
    origin,
    row,
    table,
)

remedies: Table = Remedy.metadata.tables[Remedy.__tablename__]
proceedings: Table = Proceeding.metadata.tables[Proceeding.__tablename__]
officers: Table = Officer.metadata.tables[Officer.__tablename__]

Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]

URGENT, SOON = 1, 2
"""Degrees of urgency that are counted apart (U1, U2)."""

HOME = "home"
"""Name of the column that says which unit a row counts under."""


@dataclass(frozen=True)
class Statements:
    """The statements of one period: who is counted is decided here once, what is counted below."""

    period: Period
    units: tuple[str, ...]
    scope: Scope
    house: House
    now: date
    track: str = ""
    channel: str = ""

    @property
    def end(self) -> date:
        """The day that open, overdue and age speak of: the period's last, or today if that is earlier."""
        return min(self.period.last, self.now)

    @property
    def late_before(self) -> date:
        """Due before this day and undecided is late. A day that is not over yet is nobody's fault."""
        return min(self.period.last + DAY, self.now)

    def home(self, unit: ColumnElement[str]) -> Label[str]:
        """The unit that a row counts under: for the integrity unit, whatever is behind the wall is its own."""
        return (literal(self.house.integrity) if self.scope.walled else unit).label(HOME)

    @property
    def unit(self) -> Label[str]:
        return self.home(row.unit)

    @property
    def rows(self) -> list[ColumnElement[bool]]:
        return self.counted(row.unit)

    def counted(self, unit: ColumnElement[str]) -> list[ColumnElement[bool]]:
        """Conditions that hold for every row of the report; *unit* is the column that says whose it is."""
        if self.scope.walled:
            conditions = [or_(row.walled.is_(True), unit == self.house.integrity)]
        else:
            conditions = [row.walled.is_(False), unit.in_(self.units)]
        if self.track:
            conditions.append(row.track == self.track)
        if self.channel:
            conditions.append(row.channel == self.channel)
        return conditions

    def within(self, column: Any) -> ColumnElement[bool]:
        return and_(column >= self.period.first, column <= self.period.last)

    @property
    def touched(self) -> ColumnElement[bool]:
        """Rows that can count for anything: had or reopened in the period, or decided before it and never told."""
        untold = and_(row.decided.is_not(None), or_(row.told.is_(None), row.told > self.end))
        left = row.until >= self.period.first
        return and_(row.day <= self.period.last, or_(ended.is_(None), ended >= self.period.first, left, untold))

    @property
    def open_at_end(self) -> ColumnElement[bool]:
        return and_(row.day <= self.end, or_(ended.is_(None), ended > self.end))

    def counts(self) -> Statement:
        """All plain counts of a unit, in one pass over its rows."""
        arrived = and_(self.within(row.day), row.spell == FIRST)
        open_at_end = self.open_at_end
        undecided = or_(row.decided.is_(None), row.decided > self.end)
        termed = and_(self.within(row.decided), row.due.is_not(None))
        named = {
            "received": arrived,
            "offline": and_(arrived, row.channel.in_(sorted(self.house.offline))),
            "taken_over": and_(self.within(row.day), row.spell > FIRST),
            "registered": and_(self.within(row.registered), first_registered),
            "acknowledged_in_time": and_(arrived, row.acknowledged_in_time.is_(True)),
            "decided": self.within(row.decided),
            "decided_in_time": and_(self.within(row.decided), row.decided_in_time.is_(True)),
            "ended_late": and_(self.within(row.closed), row.decided.is_(None), row.closed > row.due),
            "overdue": and_(open_at_end, undecided, row.due < self.late_before),
            "closed": self.within(row.closed),
            "handed_on": and_(row.closed.is_(None), self.within(row.until)),
            "reopened": and_(row.closed.is_not(None), self.within(row.until)),
            "termed": termed,
            "extended": and_(termed, row.extended.is_(True)),
            "open_before": and_(row.day < self.period.first, or_(ended.is_(None), ended >= self.period.first)),
            "open_at_end": open_at_end,
            "open_u1": and_(open_at_end, row.urgency == URGENT),
            "open_u2": and_(open_at_end, row.urgency == SOON),
            "redirected": self.within(row.redirected),
            "redirected_in_time": and_(self.within(row.redirected), row.redirected_in_time.is_(True)),
            "not_told": and_(row.decided <= self.end, or_(row.told.is_(None), row.told > self.end), kept),
            "urgent": and_(arrived, row.urgency == URGENT),
            "urgent_waiting": and_(open_at_end, row.urgency == URGENT, row.first_minutes.is_(None)),
            "cohort_decided": and_(arrived, case_decided <= self.end),
            "cohort_remedied": and_(arrived, case_remedies > 0),
            "cohort_verified": and_(arrived, case_remedies > 0, case_verified >= case_remedies),
        }
        named |= {f"age_{band}": and_(open_at_end, aged) for band, aged in enumerate(self.ages())}
        columns = [func.count().filter(condition).label(name) for name, condition in named.items()]
        return select(self.unit, *columns).where(*self.rows, self.touched).group_by(HOME)

    def ages(self) -> list[ColumnElement[bool]]:
        """One condition an age band: three months to the day is still the first band."""
        conditions = []
        for low, high in AGE_BANDS:
            older = [] if not low else [origin < add_months(self.end, -low)]
            younger = [] if high is None else [origin >= add_months(self.end, -high)]
            conditions.append(and_(*older, *younger))
        return conditions

    def open_since(self) -> Statement:
        """Open cases by the day from which they age: what is days old today was younger in a report on an earlier day."""
        return (
            select(self.unit, origin.label("since"), func.count())
            .where(*self.rows, self.open_at_end)
            .group_by(HOME, "since")
        )

    def days(self) -> Statement:
        """Calendar days to decision, as a histogram."""
        return (
            select(self.unit, row.decided_days, func.count())
            .where(*self.rows, self.within(row.decided), row.decided_days.is_not(None))
            .group_by(HOME, row.decided_days)
        )

    def minutes(self) -> Statement:
        """Minutes to the first act in urgent cases received in the period, as a histogram."""
        return (
            select(self.unit, row.first_minutes, func.count())
            .where(
                *self.rows,
                row.urgency == URGENT,
                self.within(row.day),
                row.first_minutes.is_not(None),
                first_act,
            )
            .group_by(HOME, row.first_minutes)
        )

    def outcomes(self) -> Statement:
        """Outcomes of what was decided in the period; of what ended without a decision, at its end."""
        ended_undecided = and_(row.decided.is_(None), self.within(row.closed))
        return (
            select(self.unit, row.outcome, func.count())
            .where(*self.rows, row.outcome.is_not(None), or_(self.within(row.decided), ended_undecided))
            .group_by(HOME, row.outcome)
        )

    def felt(self) -> Statement:
        """What complainants said of how it went, by the day they said it: few answer, and late."""
        return (
            select(self.unit, row.fairness_felt, row.outcome_felt, func.count())
            .where(*self.rows, self.within(row.answered))
            .group_by(HOME, row.fairness_felt, row.outcome_felt)
        )

    def by_day(self) -> Statement:
        """What came and went, by day: months are folded outside, because the databases count months differently."""
        parts = []
        for what, column, more in (
            ("received", row.day, row.spell == FIRST),
            ("decided", row.decided, row.decided.is_not(None)),
            ("closed", row.closed, row.closed.is_not(None)),
        ):
            parts.append(
                select(literal(what).label("what"), column.label("day"), func.count().label("number"))
                .where(*self.rows, self.within(column), more)
                .group_by(column)
            )
        return union_all(*parts)

    def remedies(self) -> Statement:
        """Remedies recommended in the period, by unit and kind; track, channel and wall are the first spell's."""
        unit, past = self.home(remedies.c.unit), remedies.c.due < self.now
        first, after = self.period.instants(self.house.zone)
        named = {
            "recommended": remedies.c.proceeding_id.is_not(None),
            "served": remedies.c.served.is_not(None),
            "due": past,
            "implemented": or_(remedies.c.verified.is_(True), remedies.c.stage.in_(sorted(self.house.implemented))),
            "verified": remedies.c.verified.is_(True),
            "answerable": or_(past, remedies.c.answered.is_not(None)),
            "answered_in_time": remedies.c.answered <= remedies.c.due,
            "overdue": and_(past, remedies.c.answered.is_(None), remedies.c.ended.is_(None), ~remedies.c.verified),
        }
        columns = [func.count().filter(condition).label(name) for name, condition in named.items()]
        return (
            select(unit, remedies.c.kind.label("kind"), *columns)
            .select_from(remedies)
            .join(proceedings, proceedings.c.id == remedies.c.proceeding_id)
            .join(table, and_(row.case_id == remedies.c.case_id, row.spell == FIRST))
            .where(*self.counted(remedies.c.unit), proceedings.c.opened_at >= first, proceedings.c.opened_at < after)
            .group_by(HOME, remedies.c.kind)
        )

    def officers(self) -> Statement:
        return select(officers.c.unit, officers.c.roles).where(
            officers.c.active.is_(True), officers.c.unit.in_(self.units)
        )
