"""Every kind of door standing open at once: an invitation, a number for a new key, spare codes, a passkey, tokens."""

from secrets import token_bytes

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.doors import integrations, inviting, own_passkeys, spare_codes
from cases.records import Integration
from cases.unit_keys.resetting import reset
from cases.vault.passkeys import NewPasskey
from cases.viewer import System, Viewer
from tests.builders import House
from tests.harness.handling import OFFICER
from tests.harness.keys import invite


def open_doors(house: House) -> None:
    """Make one row and more of each; a spare code is used up and a token ended already."""
    newcomer = invite(house, "newcomer.75", "KZ-75", "caseworker")
    house.database.write(open_all, house, newcomer.id, viewer=System())


def open_all(session: Session, house: House, newcomer: int, *, viewer: System) -> None:
    at, pepper, worker = house.clock(), house.secrets.pepper, house.officer(OFFICER)
    inviting.invite(
        session, username="aliya.k", name="Алия", unit="KZ-75", roles=["caseworker"], languages=["kk"], viewer=viewer, at=at,
        unit_key=house.keyring.units["KZ-75", 1],
    )  # fmt: skip
    reset(session, newcomer, "forgotten", viewer=viewer, at=at)
    kept = [spare_codes.verifier(pepper, worker.id, one) for one in spare_codes.make()]
    spare_codes.renew(session, kept, viewer=worker, at=at)
    spare_codes.use_up(session, worker.id, kept[0], viewer=viewer, at=at)
    own_passkeys.add(session, NewPasskey(token_bytes(32), b"public", 0), "my key", pepper=pepper, viewer=worker, at=at)
    for name in ("kiosk", "call centre"):
        integrations.make(session, name=name, channel="terminal", scopes=["complaints"], viewer=viewer, at=at)
    integrations.end(session, ended(session, viewer=viewer), viewer=viewer, at=at)


def ended(session: Session, *, viewer: Viewer) -> int:
    session.flush()
    return session.scalars(select(Integration.id).where(Integration.name == "kiosk")).one()
