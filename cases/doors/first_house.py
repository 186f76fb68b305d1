"""A real institution is founded: units, keys, recovery sheets, and a letter for the first member of each unit.

For as long as this runs, every unit's key is in the memory of one process. Then each is sealed to its unit's recovery sheets
and to the letter of its first member, and nowhere else. There is no password: the administrator begins with a code as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from cases.database import Database, upgrade
from cases.doors.founding import found_institution
from cases.doors.inviting import FOUNDING_LASTS, invite
from cases.errors import AlreadyFounded, NotAnArashaFolder
from cases.packs import jurisdiction, packs
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets, make_secrets
from cases.settings import Settings
from cases.unit_keys.recovering import NewRecovery, keep_recovery, make_recovery
from cases.vault.stretching import CODE_COST, STAFF_COST, Cost
from cases.viewer import System, Viewer

FIRST_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "region": ("representative",),
    "head": ("supervisor",),
    "npm": ("npm",),
    "integrity": ("integrity",),
    "duty": ("supervisor",),
}
"""What the first member of a unit of each kind is: somebody who may invite no one, and admits those who come after."""
ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True)
class Letter:
    """What is handed to somebody in a closed envelope: the way in, once, until *expires_at*."""

    unit: str
    username: str
    roles: tuple[str, ...]
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Papers:
    """Everything that is printed at founding and then kept nowhere else: letters, and recovery sheets by unit."""

    letters: tuple[Letter, ...]
    recoveries: tuple[NewRecovery, ...] = field(repr=False)


class Sheets(msgspec.Struct, frozen=True):
    """On how many sheets a unit's recovery key goes, and how many of them open it (2 to 16)."""

    needed: int = 3
    made: int = 5


def found_house(
    settings: Settings, *, sheets: Sheets, at: datetime, code_cost: Cost = CODE_COST, staff_cost: Cost = STAFF_COST
) -> tuple[Papers, Secrets]:
    """Found the institution of *settings*' pack where there is none yet.

    Raises: AlreadyFounded; SecretsExist, SecretsInsideData; PackFault; FolderInUse, OldFolder, NewerFolder. Nothing is
    founded then. Print the papers at once: they cannot be made again.
    """
    pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
    refuse_founded(settings)
    secrets = make_secrets(settings.secrets, data=settings.data, code_cost=code_cost, staff_cost=staff_cost)
    upgrade(settings)
    with Database.open(settings) as database:
        papers = database.write(
            found, pack, name=settings.pack.name, sheets=sheets, secrets=secrets, viewer=System(), at=at
        )
    return papers, secrets


def refuse_founded(settings: Settings) -> None:
    """Raises: AlreadyFounded where an institution is, a made-up one too; OldFolder, NewerFolder."""
    try:
        with Database.open(settings, writing=False) as database:
            if database.read(packs.names, viewer=System()):
                raise AlreadyFounded
    except NotAnArashaFolder:
        return


def found(
    session: Session, pack: Pack, *, name: str, sheets: Sheets, secrets: Secrets, viewer: Viewer, at: datetime
) -> Papers:
    """All rows of a new institution in one transaction. Raises: AlreadyFounded."""
    packs.found(session, pack, name=name, viewer=viewer, at=at)
    units = list(pack.units.values())
    ring = found_institution(session, units, directory=secrets.directory, viewer=viewer, at=at).keyring
    until, letters, recoveries = at + FOUNDING_LASTS, [], []
    for unit in units:
        keys = {epoch: key for (code, epoch), key in ring.units.items() if code == unit.code}
        new = make_recovery(
            unit.code, keys, number=1, threshold=sheets.needed, sheets=sheets.made, directory=secrets.directory
        )
        keep_recovery(session, new, viewer=viewer, at=at)
        recoveries.append(new)
        roles, username = FIRST_ROLES[unit.kind], f"first.{unit.code.lower()}"
        code = invite(
            session, username=username, name="", unit=unit.code, roles=roles, languages=pack.institution.languages,
            viewer=viewer, at=at, unit_key=keys[max(keys)], lasts=FOUNDING_LASTS,
        )  # fmt: skip
        letters.append(Letter(unit.code, username, roles, code, until))
    head = pack.institution.head_office
    code = invite(
        session, username=ADMINISTRATOR, name="", unit=head, roles=[ADMINISTRATOR],
        languages=pack.institution.languages, viewer=viewer, at=at, lasts=FOUNDING_LASTS,
    )  # fmt: skip
    return Papers((Letter(head, ADMINISTRATOR, (ADMINISTRATOR,), code, until), *letters), tuple(recoveries))
