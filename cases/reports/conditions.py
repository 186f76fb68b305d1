"""Which rows a report counts, each under a name: the statements count by these, and a drill-down lists by the same ones.

Nothing is rolled up: what depends on the day asked about (open, overdue, age) is computed from stored days. A report on
a past period says what it would have said at that period's end, up to later extensions of a deadline.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Label, Table, and_, false, literal, literal_column, or_

from cases.records import Case, Officer, Proceeding, Remedy
from cases.reports.about import About
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
from cases.reports.walled import behind, in_front

remedies: Table = Remedy.metadata.tables[Remedy.__tablename__]
proceedings: Table = Proceeding.metadata.tables[Proceeding.__tablename__]
officers: Table = Officer.metadata.tables[Officer.__tablename__]
cases: Table = Case.metadata.tables[Case.__tablename__]

REMEDIES = (
    remedies.join(proceedings, proceedings.c.id == remedies.c.proceeding_id)
    .join(cases, cases.c.id == remedies.c.case_id)
    .join(table, and_(row.case_id == remedies.c.case_id, row.spell == FIRST))
)
"""Each remedy with its case and the first spell of that."""

URGENT, SOON = 1, 2
"""Degrees of urgency that are counted apart (U1, U2)."""

URGENT_ROW = row.urgency == literal_column(str(URGENT))
"""Said in letters, so that the index of the few urgent ones is found."""
FEW_UNITS = 4
HOME = "home"
"""Name of the column that says which unit a row counts under."""


@dataclass(frozen=True)
class Conditions:
    """The conditions of one period: who is counted is decided here once, what is counted below."""

    period: Period
    units: tuple[str, ...]
    scope: Scope
    house: House
    now: date
    track: str = ""
    channel: str = ""
    facility: str = ""
    body: str = ""

    @property
    def about(self) -> About:
        """What the cases that count are about; empty where that is not asked."""
        return About(self.track, self.channel, self.facility, self.body)

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
            conditions = [row.walled.is_(False), self.among(unit)]
        if self.track:
            conditions.append(row.track == self.track)
        if self.channel:
            conditions.append(row.channel == self.channel)
        if self.facility:
            conditions.append(row.facility == self.facility)
        if self.body:
            conditions.append(row.body == self.body)
        return conditions

    def of_case(self, unit: ColumnElement[str], moment: ColumnElement[Any] | None = None) -> list[ColumnElement[bool]]:
        """As `counted`, by the case's own columns: what runs beside it need not be a complaint.

        *moment*: when what is counted happened, on whichever side of a wall the case was then; without one it stands now.
        """
        if self.scope.walled:
            shut = cases.c.walled.is_(True) if moment is None else behind(cases.c.id, moment)
            wanted = [or_(shut, unit == self.house.integrity)]
        else:
            free = cases.c.walled.is_(False) if moment is None else in_front(cases.c.id, moment)
            wanted = [free, self.among(unit)]
        narrowed = (
            (self.track, cases.c.track),
            (self.channel, row.channel),
            (self.facility, cases.c.facility),
            (self.body, cases.c.facts[self.house.body_fact].as_string()),
        )
        return [*wanted, *(column == value for value, column in narrowed if value)]

    def among(self, unit: ColumnElement[str]) -> ColumnElement[bool]:
        """*unit* is one of those asked about. Of many, an index by unit would lead to nearly every row, one by one.

        "Is not false" keeps it from such an index, and leaves PostgreSQL to know that most rows are meant: of a column with
        something joined to it, it thinks that hardly any are, and looks for all of a list's rows to sort them.
        """
        those = unit.in_(self.units)
        return those.is_not(false()) if len(self.units) > FEW_UNITS else those

    def within(self, column: Any) -> ColumnElement[bool]:
        return and_(column >= self.period.first, column <= self.period.last)

    @property
    def came(self) -> ColumnElement[bool]:
        """The spell had begun by the end of the period: nothing in it happened before."""
        return row.day <= self.period.last

    @property
    def touched(self) -> ColumnElement[bool]:
        """Rows that can count for anything: had or reopened in the period, or decided before it and never told."""
        untold = and_(row.decided.is_not(None), or_(row.told.is_(None), row.told > self.end))
        left = row.until >= self.period.first
        return and_(row.day <= self.period.last, or_(ended.is_(None), ended >= self.period.first, left, untold))

    @property
    def open_at_end(self) -> ColumnElement[bool]:
        still = row.open.is_(True) if self.of_today else or_(ended.is_(None), ended > self.end)
        return and_(row.day <= self.end, still)

    @property
    def of_today(self) -> bool:
        """What stands at the end of the period stands now: nothing has happened after today."""
        return self.end == self.now

    @property
    def timed(self) -> ColumnElement[bool]:
        """Decided in the period, with days to count."""
        return and_(self.within(row.decided), row.decided_days.is_not(None))

    @property
    def acted(self) -> ColumnElement[bool]:
        """Urgent, received in the period, and a person has acted."""
        return and_(URGENT_ROW, self.within(row.day), row.first_minutes.is_not(None), first_act)

    @property
    def came_out(self) -> ColumnElement[bool]:
        """Has an outcome: decided in the period, or ended in it without a decision."""
        undecided = and_(row.decided.is_(None), self.within(row.closed))
        return and_(row.outcome.is_not(None), or_(self.within(row.decided), undecided))

    def named(self) -> dict[str, ColumnElement[bool]]:
        """What is counted, each by the condition that a row meets: `drilling` asks by the same ones for the cases themselves."""
        arrived = and_(self.within(row.day), row.spell == FIRST)
        open_at_end = self.open_at_end
        undecided: ColumnElement[bool] = row.decided.is_(None)
        untold: ColumnElement[bool] = row.told.is_(None)
        had = kept
        if not self.of_today:
            undecided, untold = or_(undecided, row.decided > self.end), or_(untold, row.told > self.end)
            had = or_(kept, row.until > self.end)
        termed = and_(self.within(row.decided), row.due.is_not(None))
        return {
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
            "open_u1": and_(open_at_end, URGENT_ROW),
            "open_u2": and_(open_at_end, row.urgency == SOON),
            "redirected": self.within(row.redirected),
            "redirected_in_time": and_(self.within(row.redirected), row.redirected_in_time.is_(True)),
            "not_told": and_(row.decided <= self.end, untold, had),
            "urgent": and_(arrived, URGENT_ROW),
            "urgent_waiting": and_(open_at_end, URGENT_ROW, row.first_minutes.is_(None)),
            "cohort_decided": and_(arrived, case_decided <= self.end),
            "cohort_remedied": and_(arrived, case_remedies > 0),
            "cohort_verified": and_(arrived, case_remedies > 0, case_verified >= case_remedies),
            **{f"age_{band}": and_(open_at_end, aged) for band, aged in enumerate(self.ages())},
        }

    def named_beside(self) -> dict[str, ColumnElement[bool]]:
        """What other statements than `counts` count, and what the pack's codes mean."""
        felt, came_out = self.within(row.answered), self.came_out
        merits = and_(came_out, row.outcome.in_(sorted(self.house.merits)))
        return {
            "timed": self.timed,
            "acted": self.acted,
            "came_out": came_out,
            "merits": merits,
            "found": and_(came_out, row.outcome.in_(sorted(self.house.found))),
            "refused": and_(came_out, row.outcome.in_(sorted(self.house.inadmissible))),
            "felt": felt,
            "fair": and_(felt, row.fairness_felt.in_(sorted(self.house.fair))),
            "content": and_(felt, row.outcome_felt.in_(sorted(self.house.content))),
        }

    def ages(self) -> list[ColumnElement[bool]]:
        """One condition an age band: three months to the day is still the first band."""
        conditions = []
        for low, high in AGE_BANDS:
            older = [] if not low else [origin < add_months(self.end, -low)]
            younger = [] if high is None else [origin >= add_months(self.end, -high)]
            conditions.append(and_(*older, *younger))
        return conditions

    def named_remedies(self) -> dict[str, ColumnElement[bool]]:
        """As `named`, of remedies."""
        past, answered = remedies.c.due < self.now, remedies.c.answered
        return {
            "recommended": remedies.c.proceeding_id.is_not(None),
            "served": remedies.c.served.is_not(None),
            "due": past,
            "implemented": or_(remedies.c.verified.is_(True), remedies.c.stage.in_(sorted(self.house.implemented))),
            "verified": remedies.c.verified.is_(True),
            "answerable": or_(past, answered.is_not(None)),
            "answered_in_time": answered <= remedies.c.due,
            "overdue": and_(past, answered.is_(None), remedies.c.ended.is_(None), ~remedies.c.verified),
        }

    @property
    def remedy_rows(self) -> list[ColumnElement[bool]]:
        """Remedies recommended in the period."""
        return [*self.of_case(remedies.c.unit, remedies.c.opened_at), self.recommended]

    @property
    def recommended(self) -> ColumnElement[bool]:
        first, after = self.period.instants(self.house.zone)
        return and_(remedies.c.opened_at >= first, remedies.c.opened_at < after)
