"""Open proceedings moved to another version of their procedure: foretold, done in one step, taken back."""

import json
from functools import cache

import pytest

from cases.errors import MigrationUndone, NoSuchMigration, NoWayBetween, UnknownProcedure
from cases.packs import jurisdiction, migrating
from cases.packs.jurisdiction import Pack
from cases.packs.migrating import Migrated
from cases.records import ClockRow, Proceeding
from cases.reports.folding import fold
from cases.viewer import System
from tests.builders import House, kazakhstan
from tests.harness.handling import OFFICER, case_of, damages, journal_of, records, snapshot
from tests.harness.publishing import publish, published

NEW = 90
OLD = {name: kazakhstan().procedures[name].version for name in ("complaint", "information_request")}


@cache
def second() -> Pack:
    """Triaged cases go on at admissibility, the review has 20 days, the clock of triage is gone.

    Requests are version 90 too, and those that were sent count as delivered.
    """
    files = dict(kazakhstan().files)
    complaint, request = "procedures/complaint.yaml", "procedures/information_request.yaml"
    text = files[complaint].replace("limit: 15 working days", "limit: 20 working days", 1)
    start, end = text.index("  triage:\n    kind: internal"), text.index("  prosecutor:")
    text = text[:start] + text[end:]
    files[complaint] = text.replace(f"\nversion: {OLD['complaint']}\n", f"\nversion: {NEW}\n") + (
        f"\nmigrate:\n  - {{from: {OLD['complaint']}, stages: {{triaged: admissibility}}}}\n"
    )
    files[request] = files[request].replace(f"\nversion: {OLD['information_request']}\n", f"\nversion: {NEW}\n") + (
        f"\nmigrate:\n  - {{from: {OLD['information_request']}, stages: {{sent: delivered}}}}\n"
    )
    return jurisdiction.load_pack(files)


@pytest.fixture
def references(house: House) -> list[str]:
    """A registered case and a triaged one, three days old, in a house that has just published the second version."""
    references = [house.file().reference, house.file().reference]
    for reference in references:
        house.act(reference, "register", by=OFFICER)
    house.act(references[1], "triage", by=OFFICER)
    house.clock.move(days=3)
    publish(house, second())
    house.clock.move(hours=1)
    return references


def migrate(house: House, name: str = "complaint") -> Migrated:
    return house.database.write(
        migrating.migrate, name, OLD[name], NEW, pack=house.pack, viewer=System(), at=house.clock()
    )


def undo(house: House, migration: int) -> migrating.Undone:
    return house.database.write(migrating.undo, migration, pack=house.pack, viewer=System(), at=house.clock())


def main_of(house: House, reference: str) -> Proceeding:
    (found,) = records(house, Proceeding, case_id=case_of(house, reference).id, main=True)
    return found


def due(house: House, reference: str, clock: str) -> object:
    found = records(house, ClockRow, proceeding_id=main_of(house, reference).id, name=clock)
    return found[0].due if found else None


def started(house: House, reference: str, clock: str) -> object:
    (found,) = records(house, ClockRow, proceeding_id=main_of(house, reference).id, name=clock)
    return json.loads(found.state)["started"]


def test_a_dry_run_says_what_the_step_does_and_writes_nothing(house: House, references: list[str]) -> None:
    before = snapshot(house)
    told = house.database.read(
        migrating.foretell, "complaint", OLD["complaint"], NEW, pack=house.pack, viewer=System(), at=house.clock()
    )
    assert snapshot(house) == before
    assert told.planned == migrate(house).planned
    assert {(one.reference, one.stage, one.to_stage) for one in told.planned} == {
        (references[0], "registered", "registered"),
        (references[1], "triaged", "admissibility"),
    }
    waiting = next(one for one in told.planned if one.reference == references[0])
    assert "triage" in waiting.vanished
    assert "review" in waiting.kept


