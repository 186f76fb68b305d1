"""A complaint in the making: kept page by page under the visitor's cookie, sent once, then answered by one receipt.

A form that is sent becomes its own receipt: the same row, in the same transaction that files the complaint. Whatever
comes a second time (a double press, Back, a reload, a lost connection) finds that receipt: never a second complaint,
never a lost code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cases.database import Database
from cases.defences.counting import count
from cases.defences.limits import draft_lasts
from cases.defences.sources import Source
from cases.errors import DraftGone
from cases.filing import held, intake
from cases.filing.answers import Raw
from cases.filing.filing import Filing, Receipt, file_complaint
from cases.filing.held import DRAFT_LASTS, RECEIPT_LASTS
from cases.packs.jurisdiction import Pack
from cases.records import Held
from cases.records.rows import insert_rows
from cases.secrets_folder import Secrets
from cases.unit_keys.freshness import sealed_afresh
from cases.vault import cookies
from cases.vault.codes import new_code, parse_code
from cases.vault.expanding import expand
from cases.viewer import Viewer


@dataclass(frozen=True)
class Draft:
    """What was typed so far, as it was typed; `submission` makes everything sent from it one complaint.

    *code*: under which it was saved for later; after sending it opens the mailbox.
    """

    raw: Mapping[str, Sequence[str]]
    submission: bytes
    code: str | None = field(default=None, repr=False)

    @property
    def content(self) -> dict[str, Any]:
        """As it is held."""
        return {"raw": self.raw, "submission": self.submission.hex(), "code": self.code}


def next_secret(secret: bytes, held_id: int) -> bytes:
    """The cookie's secret after this form was sent. It opens the receipt; from it nobody gets back to the old one.

    Derived, not drawn: a second press that is still on its way with the old cookie arrives at the same receipt.
    """
    return expand(secret, f"sent {held_id}")


def begin(
    session: Session, raw: Raw, secret: bytes, *, source: Source | None = None, lasting: timedelta = DRAFT_LASTS,
    viewer: Viewer, at: datetime,
) -> int:  # fmt: skip
    """Keep the first page's answers; gives the draft's id. Nothing exists before this.

    *lasting*: how long the cookie opens it. *source*: where it comes from; of one that has begun very
    many this hour, drafts are kept for less long.
    """
    begun = count(session, source, "draft", viewer=viewer, at=at) if source else 0
    draft = Draft(raw, token_bytes(16))
    return held.keep(session, "draft", draft.content, secret, lasting=draft_lasts(begun, lasting), viewer=viewer, at=at)


def read_draft(session: Session, held_id: int, secret: bytes, *, viewer: Viewer, at: datetime) -> Draft:
    """The draft. Raises: DraftGone when it was sent, left, has expired or is somebody else's."""
    content = held.load(session, held_id, "draft", secret, viewer=viewer, at=at)
    return Draft(content["raw"], bytes.fromhex(content["submission"]), content["code"])


def keep_page(
    session: Session, held_id: int, names: frozenset[str], raw: Raw, secret: bytes, *,
    lasting: timedelta, viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """Put *raw* in place of what the draft holds under one page's *names*; other pages stay. Raises: DraftGone.

    *lasting*: how long the draft can be opened from now on, if nothing more is typed.
    """
    draft = read_draft(session, held_id, secret, viewer=viewer, at=at)
    kept = {name: values for name, values in draft.raw.items() if name not in names}
    typed = {name: list(values) for name, values in raw.items() if name in names}
    content = replace(draft, raw=kept | typed).content
    held.change(session, held_id, "draft", content, secret, lasting=lasting, viewer=viewer, at=at)


def forget(session: Session, held_id: int, secret: bytes, *, viewer: Viewer, at: datetime) -> None:
    """Drop a draft or receipt that *secret* opens, for good; of anything else nothing happens and nothing is said.

    Of a draft that was saved under a code only what the cookie opens goes: who wrote the code down wants it back.
    """
    for purpose in ("draft", "receipt"):
        try:
            held.load(session, held_id, purpose, secret, viewer=viewer, at=at)
        except DraftGone:
            continue
        if not held.close(session, held_id):
            held.drop(session, held_id, viewer=viewer, at=at)


def send(
    database: Database, held_id: int, secret: bytes, known: frozenset[str], *,
    pack: Pack, secrets: Secrets, language: str, source: Source | None = None, aside: bool = False,
    viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """File the draft as a complaint and leave its receipt in its place, for `read_receipt` under `next_secret`.

    *known*: the names that the questionnaire asks now; what a draft of an older one holds beside them is not sent.
    *source*: where it comes from, counted with it. *aside*: see `Filing.aside`.
    Raises: InvalidAnswers (the draft stays), DraftGone (look for the receipt).
    """
    draft = database.read(read_draft, held_id, secret, viewer=viewer, at=at)
    raw = {name: values for name, values in draft.raw.items() if name in known}
    code = parse_code(draft.code) if draft.code else new_code()

    def file() -> None:
        filing = intake.prepare(
            database, raw, pack=pack, secrets=secrets, language=language, channel="web", submission=draft.submission,
            code=code, aside=aside, viewer=viewer, at=at,
        )  # fmt: skip
        database.write(file_draft, held_id, secret, filing, pack=pack, source=source, viewer=viewer, at=at)

    sealed_afresh(file)


def file_draft(
    session: Session, held_id: int, secret: bytes, filing: Filing, *, pack: Pack, source: Source | None = None,
    viewer: Viewer, at: datetime,
) -> None:  # fmt: skip
    """The rows of `send`: complaint, receipt and end of the draft together, or nothing."""
    held.load(session, held_id, "draft", secret, viewer=viewer, at=at)
    receipt = file_complaint(session, filing, pack=pack, viewer=viewer, at=filing.received_at)
    if source:
        count(session, source, "filing", viewer=viewer, at=at)
    held.drop(session, held_id, viewer=viewer, at=at)
    leave_receipt(session, held_id, next_secret(secret, held_id), receipt, at=at)


def leave_receipt(session: Session, held_id: int, secret: bytes, receipt: Receipt, *, at: datetime) -> None:
    """Keep *receipt* for `read_receipt` under *secret*, one hour at most."""
    content = {"purpose": "receipt", "content": msgspec.to_builtins(receipt)}
    sealed = cookies.seal_draft(secret, held_id, content)
    row = {"id": held_id, "purpose": "receipt", "wrapped_key": sealed.wrapped_key, "sealed": sealed.sealed}
    insert_rows(session, Held, {**row, "expires_at": at + RECEIPT_LASTS})


def read_receipt(session: Session, held_id: int, secret: bytes, *, viewer: Viewer, at: datetime) -> Receipt:
    """The receipt with its code, until it is confirmed as written down. Raises: DraftGone."""
    content: dict[str, Any] = held.load(session, held_id, "receipt", secret, viewer=viewer, at=at)
    return msgspec.convert(content, Receipt)
