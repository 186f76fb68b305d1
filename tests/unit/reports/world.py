"""A small world for reports: cases as the numbers that count them, written straight into the records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from cases import records
from cases.records.base import Moment
from cases.reports.about import COUNTED, about_case
from cases.reports.in_hand import Spell
from cases.reports.measures import note_difference
from cases.reports.remedied import tally_of
from cases.reports.runs import Runs, When, tested_by
from cases.reports.scopes import House
from cases.reports.sides import Counting, Standing, lay_down, note, whose_of
from cases.reports.silence import counted, silent_of
from cases.vault.keyring import Keyring
from cases.viewer import Officer, Viewer

ALMATY = ZoneInfo("Asia/Almaty")
UNITS = {"KZ-10": "region", "KZ-75": "region", "KZ-39": "region", "KZ-HO": "head", "KZ-IN": "integrity"}
HOUSE = House(
    units=tuple(UNITS),
    head_office="KZ-HO",
    integrity="KZ-IN",
    zone=ALMATY,
    found=frozenset({"violation_found", "partly_found"}),
    merits=frozenset({"violation_found", "partly_found", "not_found", "insufficient_evidence"}),
    implemented=frozenset({"claimed", "verified"}),
    fair=frozenset({"fair"}),
    content=frozenset({"content"}),
    inadmissible=frozenset({"inadmissible"}),
    offline=frozenset({"paper"}),
    weights=(4, 2, 1),
    regions=frozenset({"KZ-10", "KZ-75", "KZ-39"}),
    populations={"KZ-10": 350_000, "KZ-75": 2_000_000},
    runs={
        "reviews_changed": Runs(
            procedure="review",
            when=When.ENDED,
            of={"stage": frozenset({"changed", "upheld"})},
            part={"stage": frozenset({"changed"})},
        ),
        "reprisals": Runs(procedure="reprisal_check", when=When.OPENED, of={}, part={"reprisal": frozenset({"yes"})}),
        "adequate_answers": Runs(
            procedure="information_request", when=When.ENDED, of={}, part={"assessment": frozenset({"full"})}
        ),
        "issues_adopted": Runs(
            procedure="systemic_issue", when=When.OPENED, of={}, part={"stage": frozenset({"adopted"})}
        ),
    },
)


COUNTING = Counting(ALMATY, tested_by(HOUSE.runs.values()), HOUSE.body_fact)


def officer(unit: str, *roles: str) -> Officer:
    return Officer(
        id=1, username="o", name="O", unit=unit, roles=frozenset(roles), languages=("kk",), keyring=Keyring()
    )


HEAD_OFFICE = officer("KZ-HO", "supervisor")
ABAI = officer("KZ-10", "representative")
ALMATY_CITY = officer("KZ-75", "representative")
INTEGRITY = officer("KZ-IN", "integrity")


Record = TypeVar("Record", bound=records.Base)

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
EMPTY: Mapping[type, Any] = {str: "x", bytes: b"", int: 0, bool: False}


def row(kind: type[Record], /, **known: Any) -> Record:
    """A record with *known* values; what else the table asks for is filled with what reports do not read."""
    for column in kind.__table__.columns:
        if column.key not in known and not column.nullable and column.default is None:
            known[column.key] = empty(column.type)
    return kind(**known)


def empty(kind: TypeEngine[Any]) -> Any:
    """Something that a column of this kind takes."""
    if isinstance(kind, Moment):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return {} if isinstance(kind, JSON) else EMPTY[kind.python_type]


def add_units(session: Session, *, viewer: Viewer) -> None:
    session.add_all(row(records.Unit, code=code, kind=kind) for code, kind in UNITS.items())
    session.flush()


def add_officer(session: Session, number: int, unit: str, *roles: str, active: bool = True, viewer: Viewer) -> None:
    session.add(row(records.Officer, id=number, username=f"o{number}", unit=unit, roles=list(roles), active=active))


def add_case(session: Session, /, number: int, *spells: Mapping[str, Any], viewer: Viewer, **of_case: Any) -> None:
    """Case *number* with one row of measures a spell; what a spell leaves out is `spell()`'s. *of_case*: its other columns."""
    facts = of_case.get("facts", {})
    told = {
        "ground": facts.get(HOUSE.refusal_fact),
        "facility": of_case.get("facility"),
        "body": facts.get(HOUSE.body_fact),
    }
    spells = tuple({**told, **each} for each in spells)
    last = {name: spells[-1][name] for name in ("track", "unit", "urgency", "walled", "open")}
    known = {"channel": spells[0]["channel"], **facts}
    columns = {"kind": COUNTED, "version": 1, **last, **of_case, "facts": known}
    session.add(row(records.Case, id=number, reference=f"2026-{number}", **columns))
    session.flush()
    if columns["walled"]:
        session.add(row(records.Wall, case_id=number, since=BEFORE_ALL))
    session.add_all(row(records.Measure, case_id=number, spell=index, **each) for index, each in enumerate(spells, 1))
    session.flush()
    case = session.get_one(records.Case, number)
    lay_down(session, counted(silent_of(case), about_case(case, HOUSE.body_fact), COUNTING, walled=case.walled))
    note_difference(session, ([], [Spell(case_id=number, spell=index, **each) for index, each in enumerate(spells, 1)]))


