"""People come, leave, forget and renew in any order: who is out finds no way to what came after, who is in to nothing less."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases.database import Database
from cases.errors import LastMember
from cases.settings import Settings
from cases.unit_keys.checking import check_directory
from cases.unit_keys.leaving import leave
from cases.unit_keys.own_passphrase import change_passphrase
from cases.unit_keys.recovering import keep_recovery, make_recovery, next_number
from cases.vault.directory import DirectoryPublic
from cases.vault.keys import Key
from cases.vault.recovery import join_sheets
from cases.verifying.damages import Damage
from cases.viewer import Officer, System, Viewer
from tests.builders import PASSPHRASE, House, found_house
from tests.harness.keys import admit, enter, invite, keys_on, reachable, renew

UNIT = "KZ-39"
NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
STEPS = ("file", "join", "leave", "compromised", "renew", "half", "sheets")
steps = st.lists(st.sampled_from(STEPS), min_size=4, max_size=7)


class World:
    """One unit's people with the keys that each of them ever saw."""

    def __init__(self, house: House) -> None:
        self.house, self.inside, self.count = house, ["representative.39"], 0
        self.gone: list[list[Key]] = []
        """Keys that somebody took along."""
        self.sheets: list[tuple[str, ...]] = []
        self.cases: set[str] = set()
        self.house.database.write(leave, house.officer("caseworker.39").id, viewer=System(), at=house.clock())

    def member(self, which: int = -1) -> Officer:
        return enter(self.house, self.inside[which])

    def take_along(self, officer: Officer) -> None:
        self.gone.append(keys_on(officer.keyring))

    def do(self, step: str) -> None:
        house = self.house
        match step:
            case "file":
                self.cases.add(house.file().reference)
            case "join":
                self.count += 1
                name = f"new{self.count}.39"
                new = invite(house, name, UNIT, "caseworker")
                admit(house, new, by=self.member())
                self.inside.append(name)
            case "leave":
                officer = self.member(0)
                try:
                    house.database.write(leave, officer.id, viewer=System(), at=house.clock())
                except LastMember:
                    return
                self.inside.pop(0)
                self.take_along(officer)
            case "compromised":
                officer = self.member()
                self.take_along(officer)
                change_passphrase(
                    house.database, current=PASSPHRASE, wanted=PASSPHRASE, known=True, secrets=house.secrets,
                    viewer=officer, at=house.clock(),
                )  # fmt: skip
            case "renew":
                renew(house, self.member())
            case "half":
                renew(house, self.member(), at_most=1, step=1)
            case "sheets":
                officer = self.member()
                keys = {epoch: key for (unit, epoch), key in officer.keyring.units.items() if unit == UNIT}
                number = house.database.read(next_number, UNIT, viewer=officer)
                made = make_recovery(
                    UNIT, keys, number=number, threshold=2, sheets=3, directory=house.secrets.directory
                )
                house.database.write(keep_recovery, made, viewer=officer, at=house.clock())
                self.sheets = [(made.entry.public_key, *made.sheets)]


@given(happened=steps)
@settings(max_examples=4, phases=(Phase.explicit, Phase.generate))
@example(happened=["file", "half", "leave"])
def test_whatever_happens_to_a_units_people_its_cases_stay_with_them_and_only_them(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, happened: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("unit-keys")
    here = Settings(data=folder / "data", secrets=folder / "secrets")
    here.data.mkdir()
    (here.data / "arasha.sqlite").write_bytes(migrated_file.read_bytes())
    with Database.open(here) as database:
        world = World(found_house(database, at=NOW))
        for step in ("file", "join", *happened):
            if world.inside:
                world.do(step)
        check(world)


def check(world: World) -> None:
    house = world.house
    if world.inside:
        assert renew(house, world.member()).done
        world.do("file")
        for keys in world.gone:
            assert reachable(house, keys) == set()
    for username in world.inside:
        assert reachable(house, keys_on(enter(house, username).keyring)) == world.cases
    for public, *sheets in world.sheets:
        assert reachable(house, [join_sheets(sheets[1:], public=public)]) == world.cases
    assert world.inside or world.sheets
    assert house.database.read(directory_damages, pinned=house.secrets.pinned, viewer=System()) == []


def directory_damages(session: Session, *, pinned: DirectoryPublic, viewer: Viewer) -> list[Damage]:
    return list(check_directory(session, pinned=pinned))