def test_moved_cases_go_on_by_the_new_version_with_what_their_clocks_have_used(
    house: House, references: list[str]
) -> None:
    old_due = due(house, references[0], "review")
    began = started(house, references[1], "review")
    migrate(house)
    one, two = (main_of(house, reference) for reference in references)
    assert (one.version, two.version, two.stage, case_of(house, references[1]).stage) == (
        NEW,
        NEW,
        *["admissibility"] * 2,
    )
    assert started(house, references[1], "review") == began
    assert due(house, references[0], "triage") is None
    assert str(due(house, references[0], "review")) > str(old_due)
    assert [done.act for done in journal_of(house, references[0])][-1] == "migrate"
    house.act(references[1], "admit", by=OFFICER)
    assert damages(house) == []


def test_undoing_leaves_everything_as_it_was_before(house: House, references: list[str]) -> None:
    before = snapshot(house)
    done = migrate(house)
    assert done.id is not None
    undone = undo(house, done.id)
    assert (len(undone.restored), undone.left) == (2, ())
    after = snapshot(house)
    moved = {"cases", "journal", "procedure_migrations", "procedure_migration_steps", "desk_rows", "tally_changes"}
    same = before.keys() - moved
    assert {table: after[table] for table in same} == {table: before[table] for table in same}
    assert [case_of(house, reference).stage for reference in references] == ["registered", "triaged"]
    assert damages(house) == []


def test_a_case_that_somebody_acted_on_since_is_left_and_named(house: House, references: list[str]) -> None:
    done = migrate(house)
    assert done.id is not None
    house.act(references[1], "admit", by=OFFICER)
    undone = undo(house, done.id)
    assert [one.reference for one in undone.restored] == [references[0]]
    assert [one.reference for one in undone.left] == [references[1]]
    assert main_of(house, references[1]).stage == "inquiry"
    with pytest.raises(MigrationUndone):
        undo(house, done.id)
    assert damages(house) == []


def ask_a_body(house: House, reference: str) -> None:
    """Before the second version is published."""
    house.pack = kazakhstan()
    house.act(reference, "check_admissibility", by=OFFICER)
    house.act(reference, "admit", by=OFFICER)
    house.act(reference, "request_information", by=OFFICER, asked_body="B-MOH", question="Why?")
    house.pack = published(house, second())


def stands(house: House) -> tuple[int, str]:
    """Version and stage of the request."""
    (side,) = records(house, Proceeding, main=False, procedure="information_request")
    return side.version, side.stage


def test_side_proceedings_are_moved_in_the_same_way(house: House, references: list[str]) -> None:
    ask_a_body(house, references[1])
    (planned,) = migrate(house, "information_request").planned
    assert (planned.number, planned.refused) == (2, None)
    assert stands(house) == (NEW, "delivered")


@pytest.mark.parametrize("folded", [False, True])
def test_the_sums_of_reports_follow_a_side_proceeding_to_the_new_version_and_back(
    house: House, references: list[str], *, folded: bool
) -> None:
    ask_a_body(house, references[1])
    done = migrate(house, "information_request")
    assert (stands(house), damages(house)) == ((NEW, "delivered"), [])
    if folded:
        house.database.claim(fold, viewer=System())
        assert damages(house) == []
    assert done.id is not None
    assert len(undo(house, done.id).restored) == 1
    assert (stands(house), damages(house)) == ((OLD["information_request"], "sent"), [])


def test_what_cannot_be_is_refused_by_name(house: House, references: list[str]) -> None:
    def ask(name: str, old: int, new: int) -> None:
        house.database.read(migrating.foretell, name, old, new, pack=house.pack, viewer=System(), at=house.clock())

    with pytest.raises(NoWayBetween):
        ask("complaint", NEW, OLD["complaint"])
    with pytest.raises(UnknownProcedure):
        ask("complaint", 7, NEW)
    with pytest.raises(UnknownProcedure):
        ask("complaints", 1, NEW)
    with pytest.raises(NoSuchMigration):
        undo(house, 12345)
