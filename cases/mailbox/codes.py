"""Another code for a mailbox: the complainant's own choice, their duty after a code that others saw, or help for a lost one.

A new code is shown before it counts, and counts once its owner has typed the end of it from their paper: whoever closes the
page too early still has the old one.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.circle.doomed import destroy_doomed
from cases.circle.secrets import change_secret
from cases.database import Database
from cases.doors.staff import reads_content
from cases.errors import CannotOpen, CodeTaken, InvalidAnswers, NotAllowed, SignedOut
from cases.journals import journal
from cases.keys import mailbox_key
from cases.mailbox.door import make_cookie
from cases.mailbox.view import find_complaint
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint, Mailbox
from cases.secrets_folder import Secrets
from cases.typed_digits import read_digits
from cases.vault import cookies
from cases.vault.circle import wrap_for_code
from cases.vault.codes import GROUP, SALT_VERSION, Code, CodeKeys, derive, new_code
from cases.vault.keys import Key
from cases.vault.shredding import ShredSecret
from cases.vault.stretching import door_gate
from cases.viewer import Complainant, Officer, Viewer
from workflows.fields import Problem

LASTS = timedelta(minutes=30)
"""How long a proposed code waits for its owner to write it down."""
LABEL = "proposed code"
CHANGED, ISSUED = "own_code", "new_code"
CHECKS = ("document", "in_person", "known_voice")
"""How the identity of somebody who lost their code was checked."""
NAMED = frozenset({"named", "confidential"})
"""Who gave us a name: only of them can anybody know that it is they who ask."""


@dataclass(frozen=True)
class Proposed:
    """A code that is shown and does not count yet; *sealed* is carried by the form, so that nothing is stored."""

    code: Code
    sealed: str = field(repr=False)


def propose(viewer: Complainant, *, secrets: Secrets, at: datetime) -> Proposed:
    """A fresh code for the viewer's mailbox. Nothing is written."""
    code = new_code()
    value = {"code": code.digits, "complaint": viewer.complaint_id, "until": int((at + LASTS).timestamp())}
    sealed = cookies.seal_small(secrets.pepper.key(LABEL), LABEL, value)
    return Proposed(code, urlsafe_b64encode(sealed).decode())


def read_proposed(sealed: str, viewer: Complainant, *, secrets: Secrets, at: datetime) -> Proposed:
    """The code of a form. Raises: SignedOut when it is another mailbox's, too old or not ours."""
    try:
        value: dict[str, Any] = cookies.open_small(
            secrets.pepper.key(LABEL), LABEL, urlsafe_b64decode(sealed.encode("ascii"))
        )
    except (CannotOpen, ValueError):
        raise SignedOut from None
    if value["complaint"] != viewer.complaint_id or value["until"] <= at.timestamp():
        raise SignedOut
    return Proposed(Code(value["code"]), sealed)


def change_code(
    database: Database, sealed: str, typed: str, *, key: str, pack: Pack, secrets: Secrets, viewer: Complainant,
    at: datetime,
) -> str:  # fmt: skip
    """Put the proposed code in the old one's place; gives the mailbox's new cookie.

    *typed*: its last four digits, from the paper. Argon2 runs here. Raises: SignedOut; InvalidAnswers (`last`).
    """
    proposed = read_proposed(sealed, viewer, secrets=secrets, at=at)
    if read_digits(typed) != proposed.code.digits[-GROUP:]:
        raise InvalidAnswers({"last": Problem("other_digits", {})})
    if viewer.keyring.mailbox is None:
        raise SignedOut
    keys = derive(proposed.code, secrets.pepper, gate=door_gate)
    shred = database.shred.take()
    database.write(lay_own, keys, key=key, shred=shred, pack=pack, viewer=viewer, at=whole_second(at))
    destroy_doomed(database)
    return make_cookie(viewer.complaint_id, viewer.keyring.mailbox, secrets=secrets, at=at)


