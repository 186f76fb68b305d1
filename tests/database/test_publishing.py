"""Publishing a pack: what stands against it, what it changes, and when a later version of a procedure takes effect."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

import pytest

from cases.errors import ProcedureGone, VersionKept
from cases.filing.promises import answer_by
from cases.packs import jurisdiction
from cases.packs.jurisdiction import Pack
from cases.records import Proceeding
from tests.builders import House, kazakhstan
from tests.harness.handling import damages, records, snapshot
from tests.harness.publishing import prepare, publish, published

COMPLAINT = "procedures/complaint.yaml"


@cache
def changed(*changes: tuple[str, str], file: str = COMPLAINT) -> Pack:
    """The Kazakhstan pack with words of one file replaced."""
    files = dict(kazakhstan().files)
    for old, new in changes:
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
    return jurisdiction.load_pack(files)


VERSION = f"version: {kazakhstan().procedures['complaint'].version}\n"
NEXT = (VERSION, "version: 90\n")
SHORTER = ("limit: 15 working days", "limit: 10 working days")
EFFECTIVE = f"effective: {kazakhstan().procedures['complaint'].effective}"


def test_a_changed_procedure_needs_a_higher_version(house: House) -> None:
    before = snapshot(house)
    with pytest.raises(VersionKept) as raised:
        prepare(house, changed(SHORTER))
    assert (raised.value.name, raised.value.version) == ("complaint", kazakhstan().procedures["complaint"].version)
    assert snapshot(house) == before


def test_a_comment_is_no_other_procedure(house: House) -> None:
    house.clock.move(hours=1)
    changes = prepare(house, changed((VERSION, f"# The same as ever.\n{VERSION}"))).changes
    assert (changes.changed, changes.procedures) == ((COMPLAINT,), ())


def test_what_changes_is_said_with_the_proceedings_that_stay(house: House) -> None:
    house.file()
    house.clock.move(hours=1)
    (change,) = prepare(house, changed(NEXT, SHORTER)).changes.procedures
    assert (change.name, change.before, change.after, change.open) == (
        "complaint",
        house.pack.procedures["complaint"].version,
        90,
        1,
    )


def test_a_procedure_that_something_runs_on_is_not_left_out(house: House) -> None:
    """Renamed in all files, the procedure of anonymous signals would vanish for the signal that is open."""
    house.file(identity="anonymous", about_us=["no"])
    assert [one.procedure for one in records(house, Proceeding)] == ["signal"]
    files: Mapping[str, str] = kazakhstan().files
    renamed = {
        name.replace("procedures/signal", "procedures/tip"): text.replace("procedure: signal", "procedure: tip")
        .replace("complaint, signal", "complaint, tip")
        .replace("of: signal", "of: tip")
        .replace("signals: signal ", "signals: tip ")
        .replace("signal.open_own_initiative", "tip.open_own_initiative")
        for name, text in files.items()
    }
    with pytest.raises(ProcedureGone) as raised:
        prepare(house, jurisdiction.load_pack(renamed))
    assert (raised.value.name, raised.value.running) == ("signal", 1)


def test_an_earlier_pack_is_in_force_again_when_it_is_published_again(house: House) -> None:
    commented = changed((VERSION, f"# The same as ever.\n{VERSION}"))
    for pack in (commented, kazakhstan()):
        house.clock.move(hours=1)
        publish(house, pack)
        assert published(house).hash == pack.hash
    assert damages(house) == []


def test_a_version_waits_for_the_day_on_which_it_takes_effect(house: House) -> None:
    """Until then new cases are opened, and dates promised, by the version before, though nothing ran on it yet."""
    today = house.clock().date()
    later = changed(NEXT, SHORTER, (EFFECTIVE, f"effective: {today + timedelta(days=7)}"))
    house.clock.move(hours=1)
    publish(house, later)
    house.pack = published(house)
    promised = answer_by(house.pack, "complaint", at=house.clock())
    house.file()
    house.clock.move(days=7)
    house.file()
    versions = [one.version for one in sorted(records(house, Proceeding), key=lambda one: one.opened_at)]
    assert versions == [kazakhstan().procedures["complaint"].version, 90]
    assert promised == answer_by(kazakhstan(), "complaint", at=house.clock() - timedelta(days=7))
    assert answer_by(house.pack, "complaint", at=house.clock()) < answer_by(kazakhstan(), "complaint", at=house.clock())
