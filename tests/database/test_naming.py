"""Whoever of us a complaint names is kept out of it before anybody is given its key."""

import pytest

from cases.filing.naming import Person, named_in, parts_of
from cases.records import Exclusion, Wrap
from tests.builders import House
from tests.harness.circles import reach, signed_in
from tests.harness.handling import case_of, damages, journal_of, open_file, records

SAULE = Person(1, "KZ-39", frozenset(), parts_of("Сәуле Омарова"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ко мне приходила Сәуле Омарова.", True),
        ("ОМАРОВОЙ СӘУЛЕ я всё рассказала", True),
        ("Омарова, ваш сотрудник Сәуле, кричала", True),
        ("Сәуле Омарованың айтқаны", True),
        ("Моя сестра Сәуле болеет. Вчера пришло письмо, его подписала Омарова", False),
        ("Омарова", False),
        ("Сәуле", False),
        ("Омаров", False),
        ("", False),
    ],
)
def test_two_parts_of_a_name_close_together_name_somebody(text: str, named: bool) -> None:  # noqa: FBT001
    assert bool(named_in([text], [SAULE])) is named


def test_parts_of_a_name_in_two_answers_name_nobody() -> None:
    assert named_in(["Сәуле", "Омарова"], [SAULE]) == []


def test_an_officer_who_is_named_never_holds_a_path_and_the_integrity_unit_reads_it(house: House) -> None:
    house.employ("saule omarova", "KZ-39", "representative")
    for username in ("saule omarova", "caseworker.39", "integrity.in"):
        signed_in(house, username)
    receipt = house.file(story="Saule Omarova told me to be silent.", about_us="no")
    case, named = case_of(house, receipt.reference), house.officer("saule omarova")
    assert (receipt.unit, case.walled) == ("KZ-IN", True)
    assert {wrap.holder for wrap in records(house, Wrap, case_id=case.id)} == {"KZ-IN"}
    assert [row.officer_id for row in records(house, Exclusion)] == [named.id]
    assert journal_of(house, receipt.reference)[0].body["excluded"] == [named.id]
    for username in ("saule omarova", "caseworker.39"):
        assert not reach(house, username).cases
    assert open_file(house, receipt.reference, "integrity.in").filed[0].answers["story"]
    assert damages(house) == []


def test_one_of_the_integrity_unit_who_is_named_is_kept_out_too(house: House) -> None:
    house.employ("daniyar akhmetov", "KZ-IN", "integrity")
    for username in ("daniyar akhmetov", "integrity.in", "supervisor.ho"):
        signed_in(house, username)
    receipt = house.file(story="It was Daniyar Akhmetov.")
    assert receipt.unit == "KZ-HO"
    assert not reach(house, "daniyar akhmetov").cases
    assert not reach(house, "integrity.in").cases
    assert open_file(house, receipt.reference, "supervisor.ho").filed[0].answers["story"]
    assert damages(house) == []
