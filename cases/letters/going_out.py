"""A signed letter goes out and reaches somebody: laid into the mailbox, posted, mailed or handed over; then they are told."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.acts.acting import perform
from cases.acts.proceedings import MAIN, clocks_of, load_proceeding
from cases.casefile.words import Opener, filed_by
from cases.errors import ActRefused, InvalidAnswers, LetterRefused
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import mailboxes_of
from cases.letters.plan import COMPLAINANT
from cases.letters.rows import check_seen, is_done, note, open_words
from cases.letters.system import LETTER
from cases.letters.told import DELIVERED, SENT
from cases.letters.writing import find, today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, Letter, OfficialLetter
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.reports import silence
from cases.reports.sides import counting_of
from cases.vault.sealing import seal_record
from cases.viewer import Officer, System
from cases.worklist.desk_rows import project_case
from workflows.answers import Problem

MAILBOX, POST, EMAIL, HAND = "mailbox", "post", "email", "hand"
WAYS: Final = {COMPLAINANT: (MAILBOX, HAND, POST, EMAIL), "body": (POST, EMAIL, HAND)}
ROUTE: Final = "contact_route"
"""The question that says which way is safe for the complainant."""
ROUTES: Final = {POST: "post", EMAIL: "email"}
"""The answer to it that is a consent to each way which others may see."""


def agreed_ways(opener: Opener, row: OfficialLetter) -> frozenset[str]:
    """Ways that the letter may go without asking anybody again: for a complainant those that they chose when they filed."""
    if row.complaint_id is None:
        return frozenset(WAYS["body"])
    chosen = {told.answers.get(ROUTE) for owner, told in filed_by(opener) if owner == row.complaint_id}
    return frozenset({MAILBOX, HAND, *(way for way, route in ROUTES.items() if route in chosen)})


def send(
    session: Session, reference: str, letter_id: int, way: str, *,
    agreed: bool, seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Note that a signed letter goes out; into the mailbox it is laid by this very act, which tells the complainant.

    *agreed*: the officer says that the complainant agreed to a way that they did not choose at filing. Raises: CaseNotFound,
    ChangedMeanwhile, CannotOpen; LetterRefused; InvalidAnswers for a way without consent.
    """
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "signed")
    check_hands(row, pack, viewer)
    if way not in WAYS[COMPLAINANT if row.complaint_id is not None else "body"]:
        raise InvalidAnswers({"way": Problem("required" if not way else "unknown_choice")})
    if not agreed and way not in agreed_ways(Opener(session, case, pack, viewer), row):
        raise InvalidAnswers({"agreed": Problem("no_consent")})
    at, day, laid = whole_second(at), today(pack, at), dict[str, bytes]()
    row.state, row.way, row.sent_on = "sent", way, day
    place = journal.claim_place(session, case.id, key)
    if way == MAILBOX:
        row.state, row.delivered_on = "delivered", day
        laid = lay(session, case, row, sequence=place[0], viewer=viewer, at=at)
    note(session, case, row, SENT, key=key, pack=pack, viewer=viewer, at=at, place=place, commitments=laid)
    if way == MAILBOX:
        tell(session, case, row, key=key, pack=pack, at=at)


def deliver(
    session: Session, reference: str, letter_id: int, day: date | None, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Note on which *day* a letter that was sent reached its reader; that tells the complainant. Raises: as `send`."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "sent")
    check_hands(row, pack, viewer)
    if day is None:
        raise InvalidAnswers({"day": Problem("required")})
    if day > today(pack, at) or (row.sent_on is not None and day < row.sent_on):
        raise InvalidAnswers({"day": Problem("not_between")})
    at = whole_second(at)
    row.state, row.delivered_on = "delivered", day
    note(session, case, row, DELIVERED, key=key, pack=pack, viewer=viewer, at=at)
    tell(session, case, row, key=key, pack=pack, at=at)


def check_hands(row: OfficialLetter, pack: Pack, viewer: Officer) -> None:
    """Who writes such letters, or signs them, also sends them. Raises: LetterRefused."""
    template = pack.templates.get(row.template)
    if template is not None and (template.writes | template.signs).isdisjoint(viewer.roles):
        raise LetterRefused("role")


def lay(
    session: Session, case: Case, row: OfficialLetter, *, sequence: int, viewer: Officer, at: datetime
) -> dict[str, bytes]:  # fmt: skip
    """Seal the letter to its complainant's mailbox, with all that its paper is drawn from."""
    signed = open_words(session, case, row.words, viewer=viewer)
    box = next(box for box in mailboxes_of(session, case) if box.complaint_id == row.complaint_id)
    words: dict[str, Any] = {
        "title": signed["title"],
        "text": signed["translation"] or signed["text"],
        "paper": signed["paper"],
        "pack": signed["pack"],
    }
    payload = seal_record(words, box.public, case=case.id, slot=LETTER, sequence=sequence)
    insert_rows(
        session,
        Letter,
        {
            "id": new_id(),
            "case_id": case.id,
            "complaint_id": box.complaint_id,
            "template": row.template,
            "language": row.language,
            "sequence": sequence,
            "at": at,
            "payload": payload,
            "told_at": None,
        },
    )
    return {f"{LETTER}:{box.complaint_id}": fingerprint(payload, box.complaint_id, row.template, row.language, at)}


def tell(session: Session, case: Case, row: OfficialLetter, *, key: str, pack: Pack, at: datetime) -> None:
    """The letter reached the complainant: do what the pack says follows from that, where the procedure allows it now."""
    if row.complaint_id is None:
        return
    counting = counting_of(pack)
    silent = silence.silent_of(case)
    case.heard_at = at
    silence.note(session, case, silent, counting)
    template = pack.templates.get(row.template)
    if template is not None and template.told is not None:
        main = load_proceeding(session, case, MAIN, pack=pack)
        if template.told in main.procedure.acts[main.state.stage]:
            with suppress(ActRefused, InvalidAnswers):
                perform(
                    session, case, main, template.told, {}, pack=pack, key=f"{key}/told", viewer=System(), at=at
                )  # fmt: skip
    project_case(session, case, clocks_of(session, case))