def lay_own(
    session: Session, keys: CodeKeys, *, key: str, shred: ShredSecret, pack: Pack, viewer: Complainant, at: datetime
) -> None:
    """The rows of a code that its owner chose: from now on it is known to nobody else."""
    complaint, case = find_complaint(session, viewer)
    if journal.find_act(session, key) is not None or viewer.keyring.mailbox is None:
        return
    box = session.get_one(Mailbox, complaint.id)
    box.issued_by, box.confirmed_at = "form", at
    lay(session, case, box, viewer.keyring.mailbox, keys, shred=shred, at=at)
    note(session, case, CHANGED, {}, key=key, pack=pack, viewer=viewer, at=at)


def issue_code(
    database: Database, reference: str, complaint_id: int | None, check: str, *, key: str, pack: Pack, secrets: Secrets,
    viewer: Officer, at: datetime,
) -> Code:  # fmt: skip
    """A new code for a named complainant who lost theirs, after *check* of who they are; the old one opens nothing more.

    Shown once, to be handed over; its owner must change it at first use. Raises: CaseNotFound; NotAllowed for who reads no
    content; InvalidAnswers (`check`); CodeTaken when this form was sent before; CannotOpen.
    """
    if check not in CHECKS:
        raise InvalidAnswers({"check": Problem("required", {})})
    code = new_code()
    keys = derive(code, secrets.pepper, gate=door_gate)
    shred = database.shred.take()
    database.write(
        lay_issued,
        reference,
        complaint_id,
        check,
        keys,
        key=key,
        shred=shred,
        pack=pack,
        viewer=viewer,
        at=whole_second(at),
    )
    destroy_doomed(database)
    return code


def lay_issued(
    session: Session, reference: str, complaint_id: int | None, check: str, keys: CodeKeys, *, key: str,
    shred: ShredSecret, pack: Pack, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """The rows of a code that staff hands over."""
    case = find_case(session, reference, viewer=viewer)
    may_issue(case, viewer)
    if journal.find_act(session, key) is not None:
        raise CodeTaken
    box = box_of(session, case, complaint_id)
    opened = mailbox_key(session, case, box, viewer=viewer)
    box.issued_by, box.confirmed_at = "staff", None
    lay(session, case, box, opened, keys, shred=shred, at=at)
    note(session, case, ISSUED, {"check": check}, key=key, pack=pack, viewer=viewer, at=at)


def can_issue(session: Session, reference: str, *, viewer: Officer) -> bool:
    """Whether a new code can be given on this case. Raises: CaseNotFound; NotAllowed."""
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    return case.facts.get("identity") in NAMED


def may_issue(case: Case, viewer: Officer) -> None:
    if not reads_content(viewer.roles):
        raise NotAllowed
    if case.facts.get("identity") not in NAMED:
        raise InvalidAnswers({"check": Problem("nameless", {})})


def box_of(session: Session, case: Case, complaint_id: int | None) -> Mailbox:
    """The mailbox meant: the only one, or the first where none is named."""
    rows = session.scalars(
        select(Mailbox)
        .join(Complaint, Complaint.id == Mailbox.complaint_id)
        .where(Complaint.case_id == case.id)
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    found = next((row for row in rows if complaint_id in (None, row.complaint_id)), None)
    if found is None:
        raise InvalidAnswers({"check": Problem("nameless", {})})
    return found


def lay(
    session: Session, case: Case, box: Mailbox, mailbox: Key, keys: CodeKeys, *, shred: ShredSecret, at: datetime
) -> None:
    """The way from a code to the mailbox; the former code's is written over, and its copies lead nowhere.

    The mailbox's key stays, since all that was written is sealed to it. So the case goes under another secret: who has the
    former code and a copy of the rows from before could else still open what comes later. *box* says already by whom the
    new code is.
    """
    box.code_wrap = None
    change_secret(session, case, shred, at=at)
    box.lookup, box.salt_version = keys.lookup, SALT_VERSION
    confirmed = None if box.confirmed_at is None else int(box.confirmed_at.timestamp())
    box.code_wrap = wrap_for_code(mailbox, keys, shred=shred, issued_by=box.issued_by, confirmed=confirmed)


def note(
    session: Session, case: Case, act: str, body: dict[str, Any], *, key: str, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    case.version += 1
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=viewer.actor, at=at, body=body, pack=case.pack,
        calendar=pack.calendar.version,
    )  # fmt: skip
