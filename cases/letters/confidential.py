"""Names that would go out with a letter though they are told to us alone: found before it is signed, compared in memory.

A warning, not a lock: a masked request names several people on purpose. Who goes on says so, twice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.casefile.words import OWN_NAME, Opener, filed_by, timeline
from cases.filing.naming import ENDING, SHORTEST, VOWELS, named_in, our_people, words_of
from cases.letters.plan import BODY, Template
from cases.parties.acts import COMPLAINANT, RESPONDENT
from cases.parties.reading import entered_parties
from cases.records import Officer as OfficerRow
from cases.viewer import Officer
from workflows.fields import FieldKind

MAY_KNOW, IDENTITY = "respondent_may_know", "identity"


class Whose(StrEnum):
    COMPLAINANT = "complainant"
    OTHER = "other"
    COLLEAGUE = "colleague"


class Known(msgspec.Struct, frozen=True):
    """A name that the case holds. `complaint_id`: whose own name it is, where it is a complainant's."""

    name: str
    whose: Whose
    complaint_id: int | None = None


def names_going_out(texts: Sequence[str], known: Iterable[Known]) -> tuple[Known, ...]:
    """Those of *known* of whom any part of the name stands in *texts*, in whatever case and with whatever ending.

    Stricter than how staff are found in a filing: of the few people of a case a surname alone says who is meant.
    """
    said = {word for text in texts for word in words_of(text)}
    return tuple(one for one in known if any(is_said(part, said) for part in words_of(one.name)))


def is_said(part: str, said: set[str]) -> bool:
    """Whether a part of a name is among the words; its last vowel may have become another one, and an ending follow."""
    stem = part[:-1] if len(part) > SHORTEST and part[-1] in VOWELS else part
    return len(part) >= SHORTEST and any(
        word.startswith(stem) and len(word) <= len(part) + ENDING for word in said
    )  # fmt: skip


def allowed(one: Known, *, to: str, complaint_id: int | None, may_name: bool) -> bool:
    """Whether a name may stand in the letter without a question: a complainant's own, to themselves or as they agreed."""
    if one.whose is not Whose.COMPLAINANT:
        return False
    return may_name if to == BODY else one.complaint_id == complaint_id


def confidential_names(
    session: Session,
    opener: Opener,
    template: Template,
    complaint_id: int | None,
    texts: Sequence[str],
    *,
    viewer: Officer,
) -> tuple[Known, ...]:
    """Who is named in *texts* and should perhaps not be."""
    facts = opener.case.facts
    may_name = facts.get(MAY_KNOW) == "yes" and facts.get(IDENTITY) == "named" and not template.masked
    questioned = [
        one
        for one in known_names(opener)
        if not allowed(one, to=template.to, complaint_id=complaint_id, may_name=may_name)
    ]
    return tuple(dict.fromkeys((*names_going_out(texts, questioned), *colleagues_in(session, texts, viewer=viewer))))


def known_names(opener: Opener) -> Iterator[Known]:
    """Names of people that were told in answers: at filing, later, and in acts; and of those who were entered as parties."""
    for complaint_id, told in filed_by(opener):
        for page in told.questionnaire.pages:
            for question in page.questions:
                if question.kind is FieldKind.PERSON and (name := told.answers.get(question.name)):
                    own = question.name == OWN_NAME
                    yield Known(str(name), Whose.COMPLAINANT if own else Whose.OTHER, complaint_id if own else None)
    for event in timeline(opener, {}):
        for asked, answer in event.answers:
            if asked.kind is FieldKind.PERSON and answer:
                yield Known(str(answer), Whose.OTHER)
    yield from names_of_parties(opener)


def names_of_parties(opener: Opener) -> Iterator[Known]:
    """People who were entered as parties; who is complained of, and nothing else, is spoken of in most letters."""
    only = opener.mailboxes[0].id if len(opener.mailboxes) == 1 else None
    for party in entered_parties(opener).values():
        roles = {role.code for role in party.roles}
        if COMPLAINANT in roles:
            yield Known(party.name, Whose.COMPLAINANT, only)
        elif party.body is None and roles != {RESPONDENT}:
            yield Known(party.name, Whose.OTHER)


def colleagues_in(session: Session, texts: Sequence[str], *, viewer: Officer) -> Iterator[Known]:
    """Our own people who are named in full; the viewer knows of themselves."""
    found = {one.id for one in named_in(texts, our_people(session, viewer=viewer))} - {viewer.id}
    names = select(OfficerRow.name).where(OfficerRow.id.in_(found)).order_by(OfficerRow.name)
    for name in session.scalars(names) if found else ():
        yield Known(name, Whose.COLLEAGUE)


def mark_of(names: Sequence[Known]) -> str:
    """Stands for these very names: who confirms others than were shown is shown them again."""
    said = "\n".join(sorted(f"{one.whose} {one.name}" for one in names))
    return hashlib.sha256(said.encode()).hexdigest()[:32] if names else ""
