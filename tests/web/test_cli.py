"""The commands answer every expected mistake in one line and write nothing."""

import json
import shutil
import socket
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cases.database import Database
from cases.folder import hold_folder
from cases.records import PackProposal
from cases.schema import upgrade
from cases.secrets_folder import make_secrets
from cases.settings import PACKS, PREFIX, Settings, described
from cases.vault import totp
from tests.builders import CHEAP, PASSPHRASE, found_house
from tests.harness.handling import records
from tests.harness.publishing import confirm
from web import commands
from web.cli import LATER, main


def run(*words: str | Path, typed: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=environment, input=typed)


def says_last(result: Result) -> str:
    """The line of an expected error, after what was asked for."""
    assert result.exit_code == 2, result.output
    return result.output.strip().splitlines()[-1]


def says_one_line(result: Result) -> str:
    """The one line of an expected error, which leaves with status 2."""
    assert result.exit_code == 2, result.output
    lines = result.output.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("arasha: ")
    return lines[0]


def sqlite(folder: Path) -> Settings:
    return Settings(data=folder / "data", secrets=folder / "data-secrets")


def test_a_taken_port_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = says_one_line(run("demo", "--data", tmp_path / "data", "--port", str(port)))
    assert f"port {port}" in line
    assert not (tmp_path / "data").exists()


def test_a_folder_that_another_process_holds_is_named(tmp_path: Path) -> None:
    settings = sqlite(tmp_path)
    upgrade(settings)
    with hold_folder(settings.data):
        assert "in use by another process" in says_one_line(
            run("serve", "--data", settings.data, "--port", free_port())
        )


def test_a_worker_beside_a_server_on_sqlite_is_told_that_the_folder_is_held(tmp_path: Path) -> None:
    settings = sqlite(tmp_path)
    upgrade(settings)
    with hold_folder(settings.data):
        assert "in use by another process" in says_one_line(run("worker", "--data", settings.data))


def test_an_older_folder_says_how_it_is_upgraded(tmp_path: Path) -> None:
    settings = sqlite(tmp_path)
    upgrade(settings)
    with sqlite3.connect(settings.data / "arasha.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    line = says_one_line(run("serve", "--data", settings.data, "--port", free_port()))
    assert "version" in line


def test_a_folder_without_an_institution_is_not_served(tmp_path: Path) -> None:
    assert "holds no institution" in says_one_line(run("serve", "--data", tmp_path / "nothing", "--port", free_port()))


def test_made_up_cases_never_go_into_a_real_house(tmp_path: Path) -> None:
    settings = sqlite(tmp_path)
    upgrade(settings)
    before = (settings.data / "arasha.sqlite").read_bytes()
    assert "real institution" in says_one_line(run("demo", "--data", settings.data, "--port", free_port()))
    assert before == (settings.data / "arasha.sqlite").read_bytes()


def test_an_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    assert "ARASHA_COLOUR" in says_one_line(run("serve", "--data", tmp_path, ARASHA_COLOUR="blue"))


@pytest.mark.parametrize(("name", "value"), [("ARASHA_PORT", "many"), ("ARASHA_TLS", "perhaps")])
def test_a_setting_of_the_wrong_shape_is_named_with_what_was_wanted(tmp_path: Path, name: str, value: str) -> None:
    line = says_one_line(run("serve", "--data", tmp_path, **{name: value}))
    assert name in line
    assert value in line


def test_a_sound_pack_is_told_file_by_file() -> None:
    found = run("check", PACKS / "kz")
    assert found.exit_code == 0
    assert "procedures/complaint.yaml" in found.output
    assert found.output.rstrip().splitlines()[-1].startswith("kz: ")


def test_every_mistake_of_a_broken_pack_stands_under_its_file(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "kz", tmp_path / "xx")
    broken = tmp_path / "xx" / "tables"
    (broken / "pin.yaml").write_text("table: pin\nrows: [\n", encoding="utf-8")
    (broken / "lead.yaml").write_text("table: laed\n", encoding="utf-8")
    found = run("check", tmp_path / "xx")
    assert found.exit_code == 2
    lines = found.output.splitlines()
    assert lines[lines.index("tables/pin.yaml") + 1].startswith("  line ")
    assert "table: lead" in lines[lines.index("tables/lead.yaml") + 1]
    assert "mistakes in 2 files" in lines[-1]


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_folder_that_is_no_pack_is_answered_in_one_line(tmp_path: Path, command: str) -> None:
    assert "holds no .yaml files" in says_one_line(run(command, tmp_path))


def test_a_broken_pack_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "institution.yaml").write_text("name: {kk: a\n", encoding="utf-8")
    line = says_one_line(run("publish", tmp_path, "--data", tmp_path / "data"))
    assert "institution.yaml, line" in line
    assert not (tmp_path / "data").exists()


