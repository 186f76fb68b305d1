"""The body's side of a request: what it sees, and what it sends. Its own words come back to it; nobody else's do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import perform, person
from cases.acts.proceedings import Running, clocks_of, due_of, find_proceeding, open_counts
from cases.acts.surroundings import look_around
from cases.bodies.door import is_open
from cases.bodies.links import BODY, SLOT, lay_words, page_of
from cases.bodies.plan import BodyAct, BodyPage
from cases.errors import ActRefused, SignedOut
from cases.filing.answers import Raw
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, BodyWords, Case
from cases.vault.sealing import open_record
from cases.viewer import Body
from cases.worklist.desk_rows import project_case
from workflows import engine
from workflows.calendars import local_day, working_days_between
from workflows.engine import Offer, Refusal
from workflows.fields import Field, FieldKind
from workflows.names import Label

SENT = "body_answer"
"""The act of the journal that says that something came through a link; the answer itself is the procedure's own act."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that went through the link. *answers*: (question, answer) in the order asked."""

    number: int
    at: datetime
    sender: str
    text: str = ""
    title: Label | None = None
    answers: tuple[tuple[Field, Any], ...] = ()
    late: bool = False
    digest: str = ""
    """SHA-256 of what was written, or of the bytes of a file that the body sent, in hexadecimal."""
    file: str = ""
    size: int = 0


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a body finds behind its link."""

    title: Label
    body: Label
    unit: str
    """Code of our unit that asks."""
    due: datetime | None
    days_left: int
    """Working days until the due day; 0 on it and after."""
    late: bool
    said: tuple[Sent, ...]
    """Oldest first."""
    offers: tuple[Offer, ...]


def read_request(session: Session, *, pack: Pack, viewer: Body, at: datetime) -> Request:
    """Run it through `database.write`: that a body read it is written down. Raises: SignedOut where the link is over."""
    link, case, proceeding, page = find_request(session, pack=pack, viewer=viewer, at=at)
    journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "link"})
    due = due_day(proceeding, page, pack)
    today = local_day(pack.calendar, at)
    ends = local_day(pack.calendar, due) if due else today
    entry = pack.registers["bodies"].get(str(proceeding.facts(case).get(page.body)))
    return Request(
        title=page.title,
        body=entry.label if entry else {},
        unit=proceeding.row.unit,
        due=due,
        days_left=working_days_between(pack.calendar, today, ends) if ends > today else 0,
        late=due is not None and at > due,
        said=read_words(session, link, page, proceeding, viewer),
        offers=offers(session, case, proceeding, page, pack=pack, viewer=viewer, at=at),
    )


def find_request(
    session: Session, *, pack: Pack, viewer: Body, at: datetime
) -> tuple[BodyLink, Case, Running, BodyPage]:
    """Raises: SignedOut where the link was closed meanwhile, is too old, or its proceeding has ended."""
    link = session.get(BodyLink, viewer.link_id)
    if link is None or link.public_key != viewer.key.public or not is_open(session, link, pack=pack, at=at):
        raise SignedOut
    proceeding = find_proceeding(session, link.proceeding_id, pack=pack)
    page = page_of(pack, proceeding)
    if page is None:
        raise SignedOut
    return link, session.get_one(Case, link.case_id), proceeding, page


def due_day(proceeding: Running, page: BodyPage, pack: Pack) -> datetime | None:
    """When the body's own clock is due; None where none of them runs."""
    found = (due_of(proceeding, name, pack=pack) for name in page.clocks if name in proceeding.state.clocks)
    return next((due for due in found if due is not None), None)


def offers(
    session: Session, case: Case, proceeding: Running, page: BodyPage, *, pack: Pack, viewer: Body, at: datetime
) -> tuple[Offer, ...]:
    """What the body may do now, in the words that are meant for it."""
    here = proceeding.procedure.acts[proceeding.state.stage]
    mine = [act for name, act in here.items() if name in page.acts]
    if not mine:
        return ()
    around = look_around(session, case, proceeding, mine, pack=pack, at=at)
    counts = open_counts(session, case)
    found = engine.available(
        proceeding.procedure, proceeding.state, by=person(viewer), open_counts=counts, **around.known
    )
    return tuple(
        in_their_words(offer, page.acts[offer.act])
        for offer in found
        if offer.act in page.acts and offer.refusal is None and not offer.confirming
    )


