"""Alarms: once each, with what they do in the same transaction, never twice by two workers, never a reason to stop."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cases.acts import acting
from cases.alarms import clocks as due_clocks
from cases.alarms import due as alarms
from cases.filing import held
from cases.records import Case, ClockRow, DeskRow, Held, Letter, Notice, Proceeding, Remedy, StaffSession
from cases.records.rows import table_of
from cases.viewer import Nobody, System, Viewer
from cases.worker.rounds import Shop, ring_alarms, work_once
from tests.builders import House
from tests.harness.asked import counted_statements
from tests.harness.handling import (
    OFFICER,
    SERVED,
    TO_DECISION,
    TO_INQUIRY,
    URGENT,
    Act,
    case_of,
    damages,
    journal_of,
    open_file,
    records,
    snapshot,
    walk,
)

REQUEST = Act("request_information", answers={"asked_body": "B-MOH", "question": "Why?"})
ANSWERED = (Act("deliver", number=2), Act("record_answer", answers={"answer": "Because."}, number=2))
SHOW = Act("show_complainant", answers={"summary": "They say that they did nothing."}, number=2)


HELD: dict[str, Any] = {"track": "detention"}
"""Triaged within the hour, as whatever happens in custody is, but not so urgent that the duty desk is rung up."""
SMOKE: dict[str, Any] = {"track": "environment", "ongoing": "true"}


def work(house: House) -> int:
    """One round of the worker, now."""
    return work_once(house.database, house.pack, at=house.clock())


def rang(house: House, reference: str) -> list[tuple[str, str | None, str | None]]:
    """(what, clock, for whom) of every alarm in the case's journal."""
    return [
        (done.act, done.body.get("clock"), ", ".join(done.body.get("whom", [])) or None)
        for done in journal_of(house, reference)
        if done.act.startswith("alarm.")
    ]


def to_next_alarm(house: House) -> bool:
    """On to the moment of the alarm that is due next, and let the worker ring it; False when none is left."""
    alarm = min((clock.alarm_at for clock in records(house, ClockRow) if clock.alarm_at), default=None)
    if alarm is not None:
        house.clock.now = alarm
        ring_alarms(Shop(database=house.database, pack=house.pack, at=alarm))
    return alarm is not None


def remedy_of(house: House) -> Proceeding:
    (remedy,) = records(house, Proceeding, procedure="remedy")
    return remedy


def test_an_alarm_rings_when_it_is_due_and_no_second_time(house: House) -> None:
    reference = house.file(**HELD).reference
    assert work(house) == 0
    house.clock.move(minutes=29, seconds=59)
    assert work(house) == 0
    house.clock.move(seconds=1)
    assert work(house) == 1
    assert rang(house, reference) == [("alarm.warn", "urgent_triage", "representative")]
    before = snapshot(house)
    assert work(house) == 0
    assert snapshot(house) == before
    assert damages(house) == []


def test_every_alarm_that_became_due_meanwhile_rings_in_its_order(house: House) -> None:
    reference = house.file(**HELD).reference
    house.clock.move(hours=3)
    work(house)
    assert rang(house, reference) == [
        ("alarm.warn", "urgent_triage", "representative"),
        ("alarm.escalate", "urgent_triage", "supervisor"),
    ]
    assert case_of(house, reference).version == 0, "a reminder outdates no form"


def test_a_clock_that_was_stopped_rings_no_more(house: House) -> None:
    reference = house.file(**HELD).reference
    walk(house, reference, [Act("register"), Act("triage"), Act("record_contact", answers={"words": "She is safe."})])
    house.clock.move(hours=20)
    work(house)
    assert {clock for _, clock, _ in rang(house, reference)} == set()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_worker_looks_once_however_finely_time_is_told(house: House) -> None:
    """A clock that started half a second after its row said would be found due, not ring, and be found due again for ever."""
    house.clock.now = datetime(2026, 11, 23, 4, 30, 0, 750000, tzinfo=UTC)
    reference = house.file(**URGENT).reference
    house.clock.now = datetime(2026, 11, 23, 5, 30, 1, 250000, tzinfo=UTC)
    work(house)
    assert ("alarm.escalate", "urgent_triage", "supervisor") in rang(house, reference)
    for clock in records(house, ClockRow):
        assert clock.alarm_at is None or clock.alarm_at > house.clock()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_the_engine_keeps_is_in_whole_seconds_whoever_acts(house: House) -> None:
    house.clock.now = datetime(2026, 11, 23, 4, 30, 0, 750000, tzinfo=UTC)
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, *SERVED])
    house.clock.move(days=40)
    work(house)
    assert remedy_of(house).stage == "no_reply"
    for proceeding in records(house, Proceeding):
        assert not re.search(r"\d\.\d", json.dumps(proceeding.state))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_row_that_says_due_while_its_clock_does_not_is_put_right(house: House) -> None:
    reference = house.file().reference
    true = {clock.name: clock.alarm_at for clock in records(house, ClockRow)}

    def damage(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(ClockRow).values(alarm_at=house.clock() - timedelta(days=1)))

    house.database.write(damage, viewer=System())
    work(house)
    assert {clock.name: clock.alarm_at for clock in records(house, ClockRow)} == true
    assert rang(house, reference) == []


