"""What is counted beside the measures of cases: runs of side procedures, people, alarms, letters and silence."""

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    func,
    literal,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from cases.records import Complaint, DutyAlert, OfficialLetter, OutcomeRecord
from cases.records.base import BigInt
from cases.reports.about import COUNTED
from cases.reports.conditions import HOME, Conditions, cases, proceedings
from cases.reports.figures import Histogram, Share
from cases.reports.periods import Period
from cases.reports.runs import STAGE, YES, Runs, Test, When
from cases.reports.sides import answered
from cases.reports.silence import HEARD, silence_in
from cases.reports.spells import FIRST, row, table
from cases.reports.tallied import Sums
from cases.reports.walled import in_front, moment_of

people: Table = OutcomeRecord.metadata.tables[OutcomeRecord.__tablename__]
alerts: Table = DutyAlert.metadata.tables[DutyAlert.__tablename__]
letters: Table = OfficialLetter.metadata.tables[OfficialLetter.__tablename__]
complaints: Table = Complaint.metadata.tables[Complaint.__tablename__]

LANGUAGE = "language_match"
"""Indicator of letters to complainants; the other shares of `Figures.beside` are the pack's `runs`."""
DAY_SECONDS, MINUTE = 86_400, 60
had = table.alias()
outside = (
    select(had.c.unit)
    .where(had.c.case_id == letters.c.case_id, had.c.walled.is_(False), had.c.day <= letters.c.sent_on)
    .order_by(had.c.case_id.desc(), had.c.spell.desc())
    .limit(1)
)
RECORDED = moment_of(people.c.case_id, people.c.sequence)
"""When it was written down. The day that it tells may be an earlier one, from before a wall: nobody counted it then."""
SIGNED = moment_of(letters.c.case_id, letters.c.words)
"""When the letter got the words it has. Of its sending there is no more than the day."""
SENDER = outside.correlate_except(had).scalar_subquery()
"""The unit that had the case on the day on which the letter was sent, whoever got it since."""
FIRST_ROW = and_(row.case_id == cases.c.id, row.spell == FIRST)
"""Of a visit or a systemic issue there is none: they are no complaints, and have no channel."""


def with_case(counted: Table) -> FromClause:
    """Rows that belong to a case, each with it and with its first spell."""
    return counted.join(cases, cases.c.id == counted.c.case_id).outerjoin(table, FIRST_ROW)


def counted_in(asked: Conditions, counted: Table, unit: ColumnElement[str], moment: ColumnElement[Any]) -> Select[Any]:
    """Nothing yet of the rows of *counted* that a report counts: as `with_case` and `Conditions.of_case` say of them.

    Only what is asked of the case itself is looked up, for one row after the other: few are left by then. That it is behind no
    wall is known of all by the few that are.
    """
    if asked.scope.walled:
        return select().select_from(with_case(counted)).where(*asked.of_case(unit, moment))
    case, first = cases.c.id == counted.c.case_id, and_(row.case_id == counted.c.case_id, row.spell == FIRST)
    narrowed = (
        (asked.track, select(cases.c.track).where(case)),
        (asked.channel, select(row.channel).where(first)),
        (asked.facility, select(cases.c.facility).where(case)),
        (asked.body, select(cases.c.facts[asked.house.body_fact].as_string()).where(case)),
    )
    looked_up = [found.correlate(counted).scalar_subquery() == value for value, found in narrowed if value]
    free = in_front(counted.c.case_id, moment)
    return select().select_from(counted).where(unit.in_(asked.units), free, *looked_up)


def in_period(asked: Conditions, moment: Any) -> ColumnElement[bool]:
    first, after = asked.period.instants(asked.house.zone)
    return and_(moment >= first, moment < after)


def fits(test: Test) -> ColumnElement[bool]:
    """The run stands where, and knows what, *test* says."""
    tests: list[ColumnElement[bool]] = []
    for name, values in test.items():
        fact = proceedings.c.facts[name]
        if name == STAGE:
            tests.append(proceedings.c.stage.in_(sorted(values)))
        elif values == {YES}:
            tests.append(fact.as_boolean().is_(True))
        else:
            tests.append(fact.as_string().in_(sorted(values)))
    return and_(true(), *tests)


