"""The demonstration: three years of made-up cases that hold everything a real house must hold, and never beside one."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import mailbox
from cases.database import Database
from cases.demonstration.abreast import SECOND, live_abreast
from cases.demonstration.institution import ACCOUNTS, CODES, UNFINISHED, found_demonstration
from cases.demonstration.people import Account
from cases.demonstration.preparing import Made, Wanted, make_batch, read_tales
from cases.demonstration.sharing import share_out
from cases.doors import signing_in
from cases.errors import DemonstrationRefused
from cases.records import Absence, Case, ClockRow, DeskRow, Entry, Interest, Measure, Notice, Proceeding, Wrap
from cases.reports.about import COUNTED
from cases.secrets_folder import read_secrets
from cases.settings import Settings
from cases.vault import totp
from cases.verifying.whole import verify_institution
from cases.viewer import System, Viewer
from tests.builders import found_house, kazakhstan

CASES = 30
AT = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
LONG = timedelta(days=60)


class Demonstration:
    """One that was seeded once for all tests that only look."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder / "data", secrets=folder / "secrets")
        self.said: list[str] = []
        self.accounts: list[Account] = found_demonstration(self.settings, how_many=CASES, at=AT, say=self.said.append)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return Demonstration(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture
def opened(made: Demonstration) -> Iterator[Database]:
    with Database.open(made.settings) as database:
        yield database


def read_shreds(session: Session, *, viewer: Viewer) -> list[int]:
    return [each for each in session.scalars(select(Wrap.shred)) if each]


def read_cases(session: Session, *, viewer: Viewer) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.kind == COUNTED)))


def test_every_case_is_there_and_its_journal_and_numbers_verify(made: Demonstration, opened: Database) -> None:
    cases = opened.read(read_cases, viewer=System())
    assert len(cases) == len({case.reference for case in cases}) == CASES
    assert verify_institution(made.settings) == []
    assert all(AT - timedelta(days=3 * 366) < case.received_at < AT for case in cases)


def test_made_up_cases_stand_at_different_places_of_their_way(opened: Database) -> None:
    stages = Counter(case.stage for case in opened.read(read_cases, viewer=System()))
    assert stages["closed"] > 0
    assert len(stages) >= 4


def test_the_desk_holds_the_cases_of_which_something_runs_and_no_alarm_is_left_behind(opened: Database) -> None:
    def look(session: Session, *, viewer: Viewer) -> tuple[set[int], set[int], int]:
        return (
            set(session.scalars(select(Case.id).where(Case.open)))
            | set(session.scalars(select(ClockRow.case_id).where(ClockRow.running))),
            set(session.scalars(select(DeskRow.case_id))),
            session.scalar(select(func.count()).select_from(ClockRow).where(ClockRow.alarm_at <= AT)) or 0,
        )

    still_running, on_the_desk, overdue = opened.read(look, viewer=System())
    assert on_the_desk == still_running
    assert overdue == 0


def test_nothing_was_left_lying_for_long(opened: Database) -> None:
    """Somebody reminded of something is reminded of the last weeks; those who handled the rest did so in time, or nearly."""

    def look(session: Session, *, viewer: Viewer) -> tuple[list[datetime], list[datetime]]:
        return (
            list(session.scalars(select(ClockRow.due).where(ClockRow.running, ClockRow.due < AT - LONG))),
            list(session.scalars(select(Notice.at).where(Notice.settled_at.is_(None), Notice.at < AT - LONG))),
        )

    assert opened.read(look, viewer=System()) == ([], [])


def test_a_house_takes_up_more_than_complaints_and_people_are_away(opened: Database) -> None:
    def look(session: Session, *, viewer: Viewer) -> tuple[set[str], int, int]:
        return (
            set(session.scalars(select(Case.kind))),
            session.scalar(select(func.count()).select_from(Absence)) or 0,
            session.scalar(select(func.count()).select_from(Interest)) or 0,
        )

    kinds, absences, interests = opened.read(look, viewer=System())
    assert {"systemic_issue", "planned_visit"} <= kinds
    assert absences > 0
    assert interests > 0


def test_two_processes_share_whole_years_so_that_no_reference_is_given_twice() -> None:
    zone = kazakhstan().calendar.zone
    new_year = datetime(2026, 1, 1, tzinfo=zone).astimezone(UTC)
    arrivals = [(new_year + timedelta(days=day) - timedelta(seconds=1), False) for day in range(-500, 200, 7)]
    ours, theirs = share_out(arrivals, zone)
    years = [{at.astimezone(zone).year for at, _ in share} for share in (ours, theirs)]
    assert years[0].isdisjoint(years[1])
    assert sorted(ours + theirs) == arrivals
    assert len(ours) >= len(theirs) > 0
    assert (ours, theirs) == (sorted(ours), sorted(theirs))
    assert share_out(arrivals[:5], zone) == (arrivals[:5], [])


def test_the_second_process_leaves_its_rows_and_nothing_else(made: Demonstration, opened: Database) -> None:
    assert active_children() == []
    assert not (made.settings.data / SECOND).exists()
    cases = opened.read(read_cases, viewer=System())
    assert len(cases) == CASES
    assert len({one.received_at.year for one in cases}) > 1
    assert made.said[-1].endswith(f"{CASES} of {CASES}\n")
    assert opened.shred.missing(opened.read(read_shreds, viewer=System())) == set()


