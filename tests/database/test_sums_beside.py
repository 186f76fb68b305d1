"""Sums of what runs beside cases follow every act that moves it, and everything that is done to its case, on both databases."""

from typing import Any

from cases.circle import walls
from cases.records import Proceeding
from cases.reports.figures import Share
from cases.reports.folding import fold
from cases.reports.periods import Period, last_twelve_months, today
from cases.reports.queries import Asked, Report, read_report
from cases.reports.scopes import house_of
from cases.retention import carrying_out, deciding
from cases.viewer import System
from cases.worker.rounds import work_once
from tests.builders import House
from tests.harness.circles import signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_ADMISSIBILITY,
    TO_INQUIRY,
    TO_THE_END,
    case_of,
    damages,
    enter,
    records,
    walk,
)

FEAR: dict[str, Any] = {"words": "He waited for me at the gate."}
REFUSED: dict[str, Any] = {"ground": "too_vague", "reason": "We cannot tell what happened."}


def report(house: House, by: str, period: Period | None = None, **about: Any) -> Report:
    """Of the *period*, or of the twelve months until now, as *by* reads it. *about*: what its cases are about."""
    reports, at = house_of(house.pack), house.clock()
    asked = Asked(period=period or last_twelve_months(today(at, reports.zone)), **about)
    return house.database.read(read_report, asked, house=reports, viewer=house.officer(by), at=at)


def reprisals(house: House, by: str, period: Period | None = None, **about: Any) -> Share | None:
    return report(house, by, period, **about).total.beside.get("reprisals")


def test_a_wall_takes_what_runs_beside_its_case_along_and_gives_it_back(house: House) -> None:
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in (OFFICER, CHIEF, "colleague.39", "supervisor.ho"):
        signed_in(house, username)
    filed = house.file()
    walk(house, filed.reference, TO_INQUIRY)
    house.act(filed.reference, "fear_reprisal", by=enter(house, filed), **FEAR)
    assert (reprisals(house, "supervisor.ho"), reprisals(house, "integrity.in")) == (Share(1, 1), None)
    change: dict[str, Any] = {"version": None, "pack": house.pack, "viewer": house.officer(CHIEF), "at": house.clock()}
    out = [house.officer(OFFICER).id]
    walls.raise_wall(house.database, filed.reference, out, "Her brother.", handling="same", key="raise", **change)
    assert (reprisals(house, "supervisor.ho"), reprisals(house, "integrity.in")) == (None, Share(1, 1))
    assert damages(house) == []
    house.database.claim(fold, viewer=System())
    assert (reprisals(house, "supervisor.ho"), damages(house)) == (None, [])
    walls.lift_wall(house.database, filed.reference, out, "He is not.", key="lift", **change)
    assert (reprisals(house, "supervisor.ho"), reprisals(house, "integrity.in")) == (Share(1, 1), None)
    assert damages(house) == []


def test_what_runs_beside_a_case_that_goes_to_another_unit_counts_there(house: House) -> None:
    filed = house.file()
    walk(house, filed.reference, TO_INQUIRY)
    house.act(filed.reference, "fear_reprisal", by=enter(house, filed), **FEAR)
    house.act(filed.reference, "offer_transfer", by=OFFICER, to_unit="KZ-75", reason="It happened there.")
    (offer,) = records(house, Proceeding, procedure="transfer")
    house.act(filed.reference, "accept", by="representative.75", number=offer.number)
    assert (reprisals(house, "representative.39"), reprisals(house, "representative.75")) == (None, Share(1, 1))
    assert damages(house) == []


def test_what_runs_beside_a_case_counts_by_what_the_case_is_about_now(house: House) -> None:
    """An officer corrects the facts after it has begun; the case's own numbers go along."""
    filed = house.file()
    walk(house, filed.reference, TO_INQUIRY)
    house.act(filed.reference, "fear_reprisal", by=enter(house, filed), **FEAR)
    chief = "supervisor.ho"
    for number, (place, body) in enumerate((("F-3901", "B-POLICE"), ("F-7501", "B-MOH"))):
        house.act(
            filed.reference, "correct_facts", by=OFFICER, facility=place, accused_body=body, reason="It was there."
        )
        abouts: tuple[dict[str, Any], ...] = ({"facility": place}, {"body": body})
        for about in abouts:
            assert (reprisals(house, chief, **about), report(house, chief, **about).total.received) == (Share(1, 1), 1)
        if number:
            assert (reprisals(house, chief, facility="F-3901"), reprisals(house, chief, body="B-POLICE")) == (
                None,
                None,
            )
            house.database.claim(fold, viewer=System())
        assert damages(house) == []
    assert reprisals(house, chief, facility="F-7501") == Share(1, 1)
    assert reprisals(house, chief, track=case_of(house, filed.reference).track, channel="web") == Share(1, 1)


def test_what_is_cancelled_with_a_decision_has_ended_in_the_sums_too(house: House) -> None:
    filed = house.file()
    walk(house, filed.reference, TO_ADMISSIBILITY)
    house.act(filed.reference, "request_withdrawal", by=enter(house, filed), reason="I want no more of it.")
    house.act(filed.reference, "reject", by=OFFICER, **REFUSED)
    house.act(filed.reference, "confirm:reject", by=CHIEF)
    (cancelled,) = records(house, Proceeding, procedure="withdrawal")
    assert cancelled.ended_at is not None
    assert damages(house) == []
    assert report(house, "supervisor.ho").total.grounds == {"too_vague": 1}


def test_what_a_shredded_case_knew_is_in_no_sum_any_more(house: House) -> None:
    house.employ("chief2.39", "KZ-39", "representative")
    filed = house.file()
    walk(house, filed.reference, TO_INQUIRY)
    house.act(filed.reference, "correct_facts", by=OFFICER, facility="F-3901", accused_body="B-POLICE", reason="There.")
    house.act(filed.reference, "fear_reprisal", by=enter(house, filed), **FEAR)
    for days in (1, 40, 80):
        house.clock.move(days=days)
        work_once(house.database, house.pack, at=house.clock())
        house.act(filed.reference, "record_quiet", by=OFFICER, number=2, asked_how="phone")
    walk(house, filed.reference, TO_THE_END[len(TO_INQUIRY) :])
    that_year = last_twelve_months(today(house.clock(), house.pack.zone))
    house.clock.move(days=20 * 366)
    assert reprisals(house, "supervisor.ho", that_year, facility="F-3901") == Share(1, 1)
    chief, second, at = house.officer(CHIEF), house.officer("chief2.39"), house.clock()
    house.database.write(deciding.propose, filed.reference, "expired", pack=house.pack, key="one", viewer=chief, at=at)
    house.database.write(deciding.confirm, filed.reference, pack=house.pack, key="two", viewer=second, at=at)
    assert carrying_out.finish(house.database, at=house.clock()) == 1
    assert reprisals(house, "supervisor.ho", that_year) == Share(0, 1)
    assert report(house, "supervisor.ho", that_year).total.received == 1
    abouts: tuple[dict[str, Any], ...] = ({"facility": "F-3901"}, {"body": "B-POLICE"})
    for about in abouts:
        found = report(house, "supervisor.ho", that_year, **about).total
        assert (found.received, found.beside.get("reprisals")) == (0, None)
    assert damages(house) == []
