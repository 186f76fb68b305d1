"""The staff door: name, passphrase and code are all checked, at the same cost for any name, before anything is said.

Read (find the account) → prove (Argon2, outside any transaction) → write (count the try, use up the code, start a
session).
"""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cases import records
from cases.database import Database
from cases.doors import own_passkeys, spare_codes
from cases.doors.own_passkeys import KeptPasskey
from cases.doors.sessions import ABSOLUTE, SignedIn, sign_out, start_session
from cases.doors.usernames import as_username
from cases.errors import CannotOpen, Resting, SignInRefused
from cases.secrets_folder import Secrets
from cases.vault.keys import Key, PublicKey, new_key, unwrap_key, wrap_key
from cases.vault.passkeys import Party, Shown
from cases.vault.passphrases import derive, new_salt
from cases.vault.pepper import Pepper
from cases.vault.totp import match_step, new_totp_secret, open_totp, seal_totp
from cases.viewer import Nobody, Viewer

TRIES = 10
REST = timedelta(minutes=15)
LONGEST_PASSPHRASE = 1000
"""Characters; more is no passphrase but a load."""


@dataclass(frozen=True)
class Account:
    """What is needed to check a try. *officer_id* None is nobody's: a stand-in that costs as much to check."""

    officer_id: int | None
    totp_of: int
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    sealed_key: bytes = field(repr=False)
    public_key: PublicKey
    totp: bytes = field(repr=False)
    passkey: KeptPasskey | None = None
    """The one that was shown, if it is theirs."""


@dataclass(frozen=True)
class Proof:
    """What a try showed: the officer's own *key* if the passphrase was right, the TOTP *step* whose code was typed.

    *spare*: what is kept of the spare code that was typed in its place, if it is one of theirs. *shown*: what a passkey
    answered in its place.
    """

    officer_id: int | None
    key: Key | None = field(repr=False)
    step: int | None
    spare: bytes | None = field(default=None, repr=False)
    shown: Shown | None = None


def sign_in(
    database: Database,
    *,
    username: str,
    passphrase: str,
    code: str,
    secrets: Secrets,
    at: datetime,
    replaces: str | None = None,
    passkey: str = "",
    party: Party | None = None,
) -> SignedIn:
    """Sign an officer in; *replaces* is the cookie that the browser had, whose session ends.

    *passkey*: what a browser brought in place of a code, made for *party* (None where no passkeys can be used).

    Call it from a handler's thread, never inside `write`. Raises: SignInRefused for any wrong part, never said which;
    Resting, after ten tries with half of it right and for a quarter of an hour, but only to who gave all three right:
    nobody else tells a resting name from an unknown one. CannotOpen when the account's rows were tampered with.
    """
    pepper = secrets.pepper
    account = database.read(find_account, username, pepper, passkey=passkey, viewer=Nobody())
    proof = prove(account, passphrase, code, pepper, at=at)
    if account.officer_id is not None:
        shown = own_passkeys.prove_passkey(
            account.passkey, passkey, officer_id=account.officer_id, pepper=pepper, party=party, at=at
        )
        proof = replace(proof, shown=shown)
    verdict = database.write(conclude, proof, replaces, viewer=Nobody(), at=at)
    if verdict is None:
        raise SignInRefused
    if isinstance(verdict, datetime):
        raise Resting(verdict)
    return verdict


def find_account(session: Session, username: str, pepper: Pepper, *, passkey: str = "", viewer: Viewer) -> Account:
    """The account of that name, or a stand-in for a name that nobody active bears. Both cost the same.

    A *passkey* costs a signature more to check, but only where its handle is theirs: who knows that has the key.
    """
    nobody = stand_in(pepper)
    officer = session.scalar(
        select(records.Officer).where(records.Officer.username == as_username(username), records.Officer.active)
    )
    if officer is None:
        return nobody
    return Account(
        officer_id=officer.id,
        totp_of=officer.id,
        salt=officer.salt,
        verifier=officer.verifier,
        sealed_key=officer.sealed_key,
        public_key=officer.public_key,
        totp=officer.totp,
        passkey=own_passkeys.kept_for(session, officer.id, passkey),
    )


def stand_in(pepper: Pepper) -> Account:
    """An account whose passphrase nobody knows."""
    key = new_key()
    return Account(
        officer_id=None,
        totp_of=0,
        salt=new_salt(pepper.staff_cost),
        verifier=token_bytes(32),
        sealed_key=wrap_key(key, new_key().public),
        public_key=key.public,
        totp=seal_totp(new_totp_secret(), pepper, officer_id=0),
    )


