"""A group of 465 households: each with a state and remedies of their own, whatever is done for many at once."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from secrets import token_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.filing.filing import Receipt
from cases.groups import changing, members
from cases.groups.changing import ACTS, Change, Outcome
from cases.groups.keeping import keep_people
from cases.groups.members import Asked, Group
from cases.mailbox import door
from cases.records import GroupMember, MemberRemedy, SealedWords
from cases.related import families
from cases.viewer import Officer
from tests.builders import House
from tests.harness.handling import damages, open_file, records

OWN, OTHER = "caseworker.39", "caseworker.75"
KIND = "compensation"
ALL = Asked(everyone=True)


@pytest.fixture
def receipt(house: House) -> Receipt:
    return house.file()


def send_list(house: House, receipt: Receipt, names: Sequence[str]) -> None:
    """The complainant sends a list of these people."""
    assert receipt.code is not None
    cookie = door.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    viewer = door.resume(cookie, secrets=house.secrets, at=house.clock())
    rows = [{"full_name": name} for name in names]
    house.database.write(keep_people, rows, pack=house.pack, key=token_bytes(8).hex(), viewer=viewer, at=house.clock())


def take_over(house: House, receipt: Receipt, by: str = OWN) -> int:
    return house.database.write(
        members.take_over, receipt.reference, key=token_bytes(8).hex(), pack=house.pack, viewer=house.officer(by),
        at=house.clock(),
    )  # fmt: skip


def group(house: House, receipt: Receipt, asked: Asked = ALL, by: str = OWN) -> Group:
    return house.database.write(members.group_of, receipt.reference, asked, viewer=house.officer(by), at=house.clock())


def change(
    house: House, receipt: Receipt, act: str, *numbers: int, everyone: Asked | None = None, kind: str = "",
    key: str | None = None, by: str | Officer = OWN,
) -> list[Outcome]:  # fmt: skip
    viewer = house.officer(by) if isinstance(by, str) else by
    return house.database.write(
        changing.change_members, receipt.reference, Change(act, numbers, everyone, kind), key=key or token_bytes(8).hex(),
        pack=house.pack, viewer=viewer, at=house.clock(),
    )  # fmt: skip


def households(count: int) -> list[str]:
    return [f"Household {number}" for number in range(1, count + 1)]


def test_a_list_of_465_is_taken_over_sealed_and_read_page_by_page(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, households(465))
    assert group(house, receipt).lists_newer
    assert take_over(house, receipt) == 465
    assert take_over(house, receipt) == 0
    first = group(house, receipt, Asked())
    assert (len(first.members), first.after, first.matching) == (50, 50, 465)
    assert first.members[0].told["full_name"] == "Household 1"
    assert first.counts == {"listed": 465}
    last = group(house, receipt, Asked(after=450))
    assert ([one.number for one in last.members], last.after) == (list(range(451, 466)), None)
    assert all(b"Household" not in row.payload for row in records(house, SealedWords))
    assert damages(house) == []


def test_a_number_of_people_without_a_list_offers_none_to_take_over(house: House, receipt: Receipt) -> None:
    house.act(receipt.reference, "register", by=OWN)
    house.act(receipt.reference, "triage", by=OWN, people="1300")
    assert not group(house, receipt).lists_newer
    send_list(house, receipt, households(2))
    house.act(receipt.reference, "correct_facts", by=OWN, people="1300", reason="The akimat counts more.")
    assert group(house, receipt).lists_newer
    take_over(house, receipt)
    assert not group(house, receipt).lists_newer


def test_a_later_list_adds_who_is_new_and_takes_nobody_away(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, ["Aigul", "Marat"])
    take_over(house, receipt)
    change(house, receipt, "confirm", 1)
    send_list(house, receipt, ["Saule", "  marat "])
    assert take_over(house, receipt) == 1
    found = {one.told["full_name"]: (one.number, one.state) for one in group(house, receipt).members}
    assert found == {"Aigul": (1, "confirmed"), "Marat": (2, "listed"), "Saule": (3, "listed")}


def test_settling_one_binds_one_and_many_at_once_are_told_row_by_row(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, households(465))
    take_over(house, receipt)
    assert all(not one.refused for one in change(house, receipt, "confirm", everyone=Asked(state="listed")))
    assert change(house, receipt, "settle", 7) == [Outcome(7)]
    assert Counter(row.state for row in records(house, GroupMember)) == {"confirmed": 464, "settled": 1}
    assert change(house, receipt, "remedy.due", everyone=Asked(), kind=KIND)[6] == Outcome(7)
    told = change(house, receipt, "remedy.claimed", 1, 2, 3, 999, kind=KIND)
    assert told == [Outcome(1), Outcome(2), Outcome(3), Outcome(999, "unknown")]
    assert change(house, receipt, "remedy.verified", 2, 4, kind=KIND) == [Outcome(2), Outcome(4)]
    assert change(house, receipt, "settle", 6, 7) == [Outcome(6), Outcome(7, "settled")]
    assert Counter(row.state for row in records(house, MemberRemedy)) == {"due": 461, "claimed": 2, "verified": 2}
    shown = group(house, receipt, Asked(remedy="claimed", everyone=True))
    assert [one.number for one in shown.members] == [1, 3]
    assert damages(house) == []


def test_money_is_each_members_own_and_only_they_or_a_proof_confirm_it(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, households(3))
    take_over(house, receipt)

    def say(act: str, amount: str, *numbers: int) -> None:
        told = Change(act, numbers, kind=KIND, amount=Decimal(amount))
        house.database.write(
            changing.change_members, receipt.reference, told, key=token_bytes(8).hex(), pack=house.pack,
            viewer=house.officer(OWN), at=house.clock(),
        )  # fmt: skip

    def sums() -> dict[int, tuple[int, ...]]:
        found = {one.number: one.remedies[0].money for one in group(house, receipt).members if one.remedies}
        return {
            number: tuple(map(int, (one.promised, one.claimed, one.confirmed, one.outstanding)))
            for number, one in found.items()
        }

    say("remedy.due", "300000", 1, 2)
    say("remedy.claimed", "300000", 1, 2, 3)  # the third has no such remedy
    assert sums() == {1: (300000, 300000, 0, 300000), 2: (300000, 300000, 0, 300000)}
    say("remedy.verified", "300000", 1)
    change(house, receipt, "remedy.not_done", 2, kind=KIND)
    say("remedy.claimed", "100000", 2)
    say("remedy.verified", "100000", 2)
    assert sums() == {1: (300000, 300000, 300000, 0), 2: (300000, 400000, 100000, 200000)}
    assert all(b"300000" not in row.payload for row in records(house, SealedWords))
    with pytest.raises(InvalidAnswers):
        say("settle", "5", 1)
    assert damages(house) == []


def test_the_same_form_twice_is_done_once_and_told_twice(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, households(3))
    take_over(house, receipt)
    first = change(house, receipt, "confirm", 1, 9, key="k")
    assert change(house, receipt, "confirm", 1, 2, key="k") == first == [Outcome(1), Outcome(9, "unknown")]
    assert group(house, receipt).counts == {"confirmed": 1, "listed": 2}


def test_only_who_works_on_the_case_changes_its_members(house: House, receipt: Receipt) -> None:
    send_list(house, receipt, households(2))
    take_over(house, receipt)
    with pytest.raises(CaseNotFound):
        change(house, receipt, "confirm", 1, by=OTHER)
    with pytest.raises(NotAllowed):
        change(house, receipt, "confirm", 1, by=house.employ("clerk.39", "KZ-39", "intake"))
    for act, numbers, kind in (("banish", (1,), ""), ("remedy.due", (1,), "gold"), ("confirm", (), "")):
        with pytest.raises(InvalidAnswers):
            change(house, receipt, act, *numbers, kind=kind)
    assert group(house, receipt).counts == {"listed": 2}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@settings(max_examples=8, phases=(Phase.explicit, Phase.generate), suppress_health_check=[*HealthCheck])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sets(st.integers(1, 5), min_size=1, max_size=3)), max_size=8))
def test_what_is_done_for_some_changes_nothing_of_the_others(house: House, steps: list[tuple[str, set[int]]]) -> None:
    receipt = house.file()
    send_list(house, receipt, households(5))
    take_over(house, receipt)
    for act, numbers in steps:
        before = {one.number: one for one in group(house, receipt).members}
        told = {one.number: one for one in change(house, receipt, act, *numbers, kind=KIND)}
        after = {one.number: one for one in group(house, receipt).members}
        assert set(told) == numbers
        for number, member in after.items():
            untouched = number not in numbers or told[number].refused
            assert (member == before[number]) == bool(untouched)


def test_a_case_is_part_of_one_larger_case_and_nobody_reads_more_by_it(house: House, receipt: Receipt) -> None:
    child, other = house.file().reference, house.file(region="KZ-75").reference

    def save(reference: str, text: str) -> None:
        house.database.write(
            families.set_parent, reference, text, key=token_bytes(8).hex(), pack=house.pack, viewer=house.officer(OWN),
            at=house.clock(),
        )  # fmt: skip

    def links(reference: str) -> list[tuple[str, str]]:
        return [(one.reference, one.kind) for one in open_file(house, reference, OWN).links]

    save(child, receipt.reference)
    save(child, receipt.reference)
    assert links(child) == [(receipt.reference, "parent")]
    assert links(receipt.reference) == [(child, "child")]
    assert open_file(house, child, OWN).shared == ()
    for reference, text in ((receipt.reference, child), (child, other), (child, child), (child, "12")):
        with pytest.raises(InvalidAnswers):
            save(reference, text)
    save(child, "")
    assert links(child) == links(receipt.reference) == []
    assert damages(house) == []
