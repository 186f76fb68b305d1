"""Letters of a case as an officer sees them: the list, one letter with what can be done, and the paper to draw."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.casefile.opening import officer_names
from cases.casefile.proceedings import officer_name
from cases.casefile.words import Opener
from cases.doors.staff import ROLES_WITHOUT_CONTENT
from cases.errors import LetterRefused, NotAllowed
from cases.journals import journal
from cases.letters.confidential import Known, confidential_names, mark_of
from cases.letters.going_out import EMAIL, WAYS, agreed_ways
from cases.letters.open_links import OpenLink, links_for
from cases.letters.paper import LAYOUT, Words, paper_of
from cases.letters.plan import BODY, COMPLAINANT, Template
from cases.letters.rows import letters_of, open_words, seen_of
from cases.letters.sent_link import SentLink, sent_link
from cases.letters.signing import check_signer
from cases.letters.told import RETURNED
from cases.letters.writing import find, language_of, texts_of, today
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.packs.stored import load_stored
from cases.records import Case, Entry, OfficialLetter
from cases.records import Pack as PackRow
from cases.viewer import Officer
from workflows.names import Label


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in the list of a case: nothing sealed."""

    id: int
    label: Label
    to: str
    state: str
    number: str | None
    signed_on: date | None
    way: str | None
    changed_at: datetime
    writers: tuple[str, ...]
    astray: bool = False
    """It went by e-mail and nobody can open it: the mail was refused, or its link is over."""


class LetterSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One letter, opened.

    `may`: what the viewer may do now, of edit, propose, sign, return, discard, send, deliver, take_back.
    """

    reference: str
    line: LetterLine
    template: str
    language: str
    their: str | None
    words: Words
    paper: Mapping[str, Any]
    seen: str
    may: frozenset[str]
    waits_for: frozenset[str]
    """Roles of whom somebody else must sign it."""
    names: tuple[Known, ...]
    """Who is named and should perhaps not be."""
    mark: str
    returned: str | None
    """What the second person wanted changed."""
    signer: str | None
    sent_on: date | None
    delivered_on: date | None
    ways: tuple[str, ...]
    agreed: frozenset[str]
    links: tuple[OpenLink, ...]
    """Bodies behind whose link it may be laid."""
    sent: SentLink | None
    """The newest link by which the complainant reads it, of a letter that went by e-mail."""


def list_letters(
    session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[str, tuple[LetterLine, ...], tuple[Template, ...], bool]:
    """The case's number, its letters, the templates that the viewer writes by, and whether somebody complained.

    Raises: CaseNotFound.
    """
    case = find_case(session, reference, viewer=viewer)
    names = officer_names(session)
    templates = tuple(one for one in pack.templates.values() if not one.writes.isdisjoint(viewer.roles))
    complained = bool(Opener(session, case, pack, viewer).mailboxes)
    offered = templates if complained else tuple(one for one in templates if one.to == BODY)
    return (
        case.reference,
        tuple(
            line_of(row, pack, names, astray=is_astray(row, sent_link(session, row, at=at)))
            for row in letters_of(session, case)
        ),
        offered if LAYOUT in pack.files else (),
        complained,
    )


def is_astray(row: OfficialLetter, link: SentLink | None) -> bool:
    return row.state == "sent" and link is not None and link.befell is not None


def line_of(row: OfficialLetter, pack: Pack, names: Mapping[int, str], *, astray: bool = False) -> LetterLine:
    template = pack.templates.get(row.template)
    return LetterLine(
        id=row.id,
        label=template.label if template else {},
        to=COMPLAINANT if row.complaint_id is not None else BODY,
        state=row.state,
        number=row.number,
        signed_on=row.signed_on,
        way=row.way,
        changed_at=row.changed_at,
        writers=tuple(officer_name(one, names) for one in row.writers),
        astray=astray,
    )


def open_letter(
    session: Session, reference: str, letter_id: int, *, pack: Pack, viewer: Officer, at: datetime
) -> LetterSheet:
    """Run it through `database.write`: what is opened is written down as read. Raises: CaseNotFound, NotAllowed, CannotOpen."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if viewer.roles <= ROLES_WITHOUT_CONTENT:
        raise NotAllowed
    opened = open_words(session, case, row.words, viewer=viewer)
    journal.record_reading(
        session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "letter"}
    )  # fmt: skip
    words = Words(**{name: opened[name] for name in ("title", "text", "to", "translation")})
    opener, their, names = Opener(session, case, pack, viewer), language_of(session, case, row), officer_names(session)
    template = pack.templates.get(row.template)
    found: tuple[Known, ...] = ()
    if template is not None and row.state in {"draft", "proposed"}:
        found = confidential_names(
            session, opener, template, row.complaint_id, texts_of(words, template), viewer=viewer
        )
    paper = opened.get("paper")
    if paper is None and template is not None:
        paper = paper_of(
            template, words, language=row.language, their=their, reference=case.reference, unit=case.unit, signature=None,
            pack=pack, today=today(pack, at),
        )  # fmt: skip
    return LetterSheet(
        reference=case.reference,
        line=line_of(row, pack, names),
        template=row.template,
        language=row.language,
        their=their,
        words=words,
        paper=paper or {},
        seen=seen_of(row),
        may=possible(row, template, viewer),
        waits_for=template.signs if template else frozenset(),
        names=found,
        mark=mark_of(found),
        returned=wanted_of(session, case, row, viewer=viewer),
        signer=officer_name(row.signer, names) if row.signer else None,
        sent_on=row.sent_on,
        delivered_on=row.delivered_on,
        ways=WAYS[COMPLAINANT if row.complaint_id is not None else BODY],
        agreed=agreed_ways(opener, row),
        links=links_for(session, case, pack=pack, at=at) if row.complaint_id is None and row.state == "signed" else (),
        sent=sent_link(session, row, at=at),
    )