def add_remedy(
    session: Session, number: int, case: int, *, unit: str, kind: str, opened: datetime, viewer: Viewer, **more: Any
) -> None:
    session.add(row(records.Proceeding, id=number, case_id=case, number=number % 1000, opened_at=opened))
    session.flush()
    known = {"unit": unit, "kind": kind, "opened_at": opened, **more}
    remedy = row(records.Remedy, proceeding_id=number, case_id=case, **known)
    session.add(remedy)
    session.flush()
    whose = whose_of(session, session.get_one(records.Case, case), COUNTING)
    lay_down(session, Counter([tally_of(remedy, whose=whose, counting=COUNTING)]))


def spell(unit: str, day: date, **more: Any) -> dict[str, Any]:
    """One spell's numbers: an ordinary case from the website, open unless it was closed or handed on."""
    ended = more.get("closed") or more.get("until")
    return {
        "unit": unit, "day": day, "track": "detention", "channel": "web", "urgency": 3, "open": not ended,
        "walled": False, "extended": False, "remedies": 0, "verified": 0, **more,
    }  # fmt: skip


def october(day: int) -> date:
    return date(2026, 10, day)


def add_october(session: Session, *, viewer: Viewer) -> None:
    """October 2026, told by hand; `test_reports.py` holds what every figure of it must be."""
    add_units(session, viewer=viewer)
    for number, unit, roles, active in (
        (1, "KZ-10", ("representative",), True),
        (2, "KZ-10", ("caseworker", "intake"), True),
        (3, "KZ-10", ("caseworker",), False),
        (4, "KZ-75", ("administrator",), True),
        (5, "KZ-HO", ("supervisor",), True),
    ):
        add_officer(session, number, unit, *roles, active=active, viewer=viewer)
    session.flush()
    cases = {
        # Decided in time, closed, two remedies verified.
        1: [
            spell(
                "KZ-10", october(5), registered=october(5), acknowledged=october(5), acknowledged_in_time=True,
                urgency=1, first_minutes=10, due=october(26), decided=october(20), decided_days=15,
                decided_in_time=True, told=october(21), closed=october(30), outcome="violation_found",
                remedies=2, verified=2, answered=october(31), fairness_felt="fair", outcome_felt="content",
            )
        ],
        # From September, decided late, not told, still open.
        2: [
            spell(
                "KZ-10", date(2026, 9, 20), registered=date(2026, 9, 21), due=october(12), decided=october(15),
                decided_days=25, decided_in_time=False, outcome="not_found", extended=True,
            )
        ],
        # Urgent, nobody has acted, overdue when October ends.
        3: [spell("KZ-10", october(10), registered=october(10), due=october(30), urgency=1)],
        # Ordinary, not due before November; a business case on paper, decided in November.
        4: [
            spell(
                "KZ-10", october(20), registered=october(21), acknowledged=october(20), acknowledged_in_time=True,
                due=date(2026, 11, 10), decided=date(2026, 11, 3), decided_days=14, decided_in_time=True,
                told=date(2026, 11, 3), outcome="not_found", track="business", channel="paper",
            )
        ],
        # From June, joined to another case in October without a decision, long after its day.
        5: [spell("KZ-10", date(2026, 6, 1), due=date(2026, 6, 22), closed=october(2), outcome="joined")],
        # Three months old to the day; a day older; more than nine months.
        6: [spell("KZ-10", date(2026, 7, 31))],
        7: [spell("KZ-10", date(2026, 7, 30))],
        8: [spell("KZ-10", date(2026, 1, 30))],
        # Redirected in time, and late.
        9: [
            spell(
                "KZ-10", october(12), registered=october(12), acknowledged=october(12), acknowledged_in_time=True,
                redirected=october(14), redirected_in_time=True, decided=october(14), decided_days=2,
                decided_in_time=True, told=october(14), closed=october(14), outcome="referred", answered=october(20),
                fairness_felt="fair", outcome_felt="not_content",
            )
        ],
        10: [
            spell(
                "KZ-10", october(12), registered=october(12), acknowledged=october(20), acknowledged_in_time=False,
                redirected=october(20), redirected_in_time=False, decided=october(20), decided_days=8,
                decided_in_time=True, told=october(20), closed=october(20), outcome="referred", answered=date(2026, 11, 1),
                fairness_felt="unfair", outcome_felt="not_content",
            )
        ],
        # The day after, and the last day itself.
        11: [spell("KZ-10", date(2026, 11, 1))],
        12: [spell("KZ-10", october(31), urgency=1, first_minutes=50)],
        # Transferred from Abai to Almaty, where it is decided in time with one remedy.
        13: [
            spell("KZ-10", october(2), registered=october(2), until=october(8)),
            spell(
                "KZ-75", october(8), registered=october(8), due=october(23), decided=october(22), decided_days=14,
                decided_in_time=True, outcome="partly_found", remedies=1,
            ),
        ],
        # Closed in March, reopened in October; its first act is not counted again.
        14: [
            spell(
                "KZ-75", date(2026, 3, 1), urgency=1, first_minutes=5, registered=date(2026, 3, 1),
                decided=date(2026, 3, 20), decided_days=19, decided_in_time=True, told=date(2026, 3, 21),
                closed=date(2026, 3, 25), until=october(25), outcome="not_found",
            ),
            spell("KZ-75", october(25), urgency=1, first_minutes=9999, registered=october(25)),
        ],
        # Behind the wall: against our own office; and one whose row still names the region.
        15: [spell("KZ-IN", october(5), walled=True)],
        16: [spell("KZ-10", october(6), walled=True, urgency=1, first_minutes=1)],
    }  # fmt: skip
    places: Mapping[int, dict[str, Any]] = {
        3: {"facility": "F-1001", "facts": {"accused_body": "prison_service"}},
        13: {"facility": "F-7501", "facts": {"accused_body": "police"}},
        16: {"facility": "F-1001", "facts": {"accused_body": "prison_service"}},
    }
    for number, spells in cases.items():
        add_case(session, number, *spells, viewer=viewer, **places.get(number, {}))
    midnight = datetime(2026, 10, 31, 19, tzinfo=UTC)
    last_moment = midnight - timedelta(seconds=1)
    served: dict[str, Any] = {
        "unit": "KZ-10",
        "kind": "compensation",
        "served": date(2026, 11, 2),
        "due": date(2026, 11, 22),
    }
    answered = {"answered": date(2026, 11, 22)} | served
    add_remedy(session, 101, 1, opened=last_moment, stage="closed", verified=True, viewer=viewer, **answered)
    add_remedy(session, 102, 1, opened=midnight, stage="served", viewer=viewer, **served)
    add_remedy(
        session, 103, 13, unit="KZ-75", kind="restitution", opened=datetime(2026, 10, 23, 5, tzinfo=UTC),
        stage="claimed", served=october(24), due=date(2026, 11, 23), viewer=viewer,
    )  # fmt: skip
    add_remedy(
        session, 104, 15, unit="KZ-IN", kind="discipline", opened=datetime(2026, 10, 9, 5, tzinfo=UTC), viewer=viewer
    )