def test_an_alarm_is_written_with_what_it_does_or_not_at_all(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, *SERVED])
    house.clock.move(days=40)

    class Stop(Exception):
        pass

    def fire_and_fail(session: Session, *, viewer: Viewer) -> None:
        assert alarms.fire_due(session, pack=house.pack, viewer=viewer, at=house.clock()) > 0
        raise Stop

    before = snapshot(house)
    with pytest.raises(Stop):
        house.database.write(fire_and_fail, viewer=System())
    assert snapshot(house) == before


def test_a_body_that_does_not_reply_is_taken_up_the_ladder_by_time_alone(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, *SERVED])
    due = records(house, Remedy)[0].due
    stages = [remedy_of(house).stage]
    for _ in range(60):
        to_next_alarm(house)
        if stages[-1] != remedy_of(house).stage:
            stages.append(remedy_of(house).stage)
    assert stages == ["served", "no_reply", "superior", "minister", "parliament"]
    (row,) = records(house, Remedy)
    assert (row.stage, row.due, row.answered, row.ended) == ("parliament", due, None, None)
    acts = [(done.act, done.actor) for done in journal_of(house, reference) if done.act.startswith("remedy.")]
    assert acts[-4:] == [
        ("remedy.no_reply", "system"),
        ("remedy.escalate_to_superior", "system"),
        ("remedy.escalate_to_minister", "system"),
        ("remedy.escalate_to_parliament", "system"),
    ]
    (desk,) = {(row.stage, row.next_due) for row in records(house, DeskRow)}
    assert desk == (case_of(house, reference).stage, case_of(house, reference).next_due)
    assert damages(house) == []


def test_the_queue_shows_what_is_due_after_an_alarm_and_not_what_was(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_DECISION, Act("tell", answers={"words": "This is it."}), *SERVED])
    house.clock.move(days=22)
    work(house)
    case = case_of(house, reference)
    assert remedy_of(house).stage == "no_reply"
    clocks = {clock.name: clock for clock in records(house, ClockRow, case_id=case.id) if clock.running}
    assert "reply" not in clocks
    assert case.next_due == min(clock.due for clock in clocks.values() if clock.due)
    shown = [{clock["name"] for clock in row.row["clocks"]} for row in records(house, DeskRow)]
    assert shown == [set(clocks)] * 2


def test_two_workers_at_once_do_nothing_twice(house: House) -> None:
    references = [house.file(**SMOKE).reference for _ in range(4)]
    walk(house, references[0], [*TO_DECISION, *SERVED])
    house.clock.move(days=40)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: work(house), range(2)))
    for reference in references:
        keys = [(done.act, done.body.get("clock"), done.body.get("due")) for done in journal_of(house, reference)]
        rung = [key for key in keys if key[0].startswith("alarm.")]
        assert len(rung) == len(set(rung)) > 0
    acts = [done.act for done in journal_of(house, references[0])]
    assert acts.count("remedy.no_reply") == 1
    assert damages(house) == []


def test_a_form_that_was_drawn_before_a_reminder_is_taken(house: House) -> None:
    reference = house.file(**HELD).reference
    version = case_of(house, reference).version
    house.clock.move(minutes=30)
    assert work(house) == 1
    house.act(reference, "register", by=OFFICER, version=version)
    assert [done.act for done in journal_of(house, reference)] == ["file", "alarm.warn", "complaint.register"]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_an_officer_whom_a_reminder_overtakes_is_run_again_and_notices_nothing(house: House) -> None:
    reference = house.file(**HELD).reference
    version = case_of(house, reference).version
    house.clock.move(minutes=30)
    tries = []

    def act(session: Session, *, viewer: Viewer) -> None:
        session.scalar(select(Case.version).where(Case.reference == reference))
        tries.append(reference)
        if len(tries) == 1:
            with ThreadPoolExecutor() as beside:
                assert beside.submit(work, house).result() == 1
        acting.record_act(
            session, reference, 1, "register", {}, pack=house.pack, key="once", version=version, viewer=viewer,
            at=house.clock(),
        )  # fmt: skip

    house.database.write(act, viewer=house.officer(OFFICER))
    assert len(tries) == 2
    assert [done.act for done in journal_of(house, reference)] == ["file", "alarm.warn", "complaint.register"]
    assert damages(house) == []


