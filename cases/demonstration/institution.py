"""Founds the made-up institution in an empty folder, once; says how to sign in; never touches a real one."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from msgspec.structs import asdict

from cases.database import Database, upgrade
from cases.demonstration.abreast import SECOND
from cases.demonstration.batches import House
from cases.demonstration.duty import fill_roster
from cases.demonstration.people import Account, make_accounts
from cases.demonstration.seeding import seed_cases
from cases.doors import staff
from cases.doors.founding import found_institution
from cases.errors import DemonstrationRefused, NotAnArashaFolder
from cases.folder import hold_folder
from cases.packs import jurisdiction, packs
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets, make_secrets
from cases.settings import Settings
from cases.vault.keyring import Keyring
from cases.vault.stretching import Cost
from cases.viewer import Officer, System

ACCOUNTS, CODES, UNFINISHED = "demo-accounts.json", "demo-codes.json", "demo-unfinished"
MADE_UP = "demonstration"
"""Name of the pack that a demonstration publishes."""
PUBLISHED = ("role", "unit", "username", "name", "password", "totp_secret")
CHEAP = Cost(memory_kib=1024, passes=1)
"""Made-up secrets guard made-up people: a real house pays the full price of Argon2id."""
SEED = 20_261_123


def found_demonstration(
    settings: Settings, *, how_many: int, at: datetime, say: Callable[[str], None]
) -> list[Account]:
    """Make *settings*' folder a demonstration, or leave the one it already is; gives how to sign in.

    Raises: DemonstrationRefused for a folder with a real institution, FolderInUse, OldFolder, NewerFolder.
    """
    accounts_file = settings.data / ACCOUNTS
    if accounts_file.is_file():
        return read_accounts(accounts_file)
    unfinished = settings.data / UNFINISHED
    refuse_real(settings)
    if unfinished.exists() and settings.embedded:
        say("The last start was interrupted; it begins anew.")
        start_over(settings)
    if settings.embedded and (settings.data / "arasha.sqlite").exists():
        raise DemonstrationRefused(settings.data)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished.touch(mode=0o600)
    lot = Random(SEED)  # noqa: S311 - made-up lives want the same lot every time, secrets come from elsewhere
    upgrade(settings)
    secrets = make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
    accounts = make_accounts(pack, lot)
    with Database.open(settings) as database:
        say(f"A made-up institution: {len(pack.units)} units, {len(accounts)} officers.")
        officers = employ(database, pack, secrets, accounts, at=at)
        fill_roster(database, pack, secrets, officers, at=at)
        codes = seed_cases(
            House(database, pack, secrets, officers), accounts, settings=settings, how_many=how_many, lot=lot, until=at,
            say=say,
        )  # fmt: skip
    write_private(settings.data / CODES, [{"reference": reference, "code": code} for reference, code in codes])
    write_accounts(accounts_file, accounts)
    unfinished.unlink()
    return accounts


def refuse_real(settings: Settings) -> None:
    """Look, before anything is touched, whether the database is somebody's: what a demonstration published bears its name.

    Raises: DemonstrationRefused; OldFolder or NewerFolder for tables of another version, which are not ours to change.
    """
    try:
        with Database.open(settings, writing=False) as database:
            names = database.read(packs.names, viewer=System())
    except NotAnArashaFolder:  # no tables yet; another program's database is refused by `upgrade`
        return
    if not names <= {MADE_UP} or (names and not settings.embedded):
        raise DemonstrationRefused(settings.data)


def start_over(settings: Settings) -> None:
    """Remove what an interrupted start has left: made-up rows and the keys that only they were sealed to.

    Raises: FolderInUse while the other start still runs.
    """
    with hold_folder(settings.data):
        for left in settings.data.glob("arasha.sqlite*"):
            left.unlink()
        shutil.rmtree(settings.data / SECOND, ignore_errors=True)
    shutil.rmtree(settings.secrets, ignore_errors=True)


def employ(database: Database, pack: Pack, secrets: Secrets, accounts: list[Account], *, at: datetime) -> list[Officer]:
    """Publish the pack, found the units and employ everybody; gives them as viewers for the seeding."""
    database.write(packs.found, pack, name=MADE_UP, viewer=System(), at=at)
    founding = database.write(
        found_institution, list(pack.units.values()), directory=secrets.directory, viewer=System(), at=at
    )
    officers = []
    for account in accounts:
        new = staff.prepare_officer(
            username=account.username, name=account.name, unit=account.unit, roles=account.roles,
            languages=account.languages, passphrase=account.password, totp_secret=account.totp_secret, secrets=secrets,
            by_keys=founding.keyring,
        )  # fmt: skip
        officer_id = database.write(staff.add_officer, new, viewer=System(), at=at)
        keys = {place: key for place, key in founding.keyring.units.items() if place[0] == account.unit}
        officers.append(
            Officer(officer_id, account.username, account.name, account.unit, frozenset(account.roles), account.languages,
                    Keyring(units=keys), secrets.pinned)
        )  # fmt: skip
    return officers


def write_accounts(file: Path, accounts: list[Account]) -> None:
    write_private(file, [{name: asdict(account)[name] for name in PUBLISHED} for account in accounts])


def write_private(file: Path, rows: list[dict[str, str]]) -> None:
    """Write *rows* as JSON so that only the owner of the folder reads them (mode 600), whole or not at all."""
    half = file.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
    half.replace(file)


def read_accounts(file: Path) -> list[Account]:
    return [Account(roles=(row["role"],), languages=(), **row) for row in json.loads(file.read_text(encoding="utf-8"))]
