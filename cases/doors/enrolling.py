"""Who was invited comes in: a passphrase, an authenticator, spare codes, and keys of their own.

Between the page and the form the authenticator's secret is nowhere but in the form, sealed under the pepper to the
invitation: nothing is written before somebody has proved that their telephone has it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.orm import Session

from cases.database import Database
from cases.doors import inviting, spare_codes, staff
from cases.doors.entries import CAME_IN, note_invitation_gone
from cases.doors.inviting import Invited, key_of_code
from cases.doors.staff import NewOfficer, reads_content
from cases.errors import CannotOpen, InvitationGone, NameMissing, SignInRefused, WeakPassphrase
from cases.secrets_folder import Secrets
from cases.vault.cookies import open_small, seal_small
from cases.vault.keyring import Keyring
from cases.vault.keys import unwrap_key
from cases.vault.passphrases import weakness
from cases.vault.pepper import Pepper
from cases.vault.totp import match_step, new_totp_secret
from cases.viewer import Nobody, System, Viewer

LONGEST_NAME = 120
"""Characters."""


@dataclass(frozen=True)
class Enrolment:
    """An authenticator's fresh secret: *totp_secret* for the telephone, *carried* for the form that comes back."""

    totp_secret: str = field(repr=False)
    carried: str


@dataclass(frozen=True)
class Enrolled:
    """A new officer, with the spare codes that are shown this once. *waits*: a member of their unit has to admit them."""

    officer_id: int
    username: str
    spare_codes: tuple[str, ...] = field(repr=False)
    waits: bool


def begin(invited: Invited, pepper: Pepper) -> Enrolment:
    """A secret for the authenticator of whom the code invites."""
    secret = new_totp_secret()
    return Enrolment(secret, seal_small(pepper.key("enrolment"), label_of(invited), secret).hex())


def go_on(invited: Invited, carried: str, pepper: Pepper) -> Enrolment:
    """The secret that the form brought back; a fresh one where it brought none that is ours."""
    try:
        secret = str(open_small(pepper.key("enrolment"), label_of(invited), bytes.fromhex(carried)))
    except (CannotOpen, ValueError):
        return begin(invited, pepper)
    return Enrolment(secret, carried)


def enrol(
    database: Database, invitation: str, *, passphrase: str, carried: str, code: str, secrets: Secrets, at: datetime,
    name: str = "",
) -> Enrolled:  # fmt: skip
    """Make the officer of *invitation*, the code of a letter. Call it outside `write`: the passphrase is stretched here.

    *name*: what they are called, where the invitation does not say it (letters of the founding). Raises: InvitationGone;
    NameMissing; WeakPassphrase; SignInRefused for a code that the authenticator does not show.
    """
    invited = database.read(inviting.look_at, invitation, viewer=Nobody(), at=at)
    invited = replace(invited, name=invited.name or " ".join(name.split())[:LONGEST_NAME])
    if not invited.name:
        raise NameMissing
    if reason := weakness(passphrase, about=(invited.username, invited.name)):
        raise WeakPassphrase(reason)
    enrolment = go_on(invited, carried, secrets.pepper)
    if enrolment.carried != carried or match_step(enrolment.totp_secret, code, at) is None:
        raise SignInRefused
    new = staff.prepare_officer(
        username=invited.username, name=invited.name, unit=invited.unit, roles=invited.roles,
        languages=invited.languages, passphrase=passphrase, totp_secret=enrolment.totp_secret, secrets=secrets,
        by_keys=database.read(ring_of_code, invitation, viewer=Nobody(), at=at),
    )  # fmt: skip
    codes = spare_codes.make()
    verifiers = [spare_codes.verifier(secrets.pepper, new.id, one) for one in codes]
    database.write(come_in, invitation, new, verifiers, viewer=System(), at=at)
    return Enrolled(new.id, new.username, codes, waits=reads_content(invited.roles) and not new.memberships)


def ring_of_code(session: Session, invitation: str, *, viewer: Viewer, at: datetime) -> Keyring | None:
    """The unit's key that came with a founding letter; None for everybody who waits for a member. Raises: InvitationGone."""
    row, secret = inviting.find(session, invitation, at=at)
    if row.unit_wrap is None:
        return None
    (entry,) = staff.unit_entries(session, [row.unit], viewer=viewer)
    try:
        key = unwrap_key(row.unit_wrap, key_of_code(secret), public=entry.public_key)
    except CannotOpen:  # the unit has had a new key since: what the letter carries opens nothing any more
        return None
    return Keyring(units={(row.unit, entry.epoch): key})


def come_in(
    session: Session, invitation: str, new: NewOfficer, verifiers: list[bytes], *, viewer: Viewer, at: datetime
) -> None:
    """Use up the invitation and write the officer. Raises: InvitationGone when somebody else used it meanwhile."""
    row, _ = inviting.find(session, invitation, at=at)
    if (row.username, row.unit, tuple(row.roles)) != (new.username, new.unit, new.roles):
        raise InvitationGone
    session.delete(row)
    session.flush()
    note_invitation_gone(session, CAME_IN, row.id, viewer=viewer, at=at)
    staff.add_officer(session, new, viewer=viewer, at=at)
    spare_codes.keep(session, new.id, verifiers, viewer=viewer, at=at)


def label_of(invited: Invited) -> str:
    return f"invitation {invited.id}"