def test_a_paused_clock_does_not_ring_before_its_longest_pause_is_over(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, [*TO_INQUIRY, REQUEST, *ANSWERED, SHOW])
    (paused,) = records(house, ClockRow, name="assessment")
    assert (paused.running, paused.due) == (False, None)
    house.clock.move(days=13)
    work(house)
    assert ("alarm.warn", "assessment", "owner") not in rang(house, reference)


def test_a_second_pause_over_is_told_as_the_first_was(house: House) -> None:
    """Each starts a clock anew: their alarms must not be taken for one and the same."""
    reference = house.file().reference
    pack = house.pack
    patient = pack.procedures["information_request"]
    rules = {name: rule for name, rule in patient.clocks.items() if name != "contradiction"}
    house.pack = replace(pack, procedures={**pack.procedures, "information_request": replace(patient, clocks=rules)})
    walk(house, reference, [*TO_INQUIRY, REQUEST, *ANSWERED])
    for again in (True, False):
        walk(house, reference, [SHOW])
        house.clock.move(days=20)
        work(house)
        walk(house, reference, [Act("time_is_over", number=2)])
        if again:
            ask = {"assessment": "evasive", "question": "Once more."}
            walk(house, reference, [Act("ask_again", answers=ask, number=2), ANSWERED[1]])
    assert rang(house, reference).count(("alarm.resume", "assessment", None)) == 2
    assert damages(house) == []


def test_two_alarms_alike_on_one_clock_both_ring(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_INQUIRY)
    complaint = house.pack.procedures["complaint"]
    review = complaint.clocks["review"]
    alike = tuple(msgspec.structs.replace(alarm, do="warn", whom=("owner",)) for alarm in review.alarms)
    rules = {**complaint.clocks, "review": replace(review, alarms=alike)}
    house.pack = replace(
        house.pack, procedures={**house.pack.procedures, "complaint": replace(complaint, clocks=rules)}
    )
    house.clock.move(days=60)
    work(house)
    assert rang(house, reference).count(("alarm.warn", "review", "owner")) == 3


def test_an_alarms_act_that_is_not_possible_now_is_journaled_as_refused_and_stops_no_other(house: House) -> None:
    first, second = house.file().reference, house.file().reference
    for reference in (first, second):
        walk(house, reference, [*TO_DECISION, *SERVED])
    remedy = house.pack.procedures["remedy"]
    served = remedy.stages["served"]
    acts = {**served.acts, "no_reply": replace(served.acts["no_reply"], by=frozenset({"integrity"}))}
    stages = {**remedy.stages, "served": msgspec.structs.replace(served, acts=acts)}
    procedures = {**house.pack.procedures, "remedy": replace(remedy, stages=stages)}
    house.pack = replace(house.pack, procedures=procedures)
    house.clock.move(days=40)
    work(house)
    for reference in (first, second):
        refused = [done.body["refused"] for done in journal_of(house, reference) if "refused" in done.body]
        assert [reason for reason in refused if reason] == ["not_your_role"]
    assert {one.stage for one in records(house, Proceeding, procedure="remedy")} == {"served"}
    assert damages(house) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_clock_that_cannot_be_fired_is_put_off_and_takes_no_other_with_it(house: House) -> None:
    broken, sound = house.file(**HELD).reference, house.file(**HELD).reference

    def break_it(session: Session, *, viewer: Viewer) -> None:
        case_id = case_of_session(session, broken)
        session.execute(update(Proceeding).where(Proceeding.case_id == case_id).values(procedure="no_such"))

    house.database.write(break_it, viewer=System())
    house.clock.move(hours=3)
    work(house)
    assert (rang(house, broken), len(rang(house, sound))) == ([], 2)
    case_id = case_of(house, broken).id
    put_off = {clock.alarm_at for clock in records(house, ClockRow, case_id=case_id) if clock.alarm_at}
    assert min(put_off) >= house.clock() + timedelta(minutes=1)


