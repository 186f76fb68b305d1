"""Whatever is asked before and after: no answer of a report differs by a case that is behind a wall."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases import records
from cases.reports.behind import BESIDE, CASES, OF_REMEDIES
from cases.reports.concerns import Concerns, read_concerns
from cases.reports.drilling import Drilled, read_drilled
from cases.reports.periods import Compare, Period
from cases.reports.queries import Asked, Report, read_report
from cases.reports.rules import Rules
from cases.reports.standing import count_standing
from cases.viewer import System, Viewer
from tests.unit.reports.test_report_sums import NOW, periods, spells
from tests.unit.reports.world import HEAD_OFFICE, HOUSE, INTEGRITY, add_case, add_remedy, add_run, officer, row, spell

OUTSIDE: Sequence[Viewer] = (HEAD_OFFICE, officer("KZ-10", "representative"), officer("KZ-HO", "auditor"), System())
RULES = Rules(due_days=3, silent_days=30, load=1, rise_days=28, rise_spans=6, rise_least=1)
FIGURES = sorted(CASES.keys() | OF_REMEDIES.keys() | BESIDE.keys() | HOUSE.runs.keys())
LIVES = st.fixed_dictionaries(
    {
        "facility": st.sampled_from([None, "F-1"]),
        "body": st.sampled_from(["police", "akimat"]),
        "open": st.booleans(),
        "at": st.integers(1, 200).map(lambda days: NOW - timedelta(days)),
    }
)
ASKED = st.builds(
    Asked,
    period=periods,
    track=st.sampled_from(["", "detention"]),
    channel=st.sampled_from(["", "web"]),
    facility=st.sampled_from(["", "F-1"]),
    body=st.sampled_from(["", "police"]),
    compare=st.sampled_from(list(Compare)),
)  # fmt: skip

CASE = st.tuples(spells(), LIVES)
QUESTION = st.tuples(ASKED, st.sampled_from(FIGURES), st.sampled_from(OUTSIDE))


def add_life(session: Session, number: int, life: list[dict[str, Any]], about: dict[str, Any], *, walled: bool) -> None:
    """A case with all that reports read of it: its spells, its place and body, and a remedy."""
    of_case = {"facility": about["facility"], "facts": {"accused_body": about["body"]}, "open": about["open"]}
    more = {"received_at": about["at"], "kind": "case"}
    behind = [{**each, "walled": walled} for each in life]
    add_case(session, number, *behind, viewer=System(), **of_case, **more)
    remedy = {"body": about["body"], "due": life[0]["day"], "served": life[0]["day"]}
    opened = datetime.combine(life[0]["day"], datetime.min.time(), UTC)
    add_what_ran(session, number, life)
    add_remedy(
        session, number * 1000, number, unit=life[-1]["unit"], kind="x", opened=opened, viewer=System(), **remedy
    )  # fmt: skip


def add_what_ran(session: Session, number: int, life: list[dict[str, Any]]) -> None:
    """A review, an alarm that somebody took, people whose rights were restored."""
    begun = datetime.combine(life[0]["day"], datetime.min.time(), UTC)
    run = {"unit": life[-1]["unit"], "opened_at": begun, "ended_at": begun, "stage": "changed"}
    add_run(session, number * 1000 + 1, number, "review", viewer=System(), **run)
    add_run(session, number * 1000 + 2, number, "duty_alert", viewer=System(), **run)
    alert = {"proceeding_id": number * 1000 + 2, "sent_at": begun, "taken_at": begun, "alerted": []}
    session.add(row(records.DutyAlert, case_id=number, unit=life[-1]["unit"], **alert))
    record = {"sequence": 1, "what": "restored", "people": 2, "day": life[0]["day"], "unit": life[-1]["unit"]}
    session.add(row(records.OutcomeRecord, case_id=number, **record))
    session.flush()


def answers(session: Session, asked: Asked, figure: str, viewer: Viewer) -> tuple[Report, Concerns, Any, Drilled]:
    """All that *viewer* can learn by one question: the report, what is worth a morning, and a list."""
    return (
        read_report(session, asked, house=HOUSE, viewer=viewer, at=NOW),
        read_concerns(session, (), rules=RULES, house=HOUSE, viewer=viewer, at=NOW),
        count_standing(session, (), house=HOUSE, viewer=viewer, at=NOW),
        read_drilled(session, asked, figure, house=HOUSE, viewer=viewer, at=NOW),
    )


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=st.lists(CASE, max_size=4), walled=CASE, question=QUESTION)
def test_no_answer_differs_by_a_case_behind_a_wall(
    memory: Engine, world: list[tuple[Any, Any]], walled: tuple[Any, Any], question: tuple[Asked, str, Viewer]
) -> None:
    with Session(memory) as session:
        for number, (life, about) in enumerate(world, 1):
            add_life(session, number, life, about, walled=False)
        before = answers(session, *question)
        add_life(session, 99, *walled, walled=True)
        assert answers(session, *question) == before
        session.rollback()


def test_the_integrity_unit_counts_it(memory: Engine) -> None:
    """So that the law above is not kept by counting it nowhere."""
    life = [spell("KZ-10", date(2027, 7, 1), urgency=1)]
    about = {"facility": "F-1", "body": "police", "open": True, "at": datetime(2027, 7, 1, tzinfo=UTC)}
    with Session(memory) as session:
        add_life(session, 1, life, about, walled=True)
        asked = Asked(period=Period(date(2027, 1, 1), date(2027, 12, 31)))
        report, concerns, _, drilled = answers(session, asked, "received", INTEGRITY)
        session.rollback()
    assert (report.total.received, concerns.untouched, drilled.closed) == (1, 1, 1)