def run_rows(asked: Conditions, runs: Runs) -> ColumnElement[bool]:
    """The runs that the whole of the share is."""
    return and_(of_runs(asked, runs), fits(runs.of))


def of_runs(asked: Conditions, runs: Runs) -> ColumnElement[bool]:
    """The runs of the procedure, in the period."""
    return and_(proceedings.c.procedure == runs.procedure, in_period(asked, moment_of_run(runs)))


def moment_of_run(runs: Runs) -> ColumnElement[Any]:
    """What puts a run into a period, and on one side of a wall."""
    moment: ColumnElement[Any] = proceedings.c.opened_at if runs.when is When.OPENED else proceedings.c.ended_at
    return moment


def count_beside(
    session: Session, asked: Conditions, sums: Mapping[str, Sums] | None = None
) -> dict[str, dict[str, Any]]:
    """By unit what `Figures` says of it, in four statements and one for each procedure that is counted and not in *sums*."""
    found: dict[str, dict[str, Any]] = {unit: {"beside": {}} for unit in asked.units}
    for unit, name, part, whole in [*count_runs(session, asked, sums), *count_letters(session, asked)]:
        found[unit]["beside"][name] = Share(part, whole)
    for unit, what, sanction, number in session.execute(people_statement(asked)):
        found[unit].setdefault("people", Counter())[what, sanction or ""] = int(number)
    for unit, value, number in session.execute(opened_statement(asked)):
        found[unit].setdefault("opened", Histogram())[value] = number
    for unit, silence in count_silence(session, asked, sums).items():
        found[unit]["silence"] = silence
    return found


def count_runs(session: Session, asked: Conditions, sums: Mapping[str, Sums] | None) -> list[tuple[str, str, int, int]]:
    """Unit, indicator, part and whole of every indicator that counts runs: one statement for those of one procedure.

    None for those that *sums* answer, of side procedures.
    """
    found = summed_runs(asked, sums) if sums else None
    found, summed = found or [], found is not None
    others = [each for each in asked.house.runs.items() if not (summed and each[1].side)]
    for _, group in groupby(sorted(others, key=read_together), key=read_together):
        runs = dict(group)
        for each in session.execute(runs_statement(asked, runs)).mappings():
            found += [
                (each["home"], name, each[f"{name}_part"], each[f"{name}_whole"])
                for name in runs
                if each[f"{name}_whole"]
            ]
    return found


def summed_runs(asked: Conditions, sums: Mapping[str, Sums]) -> list[tuple[str, str, int, int]] | None:
    """As `count_runs`, from sums; None where they do not name all that is tested: another pack laid some of them down."""
    runs = {name: one for name, one in asked.house.runs.items() if one.side}
    found = []
    for unit, each in sums.items():
        shares = answered(each.totals, runs)
        if shares is None:
            return None
        found += [(unit, name, part, whole) for name, (part, whole) in shares.items() if whole]
    return found


def read_together(named: tuple[str, Runs]) -> tuple[str, str]:
    """Indicators of which the same rows are read."""
    return named[1].procedure, named[1].when


def runs_statement(asked: Conditions, runs: Mapping[str, Runs]) -> Any:
    """By unit the whole and the part of each of *runs*, which are of one procedure and one time."""
    columns = []
    for name, one in runs.items():
        columns.append(func.count().filter(fits(one.of)).label(f"{name}_whole"))
        columns.append(func.count().filter(and_(fits(one.of), fits(one.part))).label(f"{name}_part"))
    one = next(iter(runs.values()))
    return (
        counted_in(asked, proceedings, proceedings.c.unit, moment_of_run(one))
        .add_columns(asked.home(proceedings.c.unit), *columns)
        .where(of_runs(asked, one))
        .group_by(HOME)
    )


def letter_rows(asked: Conditions) -> list[ColumnElement[bool]]:
    """Letters of officers to complainants, sent in the period: few, and so no way by their unit, which leads to all its cases."""
    return [*asked.of_case(SENDER, SIGNED), asked.within(letters.c.sent_on)]