def test_nothing_is_published_where_no_institution_is(tmp_path: Path) -> None:
    assert "holds no institution" in says_one_line(run("publish", PACKS / "kz", "--data", tmp_path / "data"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("complaint", "1"), "NAME, FROM and TO are needed"),
        (("complaint", "one", "2"), "not a valid integer"),
        (("complaint", "1", "2", "--undo", "5"), "--undo ID stands alone"),
    ],
)
def test_a_migration_that_is_asked_for_wrongly_is_answered_with_what_is_wanted(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    found = run("migrate-procedure", *words, "--data", tmp_path / "data")
    assert found.exit_code == 2
    assert said in found.output


def test_a_house_hears_what_a_pack_would_change_before_it_does(tmp_path: Path) -> None:
    """Check, replay, publish and migrate one after the other, as an operator does, on a folder that nobody serves."""
    settings = sqlite(tmp_path)
    upgrade(settings)
    secrets = make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    with Database.open(settings) as database:
        house = found_house(database, at=datetime(2026, 11, 23, 4, 30, tzinfo=UTC), staffed=False, secrets=secrets)
        house.file()
        house.employ("keeper.ho", "KZ-HO", "administrator")
    shutil.copytree(PACKS / "kz", tmp_path / "kz")
    path = tmp_path / "kz" / "procedures" / "complaint.yaml"
    version = house.pack.procedures["complaint"].version
    text = path.read_text(encoding="utf-8").replace("limit: 15 working days", "limit: 20 working days", 1)
    path.write_text(text, encoding="utf-8")
    data = ("--data", settings.data)
    assert "Nothing would have differed." in run("replay", tmp_path / "kz", *data).output
    assert "higher version" in says_one_line(run("publish", tmp_path / "kz", *data))
    migrate = f"\nmigrate:\n  - {{from: {version}, stages: {{}}}}\n"
    path.write_text(text.replace(f"\nversion: {version}\n", "\nversion: 90\n") + migrate, encoding="utf-8")
    dry = run("publish", tmp_path / "kz", "--dry-run", *data).output
    assert f"procedure complaint: version {version} → version 90" in dry
    assert "Longer: 20 working days (until now: 15 working days)" in dry
    publish = ("publish", tmp_path / "kz", *data, "--by", "keeper.ho")
    assert "wrong" in says_last(run(*publish, typed="not it\n000000\n"))
    code = totp.code_at(house.totp_secrets["keeper.ho"], datetime.now(UTC))
    assert "Proposed as" in run(*publish, typed=f"{PASSPHRASE}\n{code}\n").output
    with Database.open(settings) as database:
        house.database = database
        (proposal,) = records(house, PackProposal)
        confirm(house, proposal.id)
    moved = run("migrate-procedure", "complaint", str(version), "90", *data).output
    assert "1 moved, 0 stay" in moved
    undo = moved.rsplit(" ", 1)[-1].strip()
    assert "1 moved back, 0 left" in run("migrate-procedure", "--undo", undo, *data).output
    assert "was undone" in says_one_line(run("migrate-procedure", "--undo", undo, *data))
    assert "there was no migration 5" in says_one_line(run("migrate-procedure", "--undo", "5", *data))


def test_help_and_readme_name_every_setting() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    help_text = run("--help").output
    for name in described():
        assert name in help_text
        assert name in readme
        assert name.startswith(PREFIX)


def test_every_command_has_the_name_that_it_is_called_by() -> None:
    """Most are imported when they are called: a name in the table that is wrong would be found by whoever needs it."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert {name for name, command in found.items() if command is None or command.name != name} == set()
    subjects = {path.stem for path in Path(commands.__file__ or "").parent.glob("*.py")} - {"__init__", "options"}
    assert {place.partition(":")[0] for place in LATER.values()} == subjects


def test_readme_names_every_command() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    named = main.list_commands(click.Context(main))
    assert [name for name in named if f"`{name}" not in readme and f"`arasha {name}" not in readme] == []


def test_the_demonstration_code_is_the_one_that_signs_in_now(tmp_path: Path) -> None:
    secret = totp.new_totp_secret()
    account = {
        "role": "npm",
        "unit": "KZ-NP",
        "username": "npm.np",
        "name": "A",
        "password": "b",
        "totp_secret": secret,
    }
    (tmp_path / "demo-accounts.json").write_text(json.dumps([account]), encoding="utf-8")
    (tmp_path / "demo-accounts.json").chmod(stat.S_IRUSR)
    found = run("demo-code", "--data", tmp_path, "npm.np")
    assert found.exit_code == 0
    assert len(found.output.strip()) == 6
    assert "nobody" in run("demo-code", "--data", tmp_path, "somebody").output


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def test_a_year_of_the_public_list_is_printed_as_a_pack_takes_it(tmp_path: Path) -> None:
    found = run("public-days", "2028")
    assert found.exit_code == 0
    assert "05-05, working: false" in found.output
    shutil.copytree(PACKS / "kz", tmp_path / "xx")
    calendar = tmp_path / "xx" / "calendar.yaml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + found.output, encoding="utf-8")
    assert run("check", tmp_path / "xx").exit_code == 0
    assert run("public-days", "1900").exit_code == 2
