"""However the life of a case goes on behind a wall that was drawn late: no number of the time before it differs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from cases import records
from cases.circle import wall_rows
from cases.records import Case
from cases.reports import measures, sides, silence
from cases.reports.about import COUNTED, about_case
from cases.reports.behind import BESIDE, CASES, OF_REMEDIES
from cases.reports.drilling import read_drilled
from cases.reports.figures import Figures, Histogram, add_up
from cases.reports.folding import UNCOUNTED, pages
from cases.reports.periods import DAY, Period, today
from cases.reports.queries import Asked, read_report
from cases.reports.remedied import note_new
from cases.reports.scopes import house_of
from cases.reports.steps import Step, told_in
from cases.verifying.summing import compare_sums
from cases.viewer import Viewer
from tests.builders import kazakhstan
from tests.unit.reports.test_report_tallies import count_spells
from tests.unit.reports.world import HEAD_OFFICE, INTEGRITY, officer, row

PACK: Final = kazakhstan()
HOUSE: Final = house_of(PACK)
COUNTING: Final = sides.counting_of(PACK)
BEGAN: Final = datetime(2026, 1, 5, 6, tzinfo=UTC)
NOW: Final = datetime(2028, 1, 10, tzinfo=UTC)
OFFICE, OTHER = "KZ-10", "KZ-75"
OUTSIDE: Final = (officer(OFFICE, "representative"), officer(OTHER, "representative"), HEAD_OFFICE)
FIGURES: Final = sorted(CASES.keys() | OF_REMEDIES.keys() | BESIDE.keys() | HOUSE.runs.keys())
STEPS: Final[st.SearchStrategy[dict[str, Any]]] = st.builds(
    dict,
    status=st.sampled_from(("registered", "inquiry", "decided", "redirected", "inadmissible", "closed")),
    ended=st.booleans(),
    outcome=st.sampled_from((None, "violation_found", "inadmissible")),
    due=st.none() | st.integers(0, 30).map(timedelta),
    letters=st.sampled_from(((), ("acknowledgement",), ("decision",))),
    felt=st.sampled_from((None, ("fair", "content"))),
    by_person=st.booleans(),
    recommended=st.integers(0, 1),
    verified=st.integers(0, 1),
)
ACTS: Final = (
    STEPS.map(lambda step: ("step", step)),
    STEPS.map(lambda step: ("step", step)),
    st.tuples(st.just("move"), st.sampled_from((OFFICE, OTHER))),
    st.tuples(st.just("correct"), st.sampled_from(("F-1001", "F-7501", None))),
    st.tuples(st.sampled_from(("run", "remedy", "people", "alarm", "letter")), st.none()),
    st.tuples(st.just("end"), st.none()),
)
LATER: Final = st.integers(0, 40)
"""Days until an act."""
LIVES: Final = st.lists(st.tuples(st.one_of(ACTS), LATER), max_size=6)
WALL: Final = st.tuples(st.just("wall"), st.sampled_from((OFFICE, OTHER, HOUSE.integrity)))
AFTER: Final = st.lists(
    st.tuples(st.one_of(*ACTS, WALL, st.tuples(st.just("unwall"), st.just(OFFICE))), LATER), min_size=1, max_size=6
)
"""Acts on a case that was walled off: other walls, and none any more, are among them."""


@dataclass
class Life:
    """A case that was filed, and goes on act by act."""

    session: Session
    case: Case
    at: datetime
    number: int = 100
    runs: list[int] = field(default_factory=list)

    @property
    def day(self) -> date:
        return today(self.at, PACK.zone)

    def next(self) -> int:
        self.number += 1
        return self.case.id * 1000 + self.number

    def live(self, act: tuple[str, Any], days: int) -> None:
        self.at += timedelta(days=days, hours=1)
        name, given = act
        getattr(self, name)(given)
        self.session.flush()

    def step(self, given: dict[str, Any]) -> None:
        known = dict(given)
        recommended, verified = known.pop("recommended"), known.pop("verified")
        known["due"] = None if known["due"] is None else self.day + known["due"]
        step = Step(
            day=self.day, minutes=int((self.at - self.case.received_at).total_seconds()) // 60, track=self.case.track,
            urgency=self.case.urgency, told=told_in(self.case.facts, PACK), **known,
        )  # fmt: skip
        with self.silence():
            self.case.open = not step.ended
        measures.count_act(
            self.session, self.case, step, recommended=recommended, verified=verified, calendar=PACK.calendar
        )

    def silence(self) -> Any:
        return Heard(self)

    def move(self, unit: str) -> None:
        with self.silence():
            self.case.unit = unit
        measures.count_move(self.session, self.case, day=self.day)

    def correct(self, place: str | None) -> None:
        was = about_case(self.case, COUNTING.body_fact)
        self.case.facility, self.case.urgency = place, 1 + (place is None)
        self.case.track = "business" if place else "detention"
        self.case.facts = {**self.case.facts, "facility": place, "accused_body": "police" if place else "akimat"}
        self.session.flush()
        measures.follow_beside(self.session, self.case, was, COUNTING)
        measures.note_facts(self.session, self.case, pack=PACK)

    def run(self, _: None = None, *, procedure: str = "reprisal_check") -> int:
        run = row(
            records.Proceeding, id=self.next(), case_id=self.case.id, number=self.number, procedure=procedure,
            stage="changed", unit=OFFICE, opened_at=self.at, facts={"reprisal": True},
        )  # fmt: skip
        self.session.add(run)
        self.session.flush()
        whose = sides.whose_of(self.session, self.case, COUNTING)
        sides.note(self.session, run, None, standing(run), whose=whose, counting=COUNTING)
        self.runs.append(run.id)
        return run.id

    def end(self, _: None) -> None:
        """What began last ends; beside a wall, that tells nothing new of when it began."""
        if not self.runs:
            return
        run = self.session.get_one(records.Proceeding, self.runs.pop())
        before, run.ended_at = standing(run), self.at
        self.session.flush()
        whose = sides.whose_of(self.session, self.case, COUNTING)
        sides.note(self.session, run, before, standing(run), whose=whose, counting=COUNTING)

    def remedy(self, _: None) -> None:
        number = self.run(procedure="remedy")
        remedy = row(
            records.Remedy, proceeding_id=number, case_id=self.case.id, unit=OFFICE, kind="x", opened_at=self.at
        )
        self.session.add(remedy)
        self.session.flush()
        note_new(self.session, self.case, [remedy], pack=PACK)

    def entry(self) -> int:
        sequence = self.next()
        self.session.add(row(records.Entry, case_id=self.case.id, sequence=sequence, at=self.at, act_key=f"{sequence}"))
        self.session.flush()
        return sequence

    def people(self, _: None) -> None:
        """Some whose rights were restored a month ago, though it is written down only now."""
        known = {"what": "restored", "people": 3, "day": self.day - 30 * DAY, "unit": OFFICE, "struck": False}
        self.session.add(row(records.OutcomeRecord, case_id=self.case.id, sequence=self.entry(), **known))

    def alarm(self, _: None) -> None:
        number = self.run(procedure="duty_alert")
        known = {"unit": OFFICE, "sent_at": self.at, "taken_at": self.at, "alerted": []}
        self.session.add(row(records.DutyAlert, proceeding_id=number, case_id=self.case.id, **known))

    def letter(self, _: None) -> None:
        known = {
            "complaint_id": self.case.id,
            "language": "kk",
            "sent_on": self.day,
            "words": self.entry(),
            "writers": [],
        }
        self.session.add(
            row(records.OfficialLetter, id=self.next(), case_id=self.case.id, number=f"{self.next()}", **known)
        )

    def wall(self, unit: str, *, stands: bool = True) -> None:
        """As `circle/walls.py` counts it."""
        was = self.case.walled
        with self.silence():
            self.case.unit = unit
        self.case.walled = stands
        drawn = wall_rows.follow(self.session, self.case, was=was, calendar=PACK.calendar, at=self.at)
        measures.count_wall(self.session, self.case, was=drawn.before, now=drawn.after, day=self.day, pack=PACK)

    def unwall(self, unit: str) -> None:
        self.wall(unit, stands=False)


@dataclass
class Heard:
    """Whatever changes within of how long nobody heard is laid down."""

    life: Life

    def __enter__(self) -> None:
        self.before = silence.silent_of(self.life.case)

    def __exit__(self, *_: object) -> None:
        self.life.session.flush()
        silence.note(self.life.session, self.life.case, self.before, COUNTING)


def standing(run: records.Proceeding) -> sides.Standing:
    return sides.Standing(run.stage, run.facts, run.ended_at)


def begin(session: Session, number: int) -> Life:
    facts = {"channel": "web", "facility": "F-1001", "accused_body": "police"}
    case = row(
        Case, id=number, reference=f"2026-{number}", kind=COUNTED, track="detention", unit=OFFICE, urgency=1, open=True,
        facility="F-1001", facts=facts, received_at=BEGAN, walled=False, version=1,
    )  # fmt: skip
    session.add(case)
    session.add(row(records.Complaint, id=number, case_id=number, language="kk", submission=bytes([number])))
    session.flush()
    life = Life(session, case, BEGAN)
    session.add(row(records.Entry, case_id=number, sequence=1, at=BEGAN, act_key=f"file {number}"))
    measures.count_filing(session, case, channel="web", day=life.day, pack=PACK)
    return life


def told(session: Session, asked: Asked, figure: str, viewer: Viewer) -> tuple[list[Figures], int]:
    """What *viewer* is told, and how many cases a list counts."""
    found = read_report(session, asked, house=HOUSE, viewer=viewer, at=NOW)
    listed = read_drilled(session, asked, figure, house=HOUSE, viewer=viewer, at=NOW)
    units = [of_cases(one) if asked.facility else one for one in (*found.units.values(), found.total)]
    of_spells = figure in CASES or not asked.facility
    return units, (len(listed.lines) + listed.closed) * of_spells


def of_cases(found: Figures) -> Figures:
    """Without what runs beside: where an officer corrects the place behind the wall, that goes along with it."""
    return replace(found, beside={}, remedies={}, people=type(found.people)(), opened=Histogram())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    life=LIVES, ends=st.none() | STEPS, wall=st.tuples(WALL, st.integers(1, 40)), after=AFTER, other=LIVES,
    figure=st.sampled_from(FIGURES), viewer=st.sampled_from(OUTSIDE), place=st.sampled_from(("", "F-1001")),
    back=st.integers(1, 30),
)  # fmt: skip
def test_no_number_of_the_time_before_a_wall_differs_by_what_is_behind_it(
    memory: Engine, *, life: list[Any], ends: dict[str, Any] | None, wall: Any, after: list[Any], other: list[Any],
    figure: str, viewer: Viewer, place: str, back: int,
) -> None:  # fmt: skip
    """Nor any number at all by what is done behind it.

    *ends*: the act by which the case ends before the wall, where it does; *back*: so many days before it the time ends that is
    asked about.
    """
    with Session(memory) as session:
        beside, one = begin(session, 2), begin(session, 1)
        for act, days in other:
            beside.live(act, days)
        for act, days in life:
            one.live(act, days)
        if ends is not None:
            one.live(("step", {**ends, "ended": True}), 1)
        ever = Asked(period=Period(date(2025, 12, 20), today(NOW, PACK.zone)), facility=place)
        held: dict[Asked, Any] = {}
        for act, days in (wall, *after):
            one.at += timedelta(days=days)
            drawn = act[0] == "wall" and not one.case.walled and one.day > BEGAN.date()
            if drawn:
                past = replace(ever, period=Period(BEGAN.date(), max(BEGAN.date(), one.day - back * DAY)))
                held = {past: told(session, past, figure, viewer)}
            one.live(act, 0)
            if not one.case.walled:
                held.pop(ever, None)
            assert held == {asked: told(session, asked, figure, viewer) for asked in held}, act
            if drawn:
                held[ever] = told(session, ever, figure, viewer)
            elif not one.case.walled:
                held = {}
        assert list(compare_sums(session, count_spells(session), COUNTING)) == []
        by_sums = [read_report(session, ever, house=HOUSE, viewer=each, at=NOW) for each in (HEAD_OFFICE, INTEGRITY)]
        session.execute(insert(pages).values(**UNCOUNTED._asdict(), numbers="{}"))
        by_rows = [read_report(session, ever, house=HOUSE, viewer=each, at=NOW) for each in (HEAD_OFFICE, INTEGRITY)]
        session.rollback()
    assert by_sums == by_rows
    nation = by_rows[0]
    country = {"population": nation.total.population, "uncounted": nation.total.uncounted}
    assert nation.total == replace(add_up(nation.units.values()), **country)
    for found in (*nation.units.values(), nation.total, by_rows[1].total):
        assert found.backlog == found.open_at_end