def count_letters(session: Session, asked: Conditions) -> list[tuple[str, str, int, int]]:
    """As `count_runs`: letters in the language in which the complainant wrote.

    All else is looked up letter by letter: joined, a channel seemed to SQLite to lead through an index of all measures.
    """
    wrote = select(complaints.c.language).where(complaints.c.id == letters.c.complaint_id).correlate(letters)
    same = letters.c.language == wrote.scalar_subquery()
    statement = (
        counted_in(asked, letters, SENDER, SIGNED)
        .add_columns(asked.home(SENDER), func.count().filter(same), func.count())
        .where(letters.c.complaint_id.is_not(None), asked.within(letters.c.sent_on))
        .group_by(HOME)
    )
    return [(unit, LANGUAGE, part, whole) for unit, part, whole in session.execute(statement)]


def people_rows(asked: Conditions) -> list[ColumnElement[bool]]:
    """Records of persons whose day is in the period; those struck out count no more."""
    return [*asked.of_case(people.c.unit, RECORDED), *lasting(asked)]


def lasting(asked: Conditions) -> list[ColumnElement[bool]]:
    return [people.c.struck.is_(False), asked.within(people.c.day)]


def people_statement(asked: Conditions) -> Any:
    return (
        counted_in(asked, people, people.c.unit, RECORDED)
        .add_columns(asked.home(people.c.unit), people.c.what, people.c.sanction, func.sum(people.c.people))
        .where(*lasting(asked))
        .group_by(HOME, people.c.what, people.c.sanction)
    )


def alert_rows(asked: Conditions) -> list[ColumnElement[bool]]:
    """Alarms rung in the period that somebody took."""
    return [*asked.of_case(alerts.c.unit, alerts.c.taken_at), *taken(asked)]


def taken(asked: Conditions) -> list[ColumnElement[bool]]:
    return [in_period(asked, alerts.c.sent_at), alerts.c.taken_at.is_not(None)]


OPENED_MINUTES: ColumnElement[int] = (
    type_coerce(alerts.c.taken_at, BigInt) - type_coerce(alerts.c.sent_at, BigInt)
) // MINUTE
"""Whole minutes from the alarm until somebody said that they have it."""


def opened_statement(asked: Conditions) -> Any:
    minutes = OPENED_MINUTES.label("minutes")
    return (
        counted_in(asked, alerts, alerts.c.unit, alerts.c.taken_at)
        .add_columns(asked.home(alerts.c.unit), minutes, func.count())
        .where(*taken(asked))
        .group_by(HOME, "minutes")
    )


def silent_days(asked: Conditions) -> ColumnElement[int]:
    """Calendar days, by the institution's, since the complainant last heard from us, or since the complaint came."""
    last = int(Period(asked.now, asked.now).instants(asked.house.zone)[1].timestamp()) - 1
    heard = type_coerce(func.coalesce(cases.c.heard_at, cases.c.received_at), BigInt)
    return (literal(last, BigInt) - heard) // DAY_SECONDS


def silent_rows(asked: Conditions) -> list[ColumnElement[bool]]:
    """Open cases, where the report speaks of today: of earlier days nobody wrote down when somebody had last heard."""
    of_today = true() if is_of_today(asked) else ~true()
    return [*asked.rows, asked.open_at_end, of_today]


def count_silence(session: Session, asked: Conditions, sums: Mapping[str, Sums] | None) -> dict[str, Histogram]:
    """By unit, open cases by the calendar days since the complainant last heard; none where the report is not of today."""
    found: dict[str, Histogram] = {}
    if not is_of_today(asked):
        return found
    if sums is not None:
        return {unit: days for unit, one in sums.items() if (days := silence_in(one.stood(HEARD), asked.now))}
    for unit, value, number in session.execute(silence_statement(asked)):
        found.setdefault(unit, Histogram())[value] = number
    return found


def is_of_today(asked: Conditions) -> bool:
    return asked.period.first <= asked.now <= asked.period.last


def silence_statement(asked: Conditions) -> Any:
    """A case that is open is so in its last spell, and where that is: but for a channel, its own row says all of it."""
    days = silent_days(asked).label("silent")
    if asked.channel or asked.end < asked.now:
        counted = select(asked.unit, days, func.count()).select_from(table.join(cases, cases.c.id == row.case_id))
        return counted.where(*silent_rows(asked)).group_by(HOME, "silent")
    open_now = [cases.c.open.is_(True), cases.c.kind == COUNTED, *asked.of_case(cases.c.unit)]
    return select(asked.home(cases.c.unit), days, func.count()).where(*open_now).group_by(HOME, "silent")
