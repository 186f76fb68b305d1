"""Units and officers get their keys. A unit's key comes from somebody who holds it: nobody appoints themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import records
from cases.doors.usernames import as_username
from cases.errors import NotAllowed, UnknownUnit, UnsignedKey, UsernameTaken, WeakPassphrase
from cases.journals.institution_journal import note
from cases.records.among import Among
from cases.records.base import new_id
from cases.records.prepared import ask
from cases.records.rows import table_of
from cases.secrets_folder import Secrets
from cases.seen_keys import seen_by
from cases.unit_keys.entering import ADDED, EMPLOYED, note_admitted, note_door, note_line, note_officer
from cases.vault.directory import DirectoryEntry, DirectoryKey, sign_member
from cases.vault.keyring import OFFICER_EPOCH, Keyring
from cases.vault.keys import PublicKey, new_key, wrap_key
from cases.vault.passphrases import derive, new_salt, weakness
from cases.vault.totp import seal_totp
from cases.viewer import Officer, System, Viewer

OF_UNIT, OF_KEY = table_of(records.Unit).c, table_of(records.UnitKey).c
UNIT_KEYS = (
    select(OF_KEY.unit, OF_KEY.epoch, OF_KEY.public_key, OF_KEY.signature, OF_UNIT.epoch.label("present"))
    .join(table_of(records.Unit), OF_UNIT.code == OF_KEY.unit)
    .where(OF_KEY.epoch >= OF_UNIT.epoch, Among(OF_UNIT.code, "codes"))
)
"""Every filing asks for these: built once, columns only."""
ROLES_WITHOUT_CONTENT = frozenset({"administrator", "auditor"})
"""Who has these only gets no unit key: they see structure or the journal, never words (design 04 §4.7)."""


@dataclass(frozen=True)
class Membership:
    """A unit's private half of one epoch, sealed to a new member."""

    unit: str
    epoch: int
    wrap: bytes = field(repr=False)


@dataclass(frozen=True)
class NewOfficer:
    """Everything about a new officer that their rows hold; passphrase, TOTP secret and private keys are not in it."""

    id: int
    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    languages: tuple[str, ...]
    public_key: PublicKey
    signature: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    sealed_key: bytes = field(repr=False)
    totp: bytes = field(repr=False)
    memberships: tuple[Membership, ...]


def add_unit(
    session: Session, code: str, kind: str, *, directory: DirectoryKey, viewer: Viewer, at: datetime
) -> Keyring:
    """A new unit with the first epoch of its key, signed into the directory.

    Run it through `database.write`. The private half is on the ring that is returned and nowhere else: wrap it to
    members (`prepare_officer`) before it is forgotten. Raises: NotAllowed.
    """
    refuse_strangers(viewer)
    key = new_key()
    entry = sign_member(directory, kind="unit", name=code, epoch=1, public_key=key.public)
    session.add(records.Unit(code=code, kind=kind, epoch=entry.epoch))
    session.flush()
    session.add(
        records.UnitKey(unit=code, epoch=entry.epoch, public_key=entry.public_key, signature=entry.signature, since=at)
    )
    note(session, ADDED, {"unit": code, "kind": kind}, viewer=viewer, at=at)
    note_line(session, entry, viewer=viewer, at=at)
    return Keyring(units={(code, entry.epoch): key})