def possible(row: OfficialLetter, template: Template | None, viewer: Officer) -> frozenset[str]:
    if template is None:
        return frozenset()
    writes = not template.writes.isdisjoint(viewer.roles)
    signs = not template.signs.isdisjoint(viewer.roles)
    try:
        check_signer(row, template, viewer=viewer)
        second = True
    except LetterRefused:
        second = False
    found = {
        "edit": row.state == "draft" and writes,
        "propose": row.state == "draft" and writes,
        "sign": row.state == "proposed" and second,
        "return": row.state == "proposed" and (signs or viewer.actor in row.writers),
        "discard": row.state in {"draft", "proposed"} and writes,
        "send": row.state == "signed" and (writes or signs),
        "deliver": row.state == "sent" and (writes or signs),
        "take_back": row.state in {"sent", "delivered"} and row.way == EMAIL and (writes or signs),
    }
    return frozenset(name for name, may in found.items() if may)


def wanted_of(session: Session, case: Case, row: OfficialLetter, *, viewer: Officer) -> str | None:
    """Why the draft was given back last, as long as it is a draft."""
    if row.state != "draft":
        return None
    entries = session.scalars(
        select(Entry).where(Entry.case_id == case.id, Entry.act == RETURNED).order_by(Entry.sequence.desc())
    )
    entry = next((one for one in entries if journal.read_body(one)["letter"]["id"] == row.id), None)
    if entry is None or entry.sequence < row.words:
        return None
    return str(open_words(session, case, entry.sequence, viewer=viewer)["reason"])


def layout_of(
    session: Session, reference: str, letter_id: int, *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[LetterSheet, Mapping[str, str]]:
    """As `open_letter`, with the files of the pack that its paper is drawn by: a signed one by that which it was signed under."""
    sheet = open_letter(session, reference, letter_id, pack=pack, viewer=viewer, at=at)
    case, row = find(session, reference, letter_id, viewer=viewer)
    signed = open_words(session, case, row.words, viewer=viewer).get("pack")
    return sheet, files_of(session, signed, pack)


def files_of(session: Session, hashed: str | None, pack: Pack) -> Mapping[str, str]:
    """Files of the pack with this hash. Raises: LetterRefused where it has no layout for letters."""
    files = pack.files
    if hashed is not None and hashed != pack.hash:
        row = session.get(PackRow, hashed)
        files = load_stored(row.files).files if row is not None else files
    if LAYOUT not in files:
        raise LetterRefused("no_layout")
    return files
