"""A complaint that comes in one sending: filed once whatever comes again, and answered by the same receipt for an hour.

A program, or a page that has no draft, sends the same request again when the answer was lost, with the same key. The receipt
waits for it as for a person at the form (`cases/filing/drafts.py`), but no cookie opens it: where it lies and what opens it
both come out of the sender's own key and the pepper, so that neither the database nor a guess at the key alone gives a code
away. What opens it hangs on the answers too: the same key with other answers is told that it is taken, and never handed
somebody's receipt.
"""

import hmac
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from cases.case_facts import LIFE
from cases.database import Database
from cases.defences.counting import count, seen
from cases.defences.crossing import Crossing
from cases.defences.sources import Source
from cases.errors import AlreadySent, DraftGone
from cases.filing import drafts, intake
from cases.filing.answers import Raw
from cases.filing.filing import Filing, Receipt, file_complaint
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.unit_keys.freshness import sealed_afresh
from cases.vault.codes import new_code
from cases.vault.expanding import expand
from cases.viewer import Viewer

LABEL = "sent by a program"
BELOW_2_63 = 0x7FFF_FFFF_FFFF_FFFF


def receive_once(
    database: Database, raw: Raw, key: str, *,
    pack: Pack, secrets: Secrets, language: str, channel: str, crossing: Crossing | None = None,
    form: str = intake.QUESTIONNAIRE, viewer: Viewer, at: datetime,
) -> Receipt:  # fmt: skip
    """File a complaint and give its receipt; the same *key* and answers within the hour give the same receipt again.

    *key*: what the program calls this sending. *crossing*: where it comes from, counted with it, and what it brings against
    a toll. *form*: the questionnaire that was answered. Raises: InvalidAnswers, TollOpen, and nothing is written; AlreadySent
    when the key was used with other answers, or so long ago that the receipt is gone.
    """
    known = keyed(secrets, f"{viewer.actor} {key}".encode())
    held_id = int.from_bytes(expand(known, "place")[:8]) & BELOW_2_63 or 1
    secret = keyed(secrets, expand(known, "receipt") + msgspec.json.encode([language, raw], order="deterministic"))
    source = None if crossing is None else crossing.source
    filed = 0 if source is None else database.read(seen, source, "filing", viewer=viewer, at=at)
    code = new_code()

    def file() -> Receipt:
        filing = intake.prepare(
            database, raw, pack=pack, secrets=secrets, language=language, channel=channel,
            submission=expand(known, "submission")[:16], code=code,
            aside=crossing is not None and crossing.is_bulk(filed), form=form, viewer=viewer, at=at,
        )  # fmt: skip
        return database.write(
            file_with_receipt, held_id, secret, filing, pack=pack, source=source, viewer=viewer, at=at
        )

    try:
        return database.read(drafts.read_receipt, held_id, secret, viewer=viewer, at=at)
    except DraftGone:
        pass
    # Before anything is stretched or sealed: a flood costs us a look at its answers. Danger to life waits for nothing.
    if crossing is not None and intake.urgency_of(raw, pack=pack, form=form, at=at) != LIFE:
        crossing.pay(held_id, filed, pepper=secrets.pepper, at=at)
    try:
        return sealed_afresh(file)
    except AlreadySent as sent:
        try:  # the same request may have overtaken this one
            return database.read(drafts.read_receipt, held_id, secret, viewer=viewer, at=at)
        except DraftGone:
            raise sent from None


def keyed(secrets: Secrets, message: bytes) -> bytes:
    return hmac.digest(secrets.pepper.key(LABEL), message, "sha256")


def file_with_receipt(
    session: Session, held_id: int, secret: bytes, filing: Filing, *, pack: Pack, source: Source | None = None,
    viewer: Viewer, at: datetime,
) -> Receipt:  # fmt: skip
    """The rows of `receive_once`: complaint and receipt together, or nothing."""
    receipt = file_complaint(session, filing, pack=pack, viewer=viewer, at=filing.received_at)
    if source:
        count(session, source, "filing", viewer=viewer, at=at)
    drafts.leave_receipt(session, held_id, secret, receipt, at=at)
    return receipt