def add_run(session: Session, number: int, case: int, procedure: str, *, viewer: Viewer, **of_run: Any) -> None:
    """One run of a side procedure on the case, opened in the middle of October and still going on; *of_run* says otherwise."""
    known = {"unit": "KZ-10", "opened_at": at(october(15)), "facts": {}, **of_run}
    run = row(records.Proceeding, id=number, case_id=case, number=number % 1000, procedure=procedure, **known)
    session.add(run)
    session.flush()
    whose = whose_of(session, session.get_one(records.Case, case), COUNTING)
    note(session, run, None, Standing(run.stage, run.facts, run.ended_at), whose=whose, counting=COUNTING)


def move_run(session: Session, number: int, ends: Standing, *, viewer: Viewer) -> None:
    """The run stands as *ends* says from now on."""
    run = session.get_one(records.Proceeding, number)
    before = Standing(run.stage, run.facts, run.ended_at)
    run.stage, run.facts, run.ended_at = ends.stage, dict(ends.facts), ends.ended_at
    session.flush()
    whose = whose_of(session, session.get_one(records.Case, run.case_id), COUNTING)
    note(session, run, before, ends, whose=whose, counting=COUNTING)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of *day* in Almaty."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ALMATY).astimezone(UTC)


def add_beside(session: Session, *, viewer: Viewer) -> None:
    """What ran beside October's cases, told by hand; `test_reports_beside.py` holds what every figure of it must be."""
    add_october(session, viewer=viewer)
    november = date(2026, 11, 2)
    runs: Mapping[int, tuple[int, str, dict[str, Any]]] = {
        # Reviews: changed and upheld in October, asked too late, ended in November, and of a walled case.
        201: (1, "review", {"stage": "changed", "ended_at": at(october(20))}),
        202: (9, "review", {"stage": "upheld", "ended_at": at(october(31), 23, 59)}),
        203: (10, "review", {"stage": "too_late", "ended_at": at(october(21))}),
        204: (2, "review", {"stage": "changed", "ended_at": at(november)}),
        205: (16, "review", {"stage": "changed", "ended_at": at(october(20))}),
        # Checks of reprisal: one found, two not, and one begun in November, a minute past October's end.
        211: (1, "reprisal_check", {"facts": {"reprisal": True}}),
        212: (2, "reprisal_check", {"facts": {"reprisal": False}}),
        213: (3, "reprisal_check", {}),
        214: (4, "reprisal_check", {"facts": {"reprisal": True}, "opened_at": at(date(2026, 11, 1), 0, 1)}),
        # Answers of bodies: full, evasive, and one that has not come.
        221: (1, "information_request", {"facts": {"assessment": "full"}, "ended_at": at(october(9))}),
        222: (1, "information_request", {"facts": {"assessment": "evasive"}, "ended_at": at(october(9))}),
        223: (3, "information_request", {}),
        # Alarms: had in 4 and in 40 minutes; nobody yet; behind the wall.
        231: (3, "duty_alert", {}),
        232: (12, "duty_alert", {}),
        233: (1, "duty_alert", {}),
        234: (16, "duty_alert", {}),
    }
    for number, (case, procedure, of_run) in runs.items():
        add_run(session, number, case, procedure, viewer=viewer, **of_run)
    issue = {"track": "other", "unit": "KZ-10", "urgency": 3, "walled": False, "kind": "systemic_issue"}
    session.add(row(records.Case, id=50, reference="2026-50", **issue))
    session.flush()
    add_run(session, 241, 50, "systemic_issue", stage="adopted", viewer=viewer)
    begun = at(october(12), 23, 0)
    for number, case, taken in ((231, 3, 4), (232, 12, 40), (233, 1, None), (234, 16, 1)):
        had = None if taken is None else begun + timedelta(minutes=taken)
        alert = {"case_id": case, "unit": "KZ-10", "sent_at": begun, "taken_at": had, "open": False, "alerted": []}
        session.add(row(records.DutyAlert, proceeding_id=number, **alert))
    people: Sequence[tuple[int, int, str, int, str | None, date, bool]] = (
        (1, 11, "restored", 3, None, october(31), False),
        (9, 12, "restored", 2, None, november, False),
        (9, 13, "restored", 40, None, october(30), True),
        (1, 14, "accountable", 1, "disciplinary", october(1), False),
        (1, 15, "accountable", 2, "criminal", october(2), False),
        (16, 16, "restored", 9, None, october(5), False),
    )
    for case, sequence, what, number, sanction, day, struck in people:
        record = {"what": what, "people": number, "sanction": sanction, "day": day, "struck": struck}
        session.add(row(records.OutcomeRecord, case_id=case, sequence=sequence, unit="KZ-10", body=None, **record))
    for number, (case, language, written, sent) in enumerate(
        (
            (1, "kk", "kk", october(7)),
            (9, "ru", "kk", october(13)),
            (10, "ru", "ru", november),
            (16, "kk", "kk", october(9)),
        ),
        1,
    ):
        add_letter(session, number, case, language=language, written=written, sent=sent, viewer=viewer)


def add_letter(
    session: Session, number: int, case: int, *, language: str, written: str, sent: date, viewer: Viewer
) -> None:
    """A letter in the language *written*, to whoever complained in *language*."""
    submission = bytes([number])
    session.add(row(records.Complaint, id=number, case_id=case, language=language, submission=submission))
    session.flush()
    known = {"complaint_id": number, "language": written, "sent_on": sent, "number": f"{number}", "words": number}
    session.add(row(records.OfficialLetter, id=number, case_id=case, state="sent", writers=[], **known))
    session.flush()
