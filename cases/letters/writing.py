"""An officer writes a letter: begun from the pack's words, saved as often as they like, handed to a second person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec.structs import asdict
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.carrying_out import answer_day
from cases.acts.proceedings import MAIN, load_proceeding
from cases.casefile.words import OWN_NAME, Opener, filed_by
from cases.errors import CaseNotFound, ChangedMeanwhile, InvalidAnswers, LetterRefused
from cases.journals import journal
from cases.keys import Box, mailboxes_of
from cases.letters.confidential import IDENTITY, confidential_names, mark_of
from cases.letters.paper import LAYOUT, Words
from cases.letters.plan import COMPLAINANT, Template, gaps_in
from cases.letters.rows import check_seen, find_letter, is_done, note, open_words
from cases.letters.system import clear_values, fill
from cases.letters.told import DISCARDED, PROPOSED, RETURNED, SAVED
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, OfficialLetter
from cases.records.base import new_id
from cases.viewer import Officer
from workflows.answers import Problem, is_blank, text

LIMITS: Final[Mapping[str, int]] = {"title": 200, "to": 1_000, "text": 20_000, "translation": 20_000}
"""Most characters of each part of a letter."""
ACCUSED: Final = "accused_body"


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of a new letter shows. `their`: the complainant's language, where it is for one."""

    reference: str
    template: Template
    language: str
    their: str | None
    complaint: int
    complaints: int
    """Which of the case's complaints it answers, counted from 1, and how many there are."""
    words: Words


def find_template(pack: Pack, name: str, *, viewer: Officer, case: Case) -> Template:
    """Raises: CaseNotFound for a letter that the pack does not have; LetterRefused for one that the viewer does not write."""
    template = pack.templates.get(name)
    if template is None:
        raise CaseNotFound(case.reference)
    if LAYOUT not in pack.files:
        raise LetterRefused("no_layout")
    if template.writes.isdisjoint(viewer.roles):
        raise LetterRefused("role")
    return template


def begin(
    session: Session, reference: str, name: str, *,
    language: str | None, number: int, pack: Pack, viewer: Officer, at: datetime,
) -> Beginning:  # fmt: skip
    """The words that a new letter begins with, in the complainant's language unless another is wanted; nothing is kept.

    *number*: of the complaint that it answers. Run it through `database.write`: the name on the envelope is read, and that
    is written down. Raises: CaseNotFound, LetterRefused, CannotOpen.
    """
    case = find_case(session, reference, viewer=viewer)
    template = find_template(pack, name, viewer=viewer, case=case)
    boxes = mailboxes_of(session, case)
    box = box_of(boxes, template, number)
    their = box.language if box else None
    chosen = language if language in pack.languages else their or pack.languages[0]
    due = answer_day(session, case, load_proceeding(session, case, MAIN, pack=pack), pack=pack)
    values = clear_values(case, chosen, due=due, pack=pack, at=at)
    opener = Opener(session, case, pack, viewer)
    return Beginning(
        reference=case.reference,
        template=template,
        language=chosen,
        their=their,
        complaint=number if box else 0,
        complaints=len(boxes) if box else 0,
        words=Words(
            title=fill(template.title[chosen], values),
            text=fill(template.body[chosen], values).strip(),
            to=addressee(opener, template, box, chosen, pack),
        ),
    )


def box_of(boxes: Sequence[Box], template: Template, number: int) -> Box | None:
    """The mailbox of complaint *number*, for a letter to its complainant. Raises: LetterRefused where nobody complained."""
    if template.to != COMPLAINANT:
        return None
    if not 1 <= number <= len(boxes):
        raise LetterRefused("nobody")
    return boxes[number - 1]


def addressee(opener: Opener, template: Template, box: Box | None, language: str, pack: Pack) -> str:
    """Whom it is for: the complainant by the name that they gave, the body complained of by the register."""
    facts = opener.case.facts
    if template.to != COMPLAINANT:
        entry = pack.registers["bodies"].get(str(facts.get(ACCUSED, "")))
        return (
            "\n".join(filter(None, (entry.label[language], entry.post.get(language))))
            if entry and not template.masked
            else ""
        )
    if box is None or facts.get(IDENTITY) not in {"named", "confidential"}:
        return pack.letterhead.words("unnamed", language)
    names = [
        told.answers[OWN_NAME]
        for owner, told in filed_by(opener)
        if owner == box.complaint_id and OWN_NAME in told.answers
    ]
    return str(names[-1]) if names else pack.letterhead.words("unnamed", language)


def read_words(typed: Mapping[str, str]) -> Words:
    """What was typed, as it is kept. Raises: InvalidAnswers."""
    found, problems = dict[str, str](), dict[str, Problem]()
    for name, limit in LIMITS.items():
        words = text(typed.get(name, ""), limit=limit, lines=name != "title")
        if isinstance(words, Problem):
            problems[name] = words
        elif is_blank(words) and name in {"title", "text"}:
            problems[name] = Problem("required")
        else:
            found[name] = words
    if problems:
        raise InvalidAnswers(problems)
    return Words(**found)