def case_of_session(session: Session, reference: str) -> int:
    cases = table_of(Case).c
    found: int = session.execute(select(cases.id).where(cases.reference == reference)).scalar_one()
    return found


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_more_than_one_batch_is_fired_in_one_round(house: House) -> None:
    for _ in range(alarms.BATCH // 2 + 1):
        house.file(**URGENT)
    house.clock.move(hours=3)
    assert work(house) > alarms.BATCH
    assert [clock for clock in records(house, ClockRow) if clock.alarm_at and clock.alarm_at <= house.clock()] == []


def test_alarms_that_only_tell_somebody_leave_sqlalchemy_nothing_to_put_together(house: House) -> None:
    """However many they are: statements that depend on their number would be put together anew for each batch."""
    for _ in range(9):
        house.file(**HELD)
    house.clock.move(hours=3)
    with counted_statements() as seen:
        assert house.database.claim(alarms.fire_due, pack=house.pack, viewer=System(), at=house.clock()) == 9
    assert [statement for statement in seen if "FROM" in statement.split()] == []
    assert len(records(house, Notice)) == 18
    house.database.claim(ring_once_more, viewer=System())
    house.clock.move(seconds=1)
    house.database.claim(alarms.fire_due, pack=house.pack, viewer=System(), at=house.clock())
    assert sum(notice.settled_at is None for notice in records(house, Notice)) == 18, "told again, it stands once"


def ring_once_more(session: Session, *, viewer: Viewer) -> None:
    """As if what rang had not: the next look at each clock finds the same alarms due."""
    started = re.compile(r',"fired":\[[^]]*\]')
    for clock in session.scalars(select(ClockRow)):
        clock.state, clock.alarm_at = started.sub("", clock.state), clock.due


QUESTIONS = ("week", "month", "three_months")


def test_a_reprisal_check_comes_back_after_a_week_a_month_and_three_months(house: House) -> None:
    reference = house.file(track="detention", facility="F-3901").reference
    filed, days = house.clock(), dict[str, int]()
    for _ in range(40):
        if not to_next_alarm(house) or len(days) == len(QUESTIONS):
            break
        for _, clock, whom in rang(house, reference):
            if clock in QUESTIONS and whom == "owner":
                days.setdefault(clock, (house.clock() - filed).days)
    assert days == {"week": 7, "month": 30, "three_months": 90}


def test_alarms_tell_complainants_nothing(house: House) -> None:
    reference = house.file(**URGENT).reference
    house.clock.move(days=5)
    work(house)
    assert records(house, Letter) == []
    assert open_file(house, reference).messages == ()


def test_the_worker_forgets_drafts_receipts_and_sessions_whose_time_is_over(house: House) -> None:
    at, secret = house.clock(), b"k" * 32

    def keep(session: Session, *, viewer: Viewer) -> None:
        for purpose, lasting in (("draft", held.DRAFT_LASTS), ("receipt", held.RECEIPT_LASTS)):
            held.keep(
                session, "draft" if purpose == "draft" else "receipt", {}, secret, lasting=lasting, viewer=viewer, at=at
            )

    def count(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(Held)) or 0

    house.database.write(keep, viewer=Nobody())
    left = []
    for hours in (0, 1, 23):
        house.clock.move(hours=hours)
        work(house)
        left.append(house.database.read(count, viewer=System()))
    assert left == [2, 1, 0]
    assert records(house, StaffSession) == []


def test_workers_whose_clocks_differ_by_seconds_ring_everything_once(house: House) -> None:
    references = [house.file(**URGENT).reference for _ in range(3)]
    house.clock.move(minutes=30)
    moments = [house.clock() + timedelta(seconds=seconds) for seconds in (7, -4, 0)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda at: work_once(house.database, house.pack, at=at), moments))
    work(house)  # a case that each of them passed over, because another held it, waits for the next round
    for reference in references:
        keys = [(done.act, done.body.get("clock"), done.body.get("due")) for done in journal_of(house, reference)]
        rung = [key for key in keys if key[0] in {"alarm.warn", "alarm.escalate"}]
        assert len(rung) == len(set(rung)) > 0
    assert damages(house) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_what_cannot_ring_waits_longer_each_time_and_is_counted(house: House) -> None:
    house.file(**URGENT)

    def break_it(session: Session, *, viewer: Viewer) -> None:
        session.execute(update(Proceeding).values(procedure="no_such"))

    house.database.write(break_it, viewer=System())
    house.clock.move(hours=3)
    waits = []
    for _ in range(3):
        work(house)
        at = min(clock.alarm_at for clock in records(house, ClockRow) if clock.alarm_at)
        waits.append((at - house.clock()).total_seconds())
        house.clock.now = at
    assert waits == [60, 240, 960]
    backlog = house.database.read(due_clocks.count_backlog, viewer=System(), at=house.clock() + timedelta(days=2))
    assert backlog.late >= backlog.put_off > 0