def in_their_words(offer: Offer, words: BodyAct) -> Offer:
    # A document is a number in our own files: a body sends papers as files.
    fields = tuple(in_words(field, words) for field in offer.fields if field.kind is not FieldKind.DOCUMENT)
    return msgspec.structs.replace(offer, label=words.label, help=words.help, fields=fields)


def in_words(field: Field, words: BodyAct | None) -> Field:
    """The question as the body reads it."""
    if words is None or field.name not in words.words:
        return field
    return replace(field, label=words.words[field.name], hint={})


def send_answer(session: Session, act: str, raw: Raw, *, pack: Pack, key: str, viewer: Body, at: datetime) -> int:
    """Do one of the body's acts; gives the number of its receipt. The same *key* again gives the same.

    The answer is sealed to the case's file key, which the body does not have, and once more to the link's, so that the body
    can read what it sent. Raises: SignedOut, ActRefused, InvalidAnswers; nothing is written then.
    """
    link, case, proceeding, page = find_request(session, pack=pack, viewer=viewer, at=at)
    known = journal.find_act(session, f"{key}/sent")
    if known is not None:
        return known.sequence
    if act not in page.acts:
        raise ActRefused(Refusal("not_here", {"act": act, "stage": proceeding.state.stage}))
    at, due = whole_second(at), due_day(proceeding, page, pack)
    offered = next(
        (one for one in offers(session, case, proceeding, page, pack=pack, viewer=viewer, at=at) if one.act == act),
        None,
    )
    perform(session, case, proceeding, act, raw, pack=pack, key=key, viewer=viewer, at=at)
    typed = {field.name: list(raw.get(field.name, ())) for field in (offered.fields if offered else ())}
    words = {"act": act, "typed": typed, "late": due is not None and at > due, "digest": digest_of(typed)}
    case.unread += 1
    number = keep_sent(session, case, link, proceeding, words, key=f"{key}/sent", pack=pack, viewer=viewer, at=at)
    project_case(session, case, clocks_of(session, case))
    return number


def keep_sent(
    session: Session, case: Case, link: BodyLink, proceeding: Running, words: dict[str, Any], *, key: str, pack: Pack,
    viewer: Body, at: datetime,
) -> int:  # fmt: skip
    """The link's own copy of what was sent, and the entry by which the journal says that it came through the link."""
    body = {"proceeding": proceeding.row.number, "link": link.id, "late": words["late"]}
    return lay_words(
        session, case, link.id, link.public_key, words, sender=BODY, act=SENT, body=body, key=key, pack=pack, viewer=viewer,
        at=at,
    )  # fmt: skip


def digest_of(typed: Mapping[str, list[str]]) -> str:
    """SHA-256 of what was written, field after field, each in UTF-8 with a line end: anybody can work it out again."""
    return sha256("".join(f"{text}\n" for texts in typed.values() for text in texts).encode()).hexdigest()


def read_words(session: Session, link: BodyLink, page: BodyPage, proceeding: Running, viewer: Body) -> tuple[Sent, ...]:
    """Everything that went through the link, opened with its key."""
    rows = session.scalars(
        select(BodyWords).where(BodyWords.link_id == link.id).order_by(BodyWords.sequence, BodyWords.id)
    )
    acts = {name: act for acts in proceeding.procedure.acts.values() for name, act in acts.items()}
    found = []
    for row in rows:
        words = open_record(row.payload, viewer.key, case=row.case_id, slot=SLOT, sequence=row.sequence)
        act, theirs = acts.get(words.get("act", "")), page.acts.get(words.get("act", ""))
        typed = words.get("typed", {})
        asked = {field.name: field for field in (act.asks if act else ())}
        found.append(
            Sent(
                number=row.sequence,
                at=row.at,
                sender=row.sender,
                text=words.get("text", ""),
                title=theirs.label if theirs else None,
                answers=tuple(
                    (in_words(field, theirs), shown(field, typed[name]))
                    for name, field in asked.items()
                    if typed.get(name) and any(typed[name])
                ),
                late=bool(words.get("late")),
                digest=words.get("digest", ""),
                file=words.get("file", ""),
                size=int(words.get("size", 0)),
            )
        )
    return tuple(found)


def shown(field: Field, texts: list[str]) -> Any:
    """What was typed, as an answer is shown; the first of one, all of several."""
    return texts if field.kind is FieldKind.CHOICES else texts[0]
