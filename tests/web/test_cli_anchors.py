"""`arasha anchors` and `verify` as an operator and a witness use them, on a folder of its own."""

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from cases.anchoring.making import anchor_day
from cases.database import Database
from cases.schema import upgrade
from cases.secrets_folder import make_secrets
from cases.settings import Settings
from tests.builders import CHEAP, found_house
from web.cli import main


def run(settings: Settings, command: str, *options: object) -> Result:
    environment = {"ARASHA_SECRETS": str(settings.secrets)}
    return CliRunner().invoke(
        main, [command, "--data", str(settings.data), *(str(one) for one in options)], env=environment
    )


def test_a_witness_keeps_an_anchor_and_finds_out_that_the_database_no_longer_holds_it(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", secrets=tmp_path / "secrets")
    upgrade(settings)
    secrets = make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    with Database.open(settings) as database:
        house = found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC), staffed=False)
        for _ in range(2):
            house.file()
            anchor_day(database, pack=house.pack, key=secrets.anchor, at=house.clock())
            house.clock.move(days=1)
    listed = run(settings, "anchors").output.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [["2", "2026-11-24"], ["1", "2026-11-23"]]
    assert run(settings, "anchors", "--out", tmp_path / "witness").exit_code == 0
    kept = tmp_path / "witness" / "anchor-000001.json"
    assert "is here as it was kept" in run(settings, "anchors", "--compare", kept).output
    other = tmp_path / "forged.json"
    other.write_bytes(kept.read_bytes().replace(b"2026-11-23", b"2026-11-22"))
    forged = run(settings, "anchors", "--compare", other)
    assert (forged.exit_code, "no anchor that this institution has signed" in forged.output) == (2, True)
    (settings.secrets / "anchor-key.public").unlink()
    unsigned = run(settings, "verify")
    assert "signatures were not checked" in unsigned.output
