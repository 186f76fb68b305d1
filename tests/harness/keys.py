"""Officers as they sign in, and every way from a key to a case's file keys: what renewals and leaving are judged by."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.doors import sessions, signing_in, staff
from cases.errors import CannotOpen
from cases.records import Case, FileKey, RecoveryWrap, UnitKey, UnitMembership, Wrap
from cases.unit_keys.admitting import admit_member, own_fingerprint
from cases.unit_keys.members import holders
from cases.unit_keys.renewing import Renewed, renew_unit
from cases.vault.circle import unwrap_covered
from cases.vault.keyring import Keyring
from cases.vault.keys import Key, unwrap_key
from cases.vault.totp import code_at, new_totp_secret
from cases.viewer import Nobody, Officer, System, Viewer
from tests.builders import PASSPHRASE, House


def invite(house: House, username: str, unit: str, *roles: str) -> Officer:
    """Somebody who was entered into the directory and holds no unit's key, signed in."""
    secret = new_totp_secret()
    new = staff.prepare_officer(
        username=username, name="Newcomer", unit=unit, roles=roles, languages=("kk",), passphrase=PASSPHRASE,
        totp_secret=secret, secrets=house.secrets, by_keys=None,
    )  # fmt: skip
    house.database.write(staff.add_officer, new, viewer=System(), at=house.clock())
    house.totp_secrets[username] = secret
    return enter(house, username)


def enter(house: House, username: str, passphrase: str = PASSPHRASE) -> Officer:
    """As `web.security` lets an officer in: with the keys that are wrapped to them now."""
    house.clock.move(minutes=1)
    signed_in = signing_in.sign_in(
        house.database, username=username, passphrase=passphrase,
        code=code_at(house.totp_secrets[username], house.clock()), secrets=house.secrets, at=house.clock(),
    )  # fmt: skip
    resumed = house.database.read(sessions.resume, signed_in.cookie, viewer=Nobody(), at=house.clock())
    return replace(resumed.officer, pinned=house.secrets.pinned)


def digits(house: House, officer: Officer) -> str:
    """What an officer reads from their own screen."""
    found = house.database.read(own_fingerprint, viewer=officer)
    assert found is not None
    return found


def admit(house: House, new: Officer, *, by: Officer, compared: str | None = None) -> None:
    told = digits(house, new) if compared is None else compared
    house.database.write(admit_member, new.id, compared=told, viewer=by, at=house.clock())


def members_of(house: House, unit: str, epoch: int) -> list[int]:
    def find(session: Session, *, viewer: Viewer) -> list[int]:
        return [one.id for one in holders(session, unit, epoch)]

    return house.database.read(find, viewer=System())


def renew(house: House, by: Officer, *, at_most: int = 20_000, step: int = 500) -> Renewed:
    """Renew the officer's unit as its page does: with the members that are shown."""
    epoch = max(epoch for unit, epoch in by.keyring.units if unit == by.unit)
    return renew_unit(
        house.database, members=members_of(house, by.unit, epoch), directory=house.secrets.directory, viewer=by,
        at=house.clock(), at_most=at_most, step=step,
    )  # fmt: skip


def reachable(house: House, ring: Iterable[Key]) -> set[str]:
    """References of the cases whose present file key some way of wraps leads to, from these keys and nothing else.

    Every wrap of every table is tried with every key that was found, until nothing new opens.
    """

    def search(session: Session, *, viewer: Viewer) -> set[str]:
        known, opened = {key.public: key for key in ring}, dict[int, str]()
        ways = list[Any]()
        ways += session.execute(
            select(UnitKey.public_key, UnitMembership.wrap).join(
                UnitKey, (UnitKey.unit == UnitMembership.unit) & (UnitKey.epoch == UnitMembership.epoch)
            )
        ).all()
        ways += session.execute(
            select(UnitKey.public_key, RecoveryWrap.wrap).join(
                UnitKey, (UnitKey.unit == RecoveryWrap.unit) & (UnitKey.epoch == RecoveryWrap.epoch)
            )
        ).all()
        grown = True
        while grown:
            grown = False
            for public, wrap in ways:
                for key in list(known.values()) if public not in known else ():
                    try:
                        known[public], grown = unwrap_key(wrap, key, public=public), True
                        break
                    except CannotOpen:
                        continue
        rows = session.execute(
            select(Case.reference, FileKey.public_key, Wrap.wrap, Wrap.shred, Wrap.id)
            .join(Wrap, (Wrap.case_id == Case.id) & (Wrap.epoch == Case.epoch))
            .join(FileKey, (FileKey.case_id == Case.id) & (FileKey.epoch == Case.epoch))
        ).all()
        shreds = house.database.shred.find_all([row.shred for row in rows if row.shred is not None])
        for row in rows:
            for key in known.values():
                try:
                    unwrap_covered(row.wrap, key, public=row.public_key, shred=shreds.get(row.shred))
                    opened[row.id] = row.reference
                    break
                except CannotOpen:
                    continue
        return set(opened.values())

    return house.database.read(search, viewer=System())


def keys_on(ring: Keyring) -> list[Key]:
    """Every private key of a ring: what a leaver may have taken along."""
    return [*ring.units.values(), *([ring.officer[1]] if ring.officer else [])]
