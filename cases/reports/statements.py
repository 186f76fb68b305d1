"""The statements behind a report: what `conditions` name, counted by unit."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, func, literal, literal_column, select, true, union_all

from cases.reports.about import COUNTED
from cases.reports.conditions import HOME, REMEDIES, Conditions, cases, officers, remedies
from cases.reports.spells import FIRST, origin, row
from cases.reports.walled import in_front

OTHERS = select(cases.c.id).where(cases.c.kind != literal_column(f"'{COUNTED}'"))
"""Cases that no measures count: visits and systemic issues. Said in letters, so that the few of them are found by their index."""
Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


class Statements(Conditions):
    """The statements of one period."""

    def counts(self) -> Statement:
        """All plain counts of a unit, in one pass over its rows."""
        columns = [func.count().filter(condition).label(name) for name, condition in self.named().items()]
        return select(self.unit, *columns).where(*self.rows, self.touched).group_by(HOME)

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
            .where(*self.rows, self.timed)
            .group_by(HOME, row.decided_days)
        )

    def minutes(self) -> Statement:
        """Minutes to the first act in urgent cases received in the period, as a histogram."""
        return (
            select(self.unit, row.first_minutes, func.count())
            .where(*self.rows, self.acted)
            .group_by(HOME, row.first_minutes)
        )

    def outcomes(self) -> Statement:
        """Outcomes of what was decided in the period; of what ended without a decision, at its end."""
        return select(self.unit, row.outcome, func.count()).where(*self.rows, self.came_out).group_by(HOME, row.outcome)

    def refusals(self) -> Statement:
        """Why cases were not admitted. Those decided are found apart from those only closed: together they are `refused`.

        Apart, and with their units named, an index leads to them.
        """
        refused = row.outcome.in_(sorted(self.house.inadmissible))
        mine = true() if self.scope.walled else row.unit.in_(self.units)
        parts = (
            select(self.unit, row.ground.label("ground"), func.count())
            .where(*self.rows, mine, refused, when)
            .group_by(HOME, "ground")
            for when in (self.within(row.decided), and_(row.decided.is_(None), self.within(row.closed)))
        )
        return union_all(*parts)

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
        """Remedies recommended in the period, by unit and kind; the case is looked up only where something is asked of it."""
        columns = [func.count().filter(condition).label(name) for name, condition in self.named_remedies().items()]
        counted = select(self.home(remedies.c.unit), remedies.c.kind.label("kind"), *columns).group_by(
            HOME, remedies.c.kind
        )
        if self.scope.walled or self.track or self.channel or self.facility or self.body:
            return counted.select_from(REMEDIES).where(*self.remedy_rows)
        return counted.where(
            self.recommended,
            remedies.c.unit.in_(self.units),
            in_front(remedies.c.case_id, remedies.c.opened_at),
            remedies.c.case_id.not_in(OTHERS),
        )

    def officers(self) -> Statement:
        return select(officers.c.unit, officers.c.roles).where(
            officers.c.active.is_(True), officers.c.unit.in_(self.units)
        )
