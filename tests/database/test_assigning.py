"""Who works on what: suggestions that explain themselves, the next case, absences, and two who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from cases.errors import ChangedMeanwhile, InvalidAnswers, NotAllowed, NotForThem
from cases.records import Absence, DeskRow
from cases.worklist import assigning, availability, bulk, next_case
from cases.worklist.candidates import Candidate
from cases.worklist.next_case import NextCase
from tests.builders import House
from tests.harness.handling import (
    CHIEF,
    OFFICER,
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

SECOND = "second.39"
TODAY = date(2026, 11, 23)


@pytest.fixture
def house(house: House) -> House:
    house.employ(SECOND, "KZ-39", "caseworker", "intake")
    return house


def suggest(house: House, reference: str) -> tuple[Candidate, ...]:
    return house.database.read(
        assigning.suggest, reference, pack=house.pack, viewer=house.officer(CHIEF), at=house.clock()
    )


def codes(one: Candidate) -> list[str]:
    return [reason.code for reason in one.reasons]


def assign(house: House, reference: str, to: str, *, by: str = CHIEF, version: int | None = None) -> str:
    return house.database.write(
        assigning.assign, reference, house.officer(to).id, version=version, pack=house.pack, viewer=house.officer(by),
        at=house.clock(),
    )  # fmt: skip


def ask_next(house: House, by: str) -> NextCase:
    return house.database.write(next_case.take_next, pack=house.pack, viewer=house.officer(by), at=house.clock())


def be_away(house: House, who: str, first: date = TODAY, last: date = TODAY) -> None:
    house.database.write(
        availability.note_absence, house.officer(who).id, first, last, pack=house.pack, viewer=house.officer(CHIEF),
        at=house.clock(),
    )  # fmt: skip


def keep_out(house: House, who: str, register: str, code: str) -> None:
    house.database.write(
        availability.note_interest, register, code, pack=house.pack, viewer=house.officer(who), at=house.clock()
    )


def test_the_suggestion_is_who_owns_the_stage_and_carries_least(house: House) -> None:
    busy = house.file(**URGENT).reference
    assign(house, busy, OFFICER)
    first, second, chief = suggest(house, house.file().reference)
    assert (first.name, first.suggested, codes(first)) == ("Second.39", True, ["role", "language", "least_load"])
    assert (second.name, second.suggested, codes(second)) == ("Caseworker.39", False, ["role", "language", "more_load"])
    assert second.load == house.pack.institution.workload.urgent
    assert codes(chief)[0] == "other_role"


def test_a_late_case_weighs_more(house: House) -> None:
    reference = house.file().reference
    assign(house, reference, OFFICER)
    house.clock.move(days=30)
    weights = house.pack.institution.workload
    loads = {one.name: one.load for one in suggest(house, reference)}
    assert loads["Caseworker.39"] == weights.ordinary * weights.late


def test_who_is_away_stands_last_and_is_never_suggested_but_can_be_given_the_case(house: House) -> None:
    reference = house.file().reference
    for who in (OFFICER, SECOND, CHIEF):
        be_away(house, who)
    ranked = suggest(house, reference)
    assert [one.suggested for one in ranked] == [False, False, False]
    assert all("away" in codes(one) and one.may for one in ranked)
    assert assign(house, reference, OFFICER) == "Caseworker.39"


def test_an_interest_keeps_an_officer_out_of_every_case_about_it(house: House) -> None:
    about = house.file(track="detention", facility="F-3901").reference
    keep_out(house, OFFICER, "facilities", "F-3901")
    ranked = suggest(house, about)
    assert (ranked[-1].name, ranked[-1].may, codes(ranked[-1])[0]) == ("Caseworker.39", False, "interest")
    before = snapshot(house)
    with pytest.raises(NotForThem):
        assign(house, about, OFFICER)
    assert snapshot(house) == before
    assert (ask_next(house, OFFICER).reference, ask_next(house, OFFICER).passed) == (None, {"interest": 1})
    assert case_of(house, about).handler_id is None


def test_many_cases_given_at_once_keep_everybody_out_whom_one_case_keeps_out(house: House) -> None:
    about = house.file(track="detention", facility="F-3901").reference
    other = house.file().reference
    theirs = house.file(region="KZ-75").reference
    keep_out(house, OFFICER, "facilities", "F-3901")
    given = bulk.give_all(
        house.database, [bulk.Chosen(one, None) for one in (about, other, theirs)], house.officer(OFFICER).id,
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    assert [one.result for one in given] == ["kept_out", "done", "gone"]
    handlers = [case_of(house, one).handler_id for one in (about, other, theirs)]
    assert handlers == [None, house.officer(OFFICER).id, None]


def test_many_at_once_leave_each_as_if_it_had_been_given_alone(house: House) -> None:
    """In the journal, on the desk and to whom its reminders go; one that was ticked twice is given once."""
    alone, *many = (house.file(**URGENT).reference for _ in range(4))
    house.clock.move(days=1)
    assign(house, alone, SECOND)
    given = bulk.give_all(
        house.database, [bulk.Chosen(one, None) for one in (*many, many[0])], house.officer(SECOND).id,
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    assert [one.result for one in given] == ["done", "done", "done", "already"]
    last = {one: journal_of(house, one)[-1] for one in (alone, *many)}
    assert {(each.act, each.actor, each.body["handler"]) for each in last.values()} == {
        ("assign", house.officer(CHIEF).actor, house.officer(SECOND).id)
    }
    assert {row.handler_id for row in records(house, DeskRow)} == {house.officer(SECOND).id}
    assert {case_of(house, one).version for one in many} == {case_of(house, alone).version}
    assert damages(house) == []


def test_many_taken_at_once_are_told_apart(house: House) -> None:
    free, mine, theirs = (house.file().reference for _ in range(3))
    assign(house, mine, OFFICER)
    assign(house, theirs, SECOND)
    wanted = [bulk.Chosen(one, None) for one in (free, mine, theirs, free, house.file(region="KZ-75").reference)]
    taken = house.database.write(bulk.take_all, wanted, viewer=house.officer(OFFICER), at=house.clock())
    assert [one.result for one in taken] == ["done", "already", "taken", "already", "gone"]
    assert {case_of(house, one).handler_id for one in (free, mine)} == {house.officer(OFFICER).id}
    before = snapshot(house)
    assert house.database.write(bulk.take_all, wanted[1:], viewer=house.officer(OFFICER), at=house.clock())
    assert snapshot(house) == before, "of none, nothing is written"
    assert damages(house) == []


def test_giving_a_case_is_journaled_with_its_reasons_and_stands_in_the_queue(house: House) -> None:
    reference = house.file().reference
    assign(house, reference, SECOND, version=0)
    last = journal_of(house, reference)[-1]
    assert (last.act, last.actor) == ("assign", house.officer(CHIEF).actor)
    assert last.body["handler"] == house.officer(SECOND).id
    assert last.body["because"] == ["role", "language", "least_load"]
    assert {row.handler_id for row in records(house, DeskRow)} == {house.officer(SECOND).id}
    (event, *_) = open_file(house, reference).timeline
    assert (event.act, event.handler) == ("assign", "Second.39")
    assert damages(house) == []
    before = snapshot(house)
    assert assign(house, reference, SECOND, version=0) == "Second.39"
    with pytest.raises(ChangedMeanwhile):
        assign(house, reference, OFFICER, version=0)
    with pytest.raises(NotAllowed):
        assign(house, reference, OFFICER, by=OFFICER)
    with pytest.raises(NotForThem):
        assign(house, reference, "caseworker.75")
    assert snapshot(house) == before


def test_the_next_case_goes_by_urgency_then_deadline_then_age(house: House) -> None:
    old = house.file().reference
    house.clock.move(minutes=1)
    young = house.file().reference
    afraid = house.file(danger_24h="unsure").reference
    urgent = house.file(**URGENT).reference
    walk(house, young, [Act("register", CHIEF)])  # due later than what still waits for registration
    given = [ask_next(house, who).reference for who in (OFFICER, SECOND, OFFICER, SECOND)]
    assert given == [urgent, afraid, old, young]
    assert ask_next(house, OFFICER).reference is None


def test_a_case_in_a_language_that_a_colleague_speaks_is_left_to_them(house: House) -> None:
    house.officers[OFFICER] = replace(house.officer(OFFICER), languages=("ru",))
    kazakh = house.file(language="kk").reference
    assert ask_next(house, OFFICER).passed == {"language": 1}
    for who in (SECOND, CHIEF):
        be_away(house, who)
    assert ask_next(house, OFFICER).reference == kazakh


def test_a_role_that_handles_no_case_is_given_none(house: House) -> None:
    with pytest.raises(NotAllowed):
        ask_next(house, "auditor.ho")


def test_two_who_ask_at_once_never_get_the_same_case(house: House) -> None:
    filed = {house.file().reference for _ in range(4)}
    start = Barrier(2)

    def ask(who: str) -> list[str | None]:
        start.wait()
        return [ask_next(house, who).reference for _ in range(2)]

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(ask, (OFFICER, SECOND))
    assert {*one, *other} == filed
    assert damages(house) == []


def test_cases_of_somebody_away_are_handed_on_in_one_act_and_shared_out(house: House) -> None:
    house.employ("third.39", "KZ-39", "caseworker", "intake")
    filed = [house.file().reference for _ in range(4)]
    for reference in filed:
        assign(house, reference, OFFICER)
    be_away(house, OFFICER)

    def hand_on(by: str) -> list[assigning.HandedOn]:
        return house.database.write(
            assigning.hand_on, house.officer(OFFICER).id, pack=house.pack, viewer=house.officer(by), at=house.clock()
        )

    with pytest.raises(NotAllowed):
        hand_on(SECOND)
    with pytest.raises(NotAllowed):
        hand_on("representative.75")
    handed = hand_on(CHIEF)
    assert sorted(one.reference for one in handed) == sorted(filed)
    assert sorted(str(one.handler) for one in handed) == ["Second.39", "Second.39", "Third.39", "Third.39"]
    assert hand_on(CHIEF) == []
    assert damages(house) == []


def test_an_absence_is_sound_and_only_ones_own_or_of_ones_unit(house: House) -> None:
    for first, last in (
        (TODAY, TODAY - timedelta(1)),
        (TODAY - timedelta(9), TODAY - timedelta(2)),
        (TODAY, TODAY + timedelta(900)),
    ):
        with pytest.raises(InvalidAnswers):
            be_away(house, OFFICER, first, last)
    with pytest.raises(NotAllowed):
        be_away(house, "caseworker.75")
    with pytest.raises(InvalidAnswers):
        keep_out(house, OFFICER, "facilities", "F-0000")
    be_away(house, OFFICER)
    be_away(house, OFFICER)
    found = house.database.read(
        availability.availability, pack=house.pack, viewer=house.officer(CHIEF), at=house.clock()
    )
    (officer,) = (one for one in found.colleagues if one.name == "Caseworker.39")
    assert (officer.away, len(officer.absences)) == (True, 1)
    house.database.write(availability.drop_absence, officer.absences[0].id, viewer=house.officer(OFFICER))
    be_away(house, SECOND)
    (other,) = records(house, Absence)
    with pytest.raises(NotAllowed):
        house.database.write(availability.drop_absence, other.id, viewer=house.officer(OFFICER))