def test_a_second_process_whose_rows_nobody_takes_ends_and_leaves_nothing(made: Demonstration) -> None:
    until = AT - timedelta(days=90)
    batches = [Wanted([(until - timedelta(days=1), False)] * 5, number, until) for number in range(100)]
    with live_abreast(made.settings, made.accounts, batches):
        pass
    assert active_children() == []
    assert not (made.settings.data / SECOND).exists()


def test_a_batch_comes_out_the_same_whoever_makes_it(made: Demonstration, opened: Database) -> None:
    secrets, pack, tales = read_secrets(made.settings.secrets), kazakhstan(), read_tales()
    wanted = Wanted([(AT - timedelta(days=90 - 9 * number), number == 0) for number in range(4)], 0.3, AT)

    def told(batch: list[Made]) -> list[tuple[object, ...]]:
        return [
            (one.filing.received_at, one.filing.facts, one.story, one.words, one.turn, one.nickname) for one in batch
        ]

    first, again = (make_batch(opened, pack, secrets, wanted, tales=tales) for _ in range(2))
    assert told(first) == told(again)
    assert [one.filing.code is None for one in first] == [False, True, True, True]


def test_no_journal_goes_back_in_time(opened: Database) -> None:
    def look(session: Session, *, viewer: Viewer) -> list[tuple[int, datetime]]:
        return [(row.case_id, row.at) for row in session.scalars(select(Entry).order_by(Entry.case_id, Entry.sequence))]

    entries = opened.read(look, viewer=System())
    assert entries == sorted(entries)


def test_what_is_stored_of_made_up_cases_is_what_the_pack_knows(opened: Database) -> None:
    def look(session: Session, *, viewer: Viewer) -> tuple[set[str], set[str], set[str]]:
        return (
            set(session.scalars(select(Measure.channel))),
            set(session.scalars(select(Wrap.holder).join(Case, Case.id == Wrap.case_id).where(Case.kind == COUNTED))),
            set(session.scalars(select(Proceeding.procedure))),
        )

    pack = kazakhstan()
    channels, holders, procedures = opened.read(look, viewer=System())
    assert channels <= pack.taxonomies["channels"].labels.keys()
    assert holders <= pack.units.keys() - {pack.institution.npm}
    assert procedures <= pack.procedures.keys()


def test_accounts_and_codes_are_for_the_owner_of_the_folder_alone(made: Demonstration) -> None:
    for name in (ACCOUNTS, CODES):
        assert (made.settings.data / name).stat().st_mode & 0o777 == 0o600
    assert not (made.settings.data / UNFINISHED).exists()
    rows = json.loads((made.settings.data / ACCOUNTS).read_text())
    assert {row["username"] for row in rows} == {account.username for account in made.accounts}


def test_a_made_up_officer_can_sign_in(made: Demonstration, opened: Database) -> None:
    account = next(each for each in made.accounts if each.role == "caseworker")
    signed = signing_in.sign_in(
        opened, username=account.username, passphrase=account.password, code=totp.code_at(account.totp_secret, AT),
        secrets=read_secrets(made.settings.secrets), at=AT,
    )  # fmt: skip
    assert signed.cookie


def test_a_made_up_code_opens_its_mailbox(made: Demonstration, opened: Database) -> None:
    secrets = read_secrets(made.settings.secrets)
    rows = json.loads((made.settings.data / CODES).read_text())
    assert len(rows) == CASES
    pack = kazakhstan()
    for row in rows[:3]:
        viewer = mailbox.resume(mailbox.enter(opened, row["code"], secrets=secrets, at=AT), secrets=secrets, at=AT)
        view = opened.read(mailbox.open_mailbox, pack=pack, viewer=viewer, at=AT)
        assert view.reference == row["reference"]


def test_a_second_start_keeps_what_is_there(made: Demonstration) -> None:
    before = (made.settings.data / "arasha.sqlite").read_bytes()
    again = found_demonstration(made.settings, how_many=CASES + 1, at=AT, say=made.said.append)
    assert [(one.username, one.password) for one in again] == [(one.username, one.password) for one in made.accounts]
    assert (made.settings.data / "arasha.sqlite").read_bytes() == before


def test_an_interrupted_start_begins_anew(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", secrets=tmp_path / "secrets")

    class Cut(Exception):
        pass

    def cut(words: str) -> None:
        if "made-up cases" in words:
            raise Cut

    with pytest.raises(Cut):
        found_demonstration(settings, how_many=1, at=AT, say=cut)
    found_demonstration(settings, how_many=2, at=AT, say=lambda _: None)
    with Database.open(settings) as database:
        assert len(database.read(read_cases, viewer=System())) == 2


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_real_institution_is_never_touched(
    settings: Settings, database: Database, now: datetime, interrupted: bool  # noqa: FBT001
) -> None:  # fmt: skip
    """Not even where the traces of an interrupted demonstration lie beside it."""
    house = found_house(database, at=now, staffed=False)
    house.file()
    settings.data.mkdir(exist_ok=True)
    if interrupted:
        (settings.data / UNFINISHED).touch()
    before = {path.name for path in settings.data.iterdir()}
    with pytest.raises(DemonstrationRefused):
        found_demonstration(settings, how_many=1, at=now, say=lambda _: None)
    assert {path.name for path in settings.data.iterdir()} == before
    assert not settings.secrets.exists()
    assert len(database.read(read_cases, viewer=System())) == 1