def prepare_officer(
    *,
    username: str,
    name: str,
    unit: str,
    roles: Iterable[str],
    languages: Iterable[str],
    passphrase: str,
    totp_secret: str,
    secrets: Secrets,
    by_keys: Keyring | None,
) -> NewOfficer:
    """Make a new officer's keys, outside any transaction: the passphrase is stretched here (about 200 ms).

    *by_keys* is the ring of who appoints: a member of *unit*, or the founder; None for somebody who then waits for a
    member to admit them (`cases.unit_keys.admitting`). Raises: WeakPassphrase; NotAllowed when the ring lacks the unit's
    key and a role needs it; ValueError for a user name that can be none.
    """
    known_as, roles = as_username(username), tuple(roles)
    if not known_as:
        raise ValueError("not a user name")
    if reason := weakness(passphrase, about=(known_as, name)):
        raise WeakPassphrase(reason)
    held = by_keys.units if by_keys is not None and reads_content(roles) else {}
    unit_keys = {place: key for place, key in held.items() if place[0] == unit}
    if by_keys is not None and reads_content(roles) and not unit_keys:
        raise NotAllowed
    officer_id, key, salt = new_id(), new_key(), new_salt(secrets.pepper.staff_cost)
    own = derive(passphrase, secrets.pepper, salt)
    entry = sign_member(
        secrets.directory, kind="officer", name=str(officer_id), epoch=OFFICER_EPOCH, public_key=key.public
    )
    return NewOfficer(
        id=officer_id,
        username=known_as,
        name=name,
        unit=unit,
        roles=roles,
        languages=tuple(languages),
        public_key=entry.public_key,
        signature=entry.signature,
        salt=salt,
        verifier=own.verifier,
        sealed_key=wrap_key(key, own.key.public),
        totp=seal_totp(totp_secret, secrets.pepper, officer_id=officer_id),
        memberships=tuple(
            Membership(code, epoch, wrap_key(unit_key, key.public)) for (code, epoch), unit_key in unit_keys.items()
        ),
    )


def add_officer(session: Session, new: NewOfficer, *, viewer: Viewer, at: datetime) -> int:
    """Write a prepared officer's rows; gives their id.

    Run it through `database.write`. Raises: NotAllowed, UsernameTaken, UnknownUnit.
    """
    refuse_strangers(viewer)
    if session.get(records.Unit, new.unit) is None:
        raise UnknownUnit(new.unit)
    if session.scalar(select(records.Officer.id).where(records.Officer.username == new.username)) is not None:
        raise UsernameTaken(new.username)
    officer = records.Officer(
        id=new.id,
        username=new.username,
        name=new.name,
        unit=new.unit,
        roles=list(new.roles),
        languages=list(new.languages),
        public_key=new.public_key,
        signature=new.signature,
        salt=new.salt,
        verifier=new.verifier,
        sealed_key=new.sealed_key,
        totp=new.totp,
    )
    session.add(officer)
    session.flush()
    session.add_all(
        records.UnitMembership(unit=held.unit, epoch=held.epoch, officer_id=new.id, wrap=held.wrap)
        for held in new.memberships
    )
    session.flush()
    line = DirectoryEntry("officer", str(new.id), OFFICER_EPOCH, new.public_key, new.signature)
    note_officer(session, EMPLOYED, new.id, unit=new.unit, roles=new.roles, viewer=viewer, at=at)
    note_line(session, line, viewer=viewer, at=at)
    note_door(session, officer, viewer=viewer, at=at)
    if new.memberships:
        epochs = [held.epoch for held in new.memberships]
        note_admitted(session, new.unit, new.id, epochs, viewer=viewer, at=at)
    return new.id


def unit_entries(session: Session, codes: Iterable[str], *, viewer: Viewer) -> tuple[DirectoryEntry, ...]:
    """The directory's lines for the present keys of these units, in the order given, each once.

    They are as the database has them: `make_case_keys` checks their signatures. Raises: UnknownUnit; UnsignedKey for a unit
    that was turned back to an older key, signed though it is, since who left may still have that one.
    """
    wanted = tuple(dict.fromkeys(codes))
    found, seen = dict[str, DirectoryEntry](), seen_by(session)
    for row in ask(session, UNIT_KEYS, {"codes": wanted}):
        if row.epoch > row.present or seen.newest(row.unit) > row.present:
            raise UnsignedKey("unit", row.unit, row.present)
        found[row.unit] = DirectoryEntry("unit", row.unit, row.epoch, row.public_key, row.signature)
    for code in wanted:
        if code not in found:
            raise UnknownUnit(code)
    return tuple(found[code] for code in wanted)


def reads_content(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may hold a unit's key."""
    return not ROLES_WITHOUT_CONTENT.issuperset(roles)


def refuse_strangers(viewer: Viewer) -> None:
    """Only an operator's command or an administrator changes who works here, and by which calendar. Raises: NotAllowed."""
    if isinstance(viewer, System) or (isinstance(viewer, Officer) and "administrator" in viewer.roles):
        return
    raise NotAllowed
