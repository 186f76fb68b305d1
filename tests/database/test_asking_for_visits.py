"""An office asks for a visit because of several complaints; whoever visits learns the place and their number, and no more."""

from collections.abc import Sequence

import pytest

from cases.errors import InvalidAnswers, NotAllowed
from cases.monitoring.asking import ASKED, Cluster, ask_for_visit
from cases.records import Case, CaseLink, Wrap
from tests.builders import House
from tests.harness.handling import OFFICER, damages, journal_of, records

PLACE, OTHER = "F-3901", "F-3902"


@pytest.fixture
def watched(house: House) -> House:
    house.employ("npm.np", "KZ-NP", "npm")
    return house


def ask(house: House, references: Sequence[str], *, by: str = OFFICER, key: str = "ask") -> Cluster:
    return ask_for_visit(
        house.database, references, key=key, pack=house.pack, secrets=house.secrets, viewer=house.officer(by),
        at=house.clock(),
    )  # fmt: skip


def complaints(house: House, *places: str) -> list[str]:
    return [house.file(track="detention", facility=one, region="KZ-39").reference for one in places]


def test_the_mechanism_learns_place_and_number_and_the_office_reads_no_visit(watched: House) -> None:
    picked = complaints(watched, PLACE, PLACE, PLACE)
    assert ask(watched, picked) == ask(watched, picked) == Cluster(PLACE, 3)  # the form sent twice is one visit
    (visit,) = records(watched, Case, kind="planned_visit")
    assert {name: visit.facts[name] for name in ("facility", "npm_visit_kind", "npm_visit_cases")} == {
        "facility": PLACE, "npm_visit_kind": "special", "npm_visit_cases": 3,
    }  # fmt: skip
    assert visit.unit == "KZ-NP"
    assert visit.next_due is not None
    assert not records(watched, CaseLink)
    holders = {one.holder for one in records(watched, Wrap, case_id=visit.id)}
    assert "KZ-39" not in holders
    told = repr([(one.act, one.body) for one in journal_of(watched, visit.reference)]) + repr(dict(visit.facts))
    for reference in picked:
        assert reference not in told
        entries = [one for one in journal_of(watched, reference) if one.act == ASKED]
        assert len(entries) == 1
        assert visit.reference not in repr(entries[0].body)
    assert damages(watched) == []


@pytest.mark.parametrize("places", [(PLACE,), (PLACE, OTHER), (PLACE, "")])
def test_one_complaint_or_two_places_are_no_reason(watched: House, places: Sequence[str]) -> None:
    picked = complaints(watched, *[one for one in places if one])
    picked += [watched.file().reference for one in places if not one]
    with pytest.raises(InvalidAnswers) as caught:
        ask(watched, picked)
    assert caught.value.problems["row"].code == ("too_few_cases" if len(picked) == 1 else "several_places")
    assert not records(watched, Case, kind="planned_visit")


def test_what_an_officer_may_not_know_of_asks_for_nothing(watched: House) -> None:
    picked = complaints(watched, PLACE, PLACE)
    with pytest.raises(InvalidAnswers) as caught:
        ask(watched, picked, by="caseworker.75")
    assert caught.value.problems["row"].code == "unknown_case"
    with pytest.raises(NotAllowed):
        ask(watched, picked, by="npm.np")
    assert not records(watched, Case, kind="planned_visit")