def save(
    session: Session, reference: str, name: str, words: Words, *,
    language: str, number: int, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> int:  # fmt: skip
    """Keep a new letter as a draft, sealed to the case; gives its id. Raises: CaseNotFound, LetterRefused."""
    case = find_case(session, reference, viewer=viewer)
    template = find_template(pack, name, viewer=viewer, case=case)
    box = box_of(mailboxes_of(session, case), template, number)
    if language not in pack.languages:
        raise InvalidAnswers({"language": Problem("unknown_choice")})
    if is_done(session, case, key):
        return written_by_key(session, case, key)
    at = whole_second(at)
    row = OfficialLetter(
        id=new_id(), case_id=case.id, template=template.name, language=language,
        complaint_id=box.complaint_id if box else None, state="draft", words=0, writers=[viewer.actor], changed_at=at,
    )  # fmt: skip
    note(session, case, row, SAVED, words=asdict(words), key=key, pack=pack, viewer=viewer, at=at)
    return row.id


def written_by_key(session: Session, case: Case, key: str) -> int:
    """The letter that a form sent twice has made already."""
    entry = journal.find_act(session, key)
    if entry is None:
        raise ChangedMeanwhile(case.reference)
    return int(journal.read_body(entry)["letter"]["id"])


def change(
    session: Session, reference: str, letter_id: int, words: Words, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Put other words in place of a draft's; the ones before stay in the case. Raises: as `propose`."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "draft")
    find_template(pack, row.template, viewer=viewer, case=case)
    if viewer.actor not in row.writers:
        row.writers = [*row.writers, viewer.actor]
    note(session, case, row, SAVED, words=asdict(words), key=key, pack=pack, viewer=viewer, at=whole_second(at))


def find(session: Session, reference: str, letter_id: int, *, viewer: Officer) -> tuple[Case, OfficialLetter]:
    """Raises: CaseNotFound."""
    case = find_case(session, reference, viewer=viewer)
    return case, find_letter(session, case, letter_id)


def propose(
    session: Session, reference: str, letter_id: int, *,
    seen: str, names: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Hand a draft to whoever may sign it. *names*: the mark of the confidential names that the page asked about.

    Raises: CaseNotFound, ChangedMeanwhile, LetterRefused; InvalidAnswers for what is still to be written, a letter in
    another language than the complainant's without a translation, and names that nobody has said yes to.
    """
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "draft")
    template = find_template(pack, row.template, viewer=viewer, case=case)
    words = Words(**open_words(session, case, row.words, viewer=viewer))
    check_whole(words, language=row.language, their=language_of(session, case, row))
    check_names(session, Opener(session, case, pack, viewer), template, row, words, names=names, viewer=viewer)
    row.state = "proposed"
    if viewer.actor not in row.writers:
        row.writers = [*row.writers, viewer.actor]
    note(session, case, row, PROPOSED, key=key, pack=pack, viewer=viewer, at=whole_second(at))


def language_of(session: Session, case: Case, row: OfficialLetter) -> str | None:
    """The language of whoever complained; None for a letter to a body."""
    return next((box.language for box in mailboxes_of(session, case) if box.complaint_id == row.complaint_id), None)


def check_whole(words: Words, *, language: str, their: str | None) -> None:
    """A letter is whole when nothing is left to be written and its reader has it in their language. Raises: InvalidAnswers."""
    problems = dict[str, Problem]()
    for name, part in (("title", words.title), ("text", words.text), ("translation", words.translation)):
        if gaps := gaps_in(part):
            problems[name] = Problem("gaps_left", {"gaps": gaps[0], "number": len(gaps)})
    if their is not None and language != their and not words.translation:
        problems["translation"] = Problem("not_their_language")
    if problems:
        raise InvalidAnswers(problems)


def check_names(
    session: Session, opener: Opener, template: Template, row: OfficialLetter, words: Words, *, names: str, viewer: Officer
) -> None:  # fmt: skip
    """Raises: InvalidAnswers (`names`) unless exactly these names were shown and confirmed."""
    found = confidential_names(session, opener, template, row.complaint_id, texts_of(words, template), viewer=viewer)
    if names != mark_of(found):
        raise InvalidAnswers({"names": Problem("names_go_out")})


def texts_of(words: Words, template: Template) -> tuple[str, ...]:
    """Where a name may stand that should not go out; on the envelope of a letter to a complainant it is their own."""
    return (words.title, words.text, words.translation, *(() if template.to == COMPLAINANT else (words.to,)))


def send_back(
    session: Session, reference: str, letter_id: int, reason: str, *,
    seen: str, pack: Pack, key: str, viewer: Officer, at: datetime,
) -> None:  # fmt: skip
    """Give a proposed letter back to its writers, with what is wanted of them. Raises: as `propose`."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "proposed")
    template = pack.templates.get(row.template)
    if viewer.actor not in row.writers and (template is None or template.signs.isdisjoint(viewer.roles)):
        raise LetterRefused("role")
    words = text(reason, limit=LIMITS["text"], lines=True)
    if isinstance(words, Problem) or is_blank(words):
        raise InvalidAnswers({"reason": words if isinstance(words, Problem) else Problem("required")})
    row.state = "draft"
    note(
        session, case, row, RETURNED, words={"reason": words}, kept=False, key=key, pack=pack, viewer=viewer,
        at=whole_second(at),
    )  # fmt: skip


def discard(
    session: Session, reference: str, letter_id: int, *, seen: str, pack: Pack, key: str, viewer: Officer, at: datetime
) -> None:  # fmt: skip
    """Lay a draft aside for good; its words stay in the case. Raises: CaseNotFound, ChangedMeanwhile, LetterRefused."""
    case, row = find(session, reference, letter_id, viewer=viewer)
    if is_done(session, case, key):
        return
    check_seen(case, row, seen, "draft", "proposed")
    find_template(pack, row.template, viewer=viewer, case=case)
    row.state = "discarded"
    note(session, case, row, DISCARDED, key=key, pack=pack, viewer=viewer, at=whole_second(at))


def today(pack: Pack, at: datetime) -> date:
    """The day in the institution's zone."""
    return at.astimezone(pack.zone).date()
