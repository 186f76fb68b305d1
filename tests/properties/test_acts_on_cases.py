"""Whoever does whatever they are offered, in any order and at any time: what must always hold of a case holds."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases.acts import acting
from cases.acts.proceedings import Running, clocks_of, open_counts, proceedings_of
from cases.acts.surroundings import look_around
from cases.alarms.notices import REMINDERS
from cases.database import Database
from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.filing.filing import Receipt
from cases.packs.jurisdiction import Pack
from cases.records import Case, ClockRow, DeskRow, Measure, Remedy, Wrap
from cases.settings import Settings
from cases.viewer import Complainant, Officer, System, Viewer
from cases.worker.rounds import work_once
from cases.worklist import assigning, next_case
from cases.worklist.desk_rows import clear_facts, due_clocks
from tests.builders import House, found_house
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    Act,
    Done,
    case_of,
    damages,
    enter,
    journal_of,
    open_file,
    records,
    walk,
)
from tests.properties.at_random import NOW, asked
from workflows import clocks, engine

PEOPLE = (OFFICER, "second.39", CHIEF, "chief2.39", "representative.75", "supervisor.ho", "complainant")
OFFER = Act("offer_transfer", answers={"to_unit": "KZ-75", "reason": "It happened there."})
OTHER: list[str] = []
"""A case that may be linked to."""
FILINGS: tuple[dict[str, Any], ...] = (
    {},
    {"track": "detention", "facility": "F-3901", "danger_24h": "unsure"},
    {"urgent_signs": ["medicine"]},
    {"identity": "anonymous"},
    {"track": "environment", "ongoing": "true"},
)


@pytest.fixture(scope="module")
def house(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("acts")
    here = Settings(data=folder / "data", secrets=folder / "secrets")
    here.data.mkdir()
    (here.data / "arasha.sqlite").write_bytes(migrated_file.read_bytes())
    with Database.open(here) as database:
        found = found_house(database, at=NOW)
        found.pack = watching_nothing(found.pack)
        found.employ("second.39", "KZ-39", "caseworker")
        found.employ("chief2.39", "KZ-39", "representative", "caseworker")
        OTHER[:] = [found.file().reference]
        yield found
        assert damages(found) == []


def watching_nothing(pack: Pack) -> Pack:
    """The pack without what looks at other cases: an example must not depend on those that came before it."""
    return replace(pack, procedures={name: replace(one, watch=()) for name, one in pack.procedures.items()})


def proceedings(house: House, reference: str) -> list[Running]:
    def load(session: Session, *, viewer: Viewer) -> list[Running]:
        return proceedings_of(session, case_in(session, reference), pack=house.pack)

    return house.database.read(load, viewer=System())


def case_in(session: Session, reference: str) -> Case:
    return session.query(Case).filter_by(reference=reference).one()


def offers(house: House, reference: str, viewer: Officer | Complainant) -> list[tuple[int, engine.Offer]]:
    """What this person may do on the case now."""

    def find(session: Session, *, viewer: Viewer) -> list[tuple[int, engine.Offer]]:
        try:
            case = acting.find_case(session, reference, viewer=viewer)
        except CaseNotFound:
            return []
        counts, found = open_counts(session, case), []
        for each in proceedings_of(session, case, pack=house.pack):
            acts = [] if each.cancelled else each.procedure.acts[each.state.stage].values()
            around = look_around(session, case, each, acts, pack=house.pack, at=house.clock())
            offered = engine.available(
                each.procedure, each.state, by=acting.person(viewer), open_counts=counts, **around.known
            )
            found += [(each.row.number, offer) for offer in offered if offer.refusal is None and not each.cancelled]
        return found

    return house.database.read(find, viewer=viewer)


def take_a_step(house: House, receipt: Receipt, data: st.DataObject) -> None:
    """Somebody does something that is offered to them, or time passes and the worker looks."""
    who = data.draw(st.sampled_from((*PEOPLE, "time", "work")))
    if who == "work":
        share_out(house, receipt, data)
        return
    if who == "time":
        house.clock.move(hours=data.draw(st.sampled_from((1, 30, 24 * 9, 24 * 45))))
        work_once(house.database, house.pack, at=house.clock())
        return
    viewer = enter(house, receipt) if who == "complainant" else house.officer(who)
    offered = offers(house, receipt.reference, viewer)
    if not offered:
        return
    number, offer = data.draw(st.sampled_from(offered))
    name = offer.act
    if offer.confirming:
        name = f"{data.draw(st.sampled_from(('confirm', 'confirm', 'refuse')))}:{name}"
    answers = {field.name: data.draw(asked(field)) for field in offer.fields}
    house.clock.move(minutes=7)
    if "other" in answers:
        answers["other"] = receipt.reference if data.draw(st.booleans()) else OTHER[0]
    problems: list[str] = []
    try:
        house.act(receipt.reference, name, by=viewer, number=number, **answers)
    except InvalidAnswers as wrong:
        problems = [problem.code for problem in wrong.problems.values()]
    # Another's case is not known here, and a lot may draw the very body that the complaint is about.
    assert problems in ([], ["unknown_case"], ["must_differ"])


def share_out(house: House, receipt: Receipt, data: st.DataObject) -> None:
    """Somebody asks for the next case, or who leads the unit gives this one to whom the house suggests."""
    chief, now = house.officer(data.draw(st.sampled_from((CHIEF, "representative.75")))), house.clock()
    if data.draw(st.booleans()):
        house.database.write(next_case.take_next, pack=house.pack, viewer=chief, at=now)
        return
    with suppress(CaseNotFound, NotAllowed):
        ranked = house.database.read(assigning.suggest, receipt.reference, pack=house.pack, viewer=chief, at=now)
        chosen = next((one.id for one in ranked if one.suggested), None)
        if chosen is not None:
            house.database.write(
                assigning.assign, receipt.reference, chosen, version=None, pack=house.pack, viewer=chief, at=now
            )


def check(house: House, reference: str) -> None:
    """What must hold of a case after every step."""
    case, (main, *sides), journal = (
        case_of(house, reference),
        proceedings(house, reference),
        journal_of(house, reference),
    )
    assert case.stage == main.row.stage == main.state.stage
    assert case.open == (main.row.ended_at is None)
    assert case.version == len([done for done in journal if done.act not in REMINDERS]) - 1
    desk = records(house, DeskRow, case_id=case.id)
    circle = {wrap.holder for wrap in records(house, Wrap, case_id=case.id)}
    runs = case.open or bool(still_due(house, reference))  # a review or a reprisal check may outlive the case
    assert {row.unit for row in desk} == (circle if runs else set())
    assert all(row.row == projection(house, reference) for row in desk)
    check_beside(case, desk, [main, *sides])
    assert case.unit in circle
    check_replay(case, main, journal)
    for remedy in records(house, Remedy, case_id=case.id):
        (side,) = (side for side in sides if side.row.id == remedy.proceeding_id)
        assert (remedy.stage, remedy.ended is None) == (side.row.stage, side.row.ended_at is None)
    measures = records(house, Measure, case_id=case.id)
    assert [measure.open for measure in measures].count(True) == int(case.open)
    assert all(measure.unit == case.unit for measure in measures if measure.open)
    for measure in measures:
        counted = (measure.remedies, measure.verified, measure.first_minutes or 0, measure.decided_days or 0)
        assert min(counted) >= 0
    assert sum(measure.verified for measure in measures) <= sum(measure.remedies for measure in measures)
    if case.stage == "closed":
        left = [side.procedure for side in sides if side.row.ended_at is None]
        assert [procedure.name for procedure in left if not procedure.outlives] == []
    check_clocks(house, [main, *sides])
    check_four_eyes(journal)


def check_beside(case: Case, desk: list[DeskRow], each: list[Running]) -> None:
    """A desk is counted by what its rows say of proceedings: they say it as it is, whichever act came last."""
    going = [one for one in each if one.row.ended_at is None]
    asking = {one.row.unit for one in going if not one.row.main} - {case.unit}
    assert {row.unit for row in desk if row.asked} == asking & {row.unit for row in desk}
    assert {row.waiting for row in desk} <= {any(one.state.pending is not None for one in going)}
    assert {row.heard_at for row in desk} <= {case.heard_at or case.received_at}


def still_due(house: House, reference: str) -> list[tuple[Any, str]]:
    def look(session: Session, *, viewer: Viewer) -> list[tuple[Any, str]]:
        return due_clocks(clocks_of(session, case_in(session, reference)))

    return house.database.read(look, viewer=System())


def check_replay(case: Case, main: Running, journal: list[Done]) -> None:
    """What the entries say, one after the other, is where the case stands: stage, unit, handler, facts."""
    first, *others = journal
    stage, unit, handler = first.body["to"], first.body["unit"], None
    facts = dict(first.body["facts"])
    for done in others:
        if "handler" in done.body:
            handler = done.body["handler"]
        facts |= done.body.get("facts", {})
        if done.act == "opened":
            facts["opened"] = True
        acted = done.act.startswith(f"{main.row.procedure}.") and done.body.get("proceeding") == main.row.number
        if acted:
            facts |= done.body.get("sets", {})
            stage = done.body["to"]
        if "moves" in done.body:
            unit, handler = done.body["moves"], None
    assert (stage, unit, facts) == (case.stage, case.unit, case.facts)
    assert handler is None or case.handler_id is not None


def projection(house: House, reference: str) -> dict[str, Any]:
    def look(session: Session, *, viewer: Viewer) -> dict[str, Any]:
        case = case_in(session, reference)
        return clear_facts(case, due_clocks(clocks_of(session, case)))

    return house.database.read(look, viewer=System())


def check_clocks(house: House, everything: list[Running]) -> None:
    """Running clocks stand in the rows of lists and workers as the engine counts them; cancelled ones do not."""
    expected = {
        (each.row.id, name): (clock.running, clocks.due(each.procedure.clocks[name], clock, house.pack.calendar))
        for each in everything
        if not each.cancelled
        for name, clock in each.state.clocks.items()
    }
    ids = {each.row.id for each in everything if not each.cancelled}

    def look(session: Session, *, viewer: Viewer) -> dict[tuple[int, str], tuple[bool, Any]]:
        rows = session.query(ClockRow).filter(ClockRow.proceeding_id.in_(ids))
        return {(row.proceeding_id, row.name): (row.running, row.due) for row in rows}

    assert house.database.read(look, viewer=System()) == expected


def check_four_eyes(journal: list[Done]) -> None:
    """Whoever confirmed an act is another person than the one who began it."""
    waiting: dict[tuple[str, int], str] = {}
    for done in journal:
        place = (done.act, done.body.get("proceeding", 0))
        if done.body.get("waits"):
            waiting[place] = done.actor
        elif place in waiting:
            began = waiting.pop(place)
            assert done.body.get("dropped") or done.actor != began


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_is_done_a_case_stays_whole(house: House, data: st.DataObject) -> None:
    house.clock.now = NOW
    filed = data.draw(st.sampled_from(FILINGS))
    receipt = house.file(**filed)
    if "identity" not in filed and data.draw(
        st.booleans()
    ):  # further on than chance often comes: two units hold the case
        walk(house, receipt.reference, [Act("register", CHIEF), OFFER])
    for _ in range(data.draw(st.integers(4, 16))):
        take_a_step(house, receipt, data)
        check(house, receipt.reference)
    open_file(house, receipt.reference)
    check(house, receipt.reference)
