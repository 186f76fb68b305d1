"""Finding cases by sealed words: in any form, of one's own unit, and gone with the reason to read them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.proceedings import clocks_of
from cases.circle import walls
from cases.errors import CaseNotFound
from cases.packs.jurisdiction import Pack
from cases.records import Case, Reading, SearchedCase, SearchKey, SearchToken
from cases.retention import carrying_out, deciding
from cases.search import duplicates, finding
from cases.search.index import STEPS
from cases.unit_keys import renewing
from cases.viewer import Officer, System, Viewer
from cases.worklist.desk_rows import project_case
from tests.builders import House
from tests.harness.circles import signed_in
from tests.harness.handling import TO_ADMISSIBILITY, TO_THE_END, case_of, numbers_of, open_file, records, walk

OWN, CHIEF, OTHER, HEAD = "caseworker.39", "representative.39", "caseworker.75", "supervisor.ho"
STORY = "Начальник цеха угрожал и удержал зарплату. Инспектор Омаров смеялся."


def found(house: House, text: str, by: str = OWN) -> list[str]:
    return [one.reference for one in ask(house, text, by).cases]


def ask(house: House, text: str, by: str = OWN, after: str = "") -> finding.Found:
    return finding.search(
        house.database, text, after=after, pack=house.pack, viewer=house.officer(by), at=house.clock()
    )


def tokens(house: House, **where: object) -> set[int]:
    return {row.token for row in records(house, SearchToken, **where)}


def opened(house: House, *, by: str = OWN, **answers: Any) -> str:
    reference = house.file(**{"story": STORY, **answers}).reference
    open_file(house, reference, by)
    return reference


def test_words_in_any_form_find_a_case_that_the_unit_has_opened(house: House) -> None:
    reference = house.file(story=STORY).reference
    assert found(house, "зарплата") == []
    open_file(house, reference)
    for text in ("зарплата", "ЗАРПЛАТЫ угроза", "угрозами цех"):
        assert found(house, text) == [reference]
        assert found(house, f"{text} больница") == []
    assert found(house, "Омаров") == []


def test_facts_days_numbers_and_words_are_asked_at_once(house: House) -> None:
    reference = opened(house)
    house.clock.move(days=40)
    later = opened(house, region="KZ-39")
    assert found(house, "зарплата 11.2026") == [reference]
    assert found(house, "зарплата костанай 2026-2027") == [later, reference]
    assert found(house, "зарплата Қамау") == []
    assert found(house, later) == [later]
    assert found(house, later[5:11]) == [later]


def test_what_is_said_later_is_found_once_the_case_is_opened_again(house: House) -> None:
    reference = opened(house)
    before = tokens(house)
    walk(house, reference, TO_ADMISSIBILITY)
    house.act(reference, "admit", by=OWN, plan="Запросить ведомости у бухгалтерии")
    assert found(house, "бухгалтерия") == []
    open_file(house, reference)
    assert found(house, "бухгалтерия ведомость") == [reference]
    assert before < tokens(house)


def test_nobody_else_finds_it_and_no_path_leads_to_another_unit(house: House) -> None:
    """Head office reads the case and has not opened it; Almaty does not know of it."""
    reference = opened(house)
    assert found(house, "зарплата", OTHER) == found(house, "зарплата", HEAD) == []
    assert found(house, reference, OTHER) == []
    assert {row.unit for row in records(house, SearchedCase)} == {"KZ-39"}
    open_file(house, reference, HEAD)
    assert found(house, "зарплата", HEAD) == [reference]
    own, head = tokens(house, unit="KZ-39"), tokens(house, unit="KZ-HO")
    assert own
    assert own.isdisjoint(head)


def test_another_units_secret_makes_nothing_of_the_numbers(house: House) -> None:
    """The rows of one unit copied under another's code answer to nobody's question."""
    reference = opened(house)
    open_file(house, house.file(region="KZ-75").reference, OTHER)
    lent = replace(house.officer(OTHER), unit="KZ-39")
    house.officers["lent"] = lent
    assert found(house, "зарплата", "lent") == []
    assert found(house, "зарплата") == [reference]


def test_counts_tell_the_step_and_not_how_many_words_there_are(house: House) -> None:
    short, long = opened(house, story="Зарплата"), opened(house, story=" ".join(words(80)))
    assert len(tokens(house, case_id=case_of(house, short).id)) == STEPS[0]
    assert len(tokens(house, case_id=case_of(house, long).id)) == STEPS[1]


def words(count: int) -> Iterator[str]:
    """Words that no rule shortens and that are all different."""
    syllables = ["бо", "ро", "то", "ко", "до", "го", "по", "зо"]
    return (f"щ{syllables[n % 8]}{syllables[n // 8 % 8]}{syllables[n // 64]}щк" for n in range(count))


def test_a_wall_takes_the_case_out_and_those_inside_bring_it_in_again(house: House) -> None:
    house.employ("second.39", "KZ-39", "caseworker")
    for who in (OWN, CHIEF, "second.39", HEAD):
        signed_in(house, who)
    reference = opened(house, by=HEAD)
    open_file(house, reference)
    out = house.officer("second.39")
    walls.raise_wall(
        house.database, reference, [out.id], "Родственник", handling="same", version=None, key=token_bytes(8).hex(),
        pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    assert tokens(house) == set()
    assert records(house, SearchedCase) == []
    assert found(house, "зарплата", "second.39") == found(house, "зарплата", HEAD) == []
    open_file(house, reference, HEAD)
    assert found(house, "зарплата", HEAD) == [reference]
    assert found(house, reference, "second.39") == []
    open_file(house, reference, CHIEF)  # by a key of their own: the unit's would let the excluded one look
    assert {row.unit for row in records(house, SearchedCase)} == {"KZ-HO"}


def test_a_transfer_takes_the_case_out_and_the_former_unit_does_not_bring_it_in_again(house: House) -> None:
    for who in (OWN, CHIEF, OTHER, "representative.75"):
        signed_in(house, who)
    reference = opened(house)
    walk(house, reference, TO_ADMISSIBILITY)
    house.act(reference, "offer_transfer", by=CHIEF, to_unit="KZ-75", reason="Там место")
    (number,) = numbers_of(house, reference, "transfer")
    house.act(reference, "accept", by="representative.75", number=number)
    assert case_of(house, reference).unit == "KZ-75"
    assert tokens(house) == set()
    open_file(house, reference)
    assert found(house, "зарплата") == []
    open_file(house, reference, OTHER)
    assert found(house, "зарплата", OTHER) == [reference]


def test_the_second_yes_to_shredding_takes_the_case_out_at_once(house: House) -> None:
    house.employ("chief2.39", "KZ-39", "representative")
    reference = opened(house)
    walk(house, reference, TO_THE_END)
    house.clock.move(days=11 * 366)
    open_file(house, reference)
    assert found(house, "зарплата") == [reference]
    house.database.write(
        deciding.propose,
        reference,
        "expired",
        pack=house.pack,
        key="propose",
        viewer=house.officer(CHIEF),
        at=house.clock(),
    )
    house.database.write(
        deciding.confirm, reference, pack=house.pack, key="confirm", viewer=house.officer("chief2.39"), at=house.clock()
    )
    assert found(house, "зарплата") == []
    assert tokens(house) == set()
    carrying_out.finish(house.database, at=house.clock())
    assert records(house, SearchedCase) == []


def test_a_new_key_of_the_unit_begins_an_epoch_and_what_was_indexed_stays_found(house: House) -> None:
    for who in (OWN, CHIEF):
        signed_in(house, who)
    former = opened(house)
    viewer = house.officer(CHIEF)
    renewing.renew_unit(
        house.database, members=[house.officer(who).id for who in (OWN, CHIEF)], directory=house.secrets.directory,
        viewer=viewer, at=house.clock(),
    )  # fmt: skip
    left = house.officer(OWN)
    signed_in(house, OWN)
    assert found(house, "зарплата") == [former]
    later = opened(house)
    assert set(found(house, "зарплата")) == {former, later}
    assert len(records(house, SearchKey)) == 2
    house.officers["left"] = left
    assert found(house, "зарплата", "left") == []
    house.act(former, "register", by=OWN)
    open_file(house, former)
    assert set(found(house, "зарплата")) == {former, later}
    assert [row.epoch for row in records(house, SearchKey)] == [2]


def test_finding_by_words_is_written_down_as_reading_and_the_words_are_not(house: House) -> None:
    reference = opened(house)
    before = len(records(house, Reading))
    assert found(house, "костанай") == [reference]
    assert len(records(house, Reading)) == before
    assert found(house, "зарплата") == [reference]
    (last,) = [one for one in records(house, Reading) if b'"search"' in one.body]
    assert "зарп".encode() not in last.body
    assert last.actor == house.officer(OWN).actor


def test_pages_go_on_where_the_last_one_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    references = []
    for _ in range(finding.PAGE + 1):
        house.clock.move(minutes=1)
        references.append(opened(house))
    first = ask(house, "зарплата")
    assert [one.reference for one in first.cases] == references[::-1][: finding.PAGE]
    assert first.after is not None
    last = ask(house, "зарплата", after=first.after)
    assert [one.reference for one in last.cases] == references[::-1][finding.PAGE :]
    assert last.after is None


def alike(house: House, reference: str, by: str = OWN) -> list[tuple[str, str]]:
    return [(one.reference, one.because) for one in open_file(house, reference, by).alike]


def test_the_same_person_is_proposed_within_a_unit_and_not_across(house: House) -> None:
    first = opened(house, contact_route="phone", contact="8 701 123 45 67")
    second = opened(house, contact_route="phone", contact="+7 (701) 123-45-67")
    elsewhere = house.file(region="KZ-75", contact_route="phone", contact="87011234567").reference
    assert alike(house, elsewhere, OTHER) == []
    assert alike(house, second) == [(first, "person")]
    assert found(house, "8-701-123-45-67") == [second, first] or found(house, "8-701-123-45-67") == [first, second]
    for reference in (first, elsewhere):
        open_file(house, reference, HEAD)
    assert set(alike(house, elsewhere, HEAD)) == {(first, "person")}


def test_those_that_came_before_the_youngest_are_proposed_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "FIRST", 1)
    several = [opened(house) for _ in range(4)]
    for reference in several:
        walk(house, reference, TO_ADMISSIBILITY)
    assert {one for one, _ in alike(house, several[0])} == {*several[1:]}


@pytest.mark.parametrize("because", ["facility", "body"])
def test_one_place_is_told_from_another_of_the_same_region(house: House, because: str) -> None:
    here, neighbour, elsewhere, long_ago = (opened(house) for _ in range(4))
    for reference in (here, neighbour, elsewhere, long_ago):
        walk(house, reference, TO_ADMISSIBILITY)
        placed(house, reference, because, "another" if reference == elsewhere else "this one")

    def move_back(session: Session, *, viewer: Viewer) -> None:
        case = session.scalars(select(Case).where(Case.reference == long_ago)).one()
        case.received_at -= duplicates.NEAR + timedelta(days=1)
        project_case(session, case, clocks_of(session, case))

    house.database.write(move_back, viewer=System())
    assert alike(house, here) == [(neighbour, because)]
    assert alike(house, elsewhere) == []


def placed(house: House, reference: str, because: str, code: str) -> None:
    """Say of a case in which facility it was, or against which body it is."""

    def change(session: Session, *, viewer: Viewer) -> None:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        case.facility = code if because == "facility" else None
        case.facts = {**case.facts, "accused_body": code if because == "body" else "unknown"}
        project_case(session, case, clocks_of(session, case))

    house.database.write(change, viewer=System())


def test_the_same_place_and_matter_is_proposed_until_an_officer_tells_them_apart(house: House) -> None:
    first, second = opened(house), opened(house)
    assert alike(house, second) == []
    for reference in (first, second):
        walk(house, reference, TO_ADMISSIBILITY)
    assert alike(house, second) == [(first, "region")]
    tell_apart(house, second, first, house.officer(OWN), house.pack)
    assert alike(house, second) == alike(house, first) == []
    assert open_file(house, second).links == ()
    with pytest.raises(CaseNotFound):
        tell_apart(house, second, first, house.officer(OTHER), house.pack)


def tell_apart(house: House, reference: str, other: str, viewer: Officer, pack: Pack) -> None:
    house.database.write(
        duplicates.tell_apart, reference, other, key=token_bytes(16).hex(), pack=pack, viewer=viewer, at=house.clock()
    )
