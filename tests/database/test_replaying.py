"""A pack that is not published, run over the institution's own past."""

from functools import cache

from cases.packs import jurisdiction, replaying
from cases.packs.jurisdiction import Pack
from cases.packs.replaying import Replayed
from cases.records import ClockRow
from cases.viewer import System, Viewer
from tests.builders import House, kazakhstan
from tests.harness.handling import CHIEF, TO_DECISION, TO_INQUIRY, TO_THE_END, Act, records, snapshot, walk
from workflows.replay import Kind

COMPLAINT = "procedures/complaint.yaml"


@cache
def changed(*changes: tuple[str, str, str]) -> Pack:
    """The Kazakhstan pack with other words in some files."""
    files = dict(kazakhstan().files)
    for file, old, new in changes:
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
    return jurisdiction.load_pack(files, proven=True)


SHORTER = (COMPLAINT, "limit: 15 working days", "limit: 6 working days")
INQUIRY = (
    COMPLAINT,
    "limit: 10 working days\n    starts: {at: inquiry}",
    "limit: 20 working days\n    starts: {at: inquiry}",
)
ELSEWHERE = (
    "tables/lead.yaml",
    "  - when: {region: {not: [abroad, unknown]}}\n    then: {lead: region of place}",
    "  - when: {region: {not: [abroad, unknown]}}\n    then: {lead: head_office}",
)


def replay(house: House, pack: Pack, *, viewer: Viewer | None = None) -> Replayed:
    """Across offices, as for those who may publish: the database holds none of them to one office."""
    return house.database.read_across(
        replaying.replay, pack, pack=house.pack, since=None, viewer=viewer or System(), at=house.clock()
    )


def kinds(done: Replayed) -> dict[str, set[str]]:
    return {kind: {each.difference.what for each in done.found if each.difference.kind is kind} for kind in done.counts}


def test_the_same_pack_over_its_own_past_differs_in_nothing(house: House) -> None:
    walk(house, house.file().reference, TO_THE_END)
    before = snapshot(house)
    done = replay(house, changed((COMPLAINT, "limit: 15 working days", "limit: 15 working days ")))
    assert (done.counts, done.cases, done.skipped) == ({}, 1, 0)
    assert done.acts >= len(TO_THE_END)
    assert snapshot(house) == before


def test_a_shorter_limit_says_which_cases_would_have_been_late(house: House) -> None:
    reference = house.file().reference
    walk(house, reference, TO_DECISION[:1])
    house.clock.move(days=14)
    walk(house, reference, TO_DECISION[1:])
    done = replay(house, changed(SHORTER))
    assert kinds(done) == {Kind.BREACH: {"review"}}
    assert [each.reference for each in done.found] == [reference]


def test_a_pause_that_a_side_proceeding_began_and_ended_is_lived_again(house: House) -> None:
    reference = house.file().reference
    talks = Act("offer_mediation", answers={"mediation_body": "B-MOH", "words": "Would you talk?"})
    walk(house, reference, [*TO_INQUIRY, talks])
    house.clock.move(days=7)
    walk(house, reference, [Act("record_refusal", number=2)])
    house.clock.move(days=1)
    (clock,) = records(house, ClockRow, name="inquiry")
    done = replay(house, changed(INQUIRY))
    assert {(each.difference.kind, each.difference.what, each.difference.was) for each in done.found} == {
        (Kind.DEADLINE, "inquiry", str(clock.due and clock.due.isoformat()))
    }


def test_another_route_is_told_with_what_it_was_and_would_be(house: House) -> None:
    house.file()
    done = replay(house, changed(ELSEWHERE))
    (unit,) = [each.difference for each in done.found if each.difference.what == "unit"]
    assert (unit.kind, unit.was, unit.now) == (Kind.ROUTE, "KZ-39", "KZ-HO")


def test_rows_are_only_of_cases_that_the_viewer_may_open(house: House) -> None:
    house.file()
    house.file(region=["KZ-75"])
    done = replay(house, changed(ELSEWHERE), viewer=house.officer(CHIEF))
    assert done.cases_by_kind[Kind.ROUTE] == 2
    assert len({each.reference for each in done.found}) == 1


def test_a_case_whose_version_nobody_has_any_more_is_counted_and_passed_over(house: House) -> None:
    house.file()
    house.pack = changed((COMPLAINT, f"\nversion: {kazakhstan().procedures['complaint'].version}\n", "\nversion: 77\n"))
    house.file()
    done = house.database.read(
        replaying.replay, changed(SHORTER), pack=kazakhstan(), since=None, viewer=System(), at=house.clock()
    )
    assert (done.cases, done.skipped) == (1, 1)