def prove(account: Account, passphrase: str, code: str, pepper: Pepper, *, at: datetime) -> Proof:
    """Check passphrase and code, both always: about 200 ms, outside any transaction. Raises: CannotOpen."""
    typed = passphrase if len(passphrase) <= LONGEST_PASSPHRASE else ""
    own = derive(typed, pepper, account.salt)
    right = hmac.compare_digest(own.verifier, account.verifier)
    key = try_open(account, own.key)
    if right and key is None:
        raise CannotOpen
    step = match_step(open_totp(account.totp, pepper, officer_id=account.totp_of), code, at)
    spare = spare_codes.verifier(pepper, account.totp_of, code)
    kept = spare if spare_codes.may_be_spare(code) else None
    return Proof(account.officer_id, key if right else None, step, kept)


def try_open(account: Account, key: Key) -> Key | None:
    """Tried for a wrong passphrase too, so that a right one takes no longer."""
    try:
        return unwrap_key(account.sealed_key, key, public=account.public_key)
    except CannotOpen:
        return None


def conclude(
    session: Session, proof: Proof, replaces: str | None, *, viewer: Viewer, at: datetime
) -> SignedIn | datetime | None:
    """Count the try and, if all was right, start a session; a moment means resting until then, None wrong.

    Run it through `database.write`; it returns what it found instead of raising, because a wrong try must be kept.
    """
    officer = session.get(records.Officer, proof.officer_id) if proof.officer_id is not None else None
    if officer is None or not officer.active:
        write_as_much(session)
        return None
    fresh = proof.step is not None and proof.step > officer.totp_used
    shown = own_passkeys.is_fresh(session, officer.id, proof.shown)
    if officer.locked_until is not None and at < officer.locked_until:
        return while_resting(session, officer, proof, fresh=fresh, shown=shown)
    if proof.key is None or not (fresh or shown or uses_spare(session, officer, proof, viewer=viewer, at=at)):
        half = proof.key is not None or fresh or shown or has_spare(session, officer, proof)
        count_failure(session, officer, half=half, at=at)
        return None
    if proof.shown is not None and shown:
        own_passkeys.use(session, proof.shown)
    used = proof.step if fresh and proof.step is not None else officer.totp_used
    keep(session, officer, totp_used=used, failures=0, locked_until=None)
    if replaces is not None:
        sign_out(session, replaces, viewer=viewer)
    return start_session(
        session, officer_id=officer.id, key=proof.key, started_at=at, expires_at=at + ABSOLUTE, seen_at=at
    )


def uses_spare(session: Session, officer: records.Officer, proof: Proof, *, viewer: Viewer, at: datetime) -> bool:
    """Whether a spare code of the officer was typed with the right passphrase; it is used up."""
    if proof.key is None or proof.spare is None:
        return False
    return spare_codes.use_up(session, officer.id, proof.spare, viewer=viewer, at=at)


def has_spare(session: Session, officer: records.Officer, proof: Proof) -> bool:
    """Whether a spare code of the officer was typed; it stays. Who has the sheet guesses passphrases no faster."""
    return proof.spare is not None and spare_codes.is_theirs(session, officer.id, proof.spare)


def while_resting(
    session: Session, officer: records.Officer, proof: Proof, *, fresh: bool, shown: bool
) -> datetime | None:
    """The end of the rest, for who gave all three right. The code is used up: nobody tries passphrases through it."""
    keep(session, officer, totp_used=proof.step if fresh and proof.step else officer.totp_used)
    if proof.shown is not None and shown:
        own_passkeys.use(session, proof.shown)
    return officer.locked_until if (fresh or shown) and proof.key is not None else None


def count_failure(session: Session, officer: records.Officer, *, half: bool, at: datetime) -> None:
    """One more wrong try by who has *half* of it; the tenth lets the name rest and counts from nought again.

    A try with neither the passphrase nor a code counts nothing: it tells nothing, because only both together are
    answered differently, and else anybody who knows a colleague's name could keep them out for ever.
    """
    failures = officer.failures + (1 if half else 0)
    if failures >= TRIES:
        keep(session, officer, failures=0, locked_until=at + REST)
    else:
        keep(session, officer, failures=failures)


def keep(session: Session, officer: records.Officer, **values: object) -> None:
    """Write *values* even where they change nothing: a try costs one written row, whatever came of it."""
    session.execute(update(records.Officer).where(records.Officer.id == officer.id).values(**values))


def write_as_much(session: Session) -> None:
    """What a known name's wrong try writes, for an unknown one: some officer's row, as it was."""
    someone = select(func.min(records.Officer.id)).scalar_subquery()
    session.execute(
        update(records.Officer).where(records.Officer.id == someone).values(failures=records.Officer.failures)
    )
