"""What was reported without a name: a list of its own on both databases, and one tip's way to a case of our own."""

from cases.monitoring.signals import Signal, list_signals
from cases.related import opening_issue
from cases.worklist import assigning
from cases.worklist import listing as worklist
from cases.worklist.listing import Asked
from tests.builders import House, as_raw
from tests.harness.access import wall_off
from tests.harness.handling import CHIEF, OFFICER, URGENT, Act, open_file, walk


def signals(house: House, by: str = OFFICER) -> list[Signal]:
    return list(house.database.read(list_signals, pack=house.pack, viewer=house.officer(by), at=house.clock()))


def test_only_signals_of_ones_own_desk_are_listed_and_danger_stands_first(house: House) -> None:
    complaint = house.file().reference
    later = house.file(identity="anonymous").reference
    urgent = house.file(**{**URGENT, "identity": None}).reference
    found = {one.reference for one in signals(house)}
    assert later in found
    assert complaint not in found
    assert signals(house, "caseworker.75") == []
    assert [one.reference for one in signals(house)][-1] == later
    assert urgent not in found or signals(house)[0].reference == urgent
    (one,) = [one for one in signals(house) if one.reference == later]
    assert (one.takeable, one.handler, "assess" in dict(one.acts)) == (True, None, True)
    wall_off(house, later, by=CHIEF, out=OFFICER)
    assert later not in {one.reference for one in signals(house)}


def test_an_anonymous_tip_becomes_a_case_of_our_own(house: House) -> None:
    tip = house.file(identity="anonymous").reference
    walk(house, tip, [Act("assess", answers={"words": "It can be checked."})])
    (one,) = [one for one in signals(house, "supervisor.ho") if one.reference == tip]
    assert {"open_own_initiative", "link", "refer", "take_no_action"} >= set(dict(one.acts)) > {"open_own_initiative"}
    walk(house, tip, [Act("open_own_initiative", "supervisor.ho", {"reason": "Children are there."})])
    begun = opening_issue.open_issue(
        house.database, "complaint", as_raw({"track": "other", "region": "KZ-39"}), "The tip", linked=tip, key="k" * 32,
        pack=house.pack, secrets=house.secrets, viewer=house.officer("supervisor.ho"), at=house.clock(),
    )  # fmt: skip
    assert tip not in {one.reference for one in signals(house, "supervisor.ho")}
    assert [one.reference for one in open_file(house, tip, "supervisor.ho").links] == [begun]


def test_the_queue_is_narrowed_to_one_handlers_cases(house: House) -> None:
    first, second = house.file().reference, house.file().reference
    me = house.officer(OFFICER)
    house.database.write(assigning.take, first, viewer=me, at=house.clock())
    for asked, expected in ((Asked(tab="unit"), {first, second}), (Asked(tab="unit", handler_id=me.id), {first})):
        queue = house.database.read(worklist.queue, asked, pack=house.pack, viewer=me, at=house.clock())
        assert {row.reference for row in queue.rows} == expected
