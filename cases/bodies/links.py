"""A body is given a link, written to through it, and the link is closed: by an officer, by the end, by a wall."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.acts.proceedings import Running, load_proceeding
from cases.bodies.naming import refuse_names
from cases.bodies.plan import BodyPage
from cases.database import Database
from cases.doors.staff import reads_content
from cases.duty.texts import BODY_NEWS
from cases.errors import ActRefused, CodeTaken, InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import covering, public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import BodyLink, BodyWords, Case, SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.secrets_folder import Secrets
from cases.sending import outbox
from cases.sending.mail import ADDRESS
from cases.vault.keys import PublicKey, new_key
from cases.vault.links import LinkKeys, LinkSecrets, derive_link, lock_link, new_link_secrets, place_of_link
from cases.vault.post import post_key
from cases.vault.sealing import seal_record
from cases.viewer import Officer, Viewer
from workflows.engine import Refusal
from workflows.fields import Problem

ISSUED, WRITTEN, CLOSED = "body_link", "body_words", "body_link_closed"
"""Acts of the journal."""
SLOT, OURS, ADDRESS_SLOT = "body.words", "body.ours", "body address"
LASTS = timedelta(days=180)
"""How long a link is good at most; a recommendation that is followed for years gets another."""
LONGEST = 20_000
LONGEST_ADDRESS = 254
OFFICE, BODY = "institution", "body"
EMAIL = "email"
"""The kind of message that goes to an address."""
ONLY = 0


@dataclass(frozen=True)
class NewLink:
    """What a link is made of. *post*: public half of the post key."""

    keys: LinkKeys
    post: PublicKey
    text: str = field(repr=False)
    address: str = field(repr=False)


def issue_link(
    database: Database, reference: str, number: int, text: str, address: str, *, key: str, pack: Pack,
    secrets: Secrets, viewer: Officer, at: datetime,
) -> LinkSecrets:  # fmt: skip
    """A link to proceeding *number* for the body that it asks, with the words that the body is to see; shown once.

    Another link to the same proceeding is closed: what was lost, or given to the wrong person, opens nothing more.
    *address*: an e-mail address for reminders, or nothing. Argon2 runs here. Raises: CaseNotFound, ProceedingNotFound;
    NotAllowed; InvalidAnswers (`text`, `address`); ActRefused where there is nothing to answer; CodeTaken when this form was
    sent before.
    """
    check_form(text, address)
    made = new_link_secrets()
    keys, post = derive_link(made, secrets.pepper), post_key(secrets.pepper).public
    link = NewLink(keys, post, text.strip(), address.strip())
    database.write(lay_link, reference, number, link, key=key, pack=pack, viewer=viewer, at=whole_second(at))
    return made


def check_form(text: str, address: str) -> None:
    """Raises: InvalidAnswers."""
    problems = {}
    if not text.strip():
        problems["text"] = Problem("required", {})
    elif len(text) > LONGEST:
        problems["text"] = Problem("too_long", {"limit": LONGEST})
    if address.strip() and (len(address.strip()) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address.strip())):
        problems["address"] = Problem("not_an_email", {})
    if problems:
        raise InvalidAnswers(problems)


def lay_link(
    session: Session, reference: str, number: int, link: NewLink, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """The rows of a new link."""
    case, proceeding = find_asked(session, reference, number, pack=pack, viewer=viewer)
    if journal.find_act(session, key) is not None:
        raise CodeTaken
    refuse_names(session, case, proceeding, link.text, pack=pack, viewer=viewer)
    for former in open_links(session, proceeding.row.id):
        close(session, case, former, number, pack=pack, viewer=viewer, at=at)
    own, link_id, shred = new_key(), new_id(), covering(session, case)
    place = place_of_link(own.public, link.keys.lookup, link=link_id, proceeding=proceeding.row.id)
    sealed = (
        seal_record({"email": link.address}, link.post, case=link_id, slot=ADDRESS_SLOT, sequence=ONLY)
        if link.address
        else None
    )
    insert_rows(
        session,
        BodyLink,
        {
            "id": link_id,
            "case_id": case.id,
            "proceeding_id": proceeding.row.id,
            "lookup": link.keys.lookup,
            "public_key": own.public,
            "wrap": lock_link(own, link.keys, shred, place),
            "shred": shred.id,
            "issued_at": at,
            "expires_at": at + LASTS,
            "opened_at": None,
            "closed_at": None,
            "wrong": 0,
            "address": sealed,
            "reminded_at": None,
        },
    )
    body = {"proceeding": number, "link": link_id, "public": own.public}
    lay_words(
        session, case, link_id, own.public, {"text": link.text}, sender=OFFICE, act=ISSUED, body=body, key=key, pack=pack,
        viewer=viewer, at=at,
    )  # fmt: skip


def write_to_body(
    session: Session, reference: str, number: int, text: str, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Add words to what the body sees behind its link, such as what is asked again. The same *key* again changes nothing.

    Raises: as `issue_link`; ActRefused where no link is open.
    """
    check_form(text, "")
    at = whole_second(at)
    case, proceeding = find_asked(session, reference, number, pack=pack, viewer=viewer)
    if journal.find_act(session, key) is not None:
        return
    link = next(iter(open_links(session, proceeding.row.id)), None)
    if link is None:
        raise ActRefused(Refusal("ended", {"act": WRITTEN, "stage": proceeding.state.stage}))
    refuse_names(session, case, proceeding, text, pack=pack, viewer=viewer)
    body = {"proceeding": number, "link": link.id}
    tell_news(session, link, key, at=at)
    lay_words(
        session, case, link.id, link.public_key, {"text": text.strip()}, sender=OFFICE, act=WRITTEN, body=body, key=key,
        pack=pack, viewer=viewer, at=at,
    )  # fmt: skip


def tell_news(session: Session, link: BodyLink, key: str, *, at: datetime) -> None:
    """A message without content to the body's address, where one is known: something new lies behind its link."""
    if link.address is not None:
        payload = {"link": link.id, "text": BODY_NEWS, "at": int(at.timestamp())}
        outbox.lay_in(session, f"body:{key}:news", EMAIL, payload, due=at)


def withdraw_link(
    session: Session, reference: str, number: int, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Close the links of a proceeding at once. Raises: CaseNotFound, ProceedingNotFound, NotAllowed."""
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    proceeding = load_proceeding(session, case, number, pack=pack)
    if journal.find_act(session, key) is None:
        for link in open_links(session, proceeding.row.id):
            close(session, case, link, number, pack=pack, viewer=viewer, at=whole_second(at))


def find_asked(session: Session, reference: str, number: int, *, pack: Pack, viewer: Officer) -> tuple[Case, Running]:
    """The proceeding that a link is for. Raises: CaseNotFound, ProceedingNotFound, NotAllowed; ActRefused."""
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    proceeding = load_proceeding(session, case, number, pack=pack)
    if page_of(pack, proceeding) is None or not is_running(proceeding):
        raise ActRefused(Refusal("ended", {"act": ISSUED, "stage": proceeding.state.stage}))
    return case, proceeding


def page_of(pack: Pack, proceeding: Running) -> BodyPage | None:
    """What a body would find there; None where nobody answers by a link."""
    return pack.bodies.pages.get(proceeding.row.procedure)


def is_running(proceeding: Running) -> bool:
    """Whether anything can still be answered: with its end every link to it is over."""
    return proceeding.row.ended_at is None


def open_links(session: Session, proceeding_id: int) -> Iterable[BodyLink]:
    asked = select(BodyLink).where(BodyLink.proceeding_id == proceeding_id, BodyLink.closed_at.is_(None))
    return session.scalars(asked).all()


def close(
    session: Session, case: Case, link: BodyLink, number: int, *, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    """Nothing opens by the link any more: the way to its key is deleted, and so is the address."""
    link.closed_at, link.wrap, link.shred, link.address = at, None, None, None
    case.version += 1
    journal.append(
        session, case_id=case.id, act=CLOSED, act_key=f"{CLOSED}:{link.id}", actor=viewer.actor, at=at,
        body={"proceeding": number, "link": link.id}, pack=case.pack, calendar=pack.calendar.version,
    )  # fmt: skip


def lay_words(
    session: Session, case: Case, link_id: int, public: PublicKey, words: dict[str, Any], *, sender: str, act: str,
    body: dict[str, Any], key: str, pack: Pack, viewer: Viewer, at: datetime,
) -> int:  # fmt: skip
    """Seal *words* to the link's key, with an entry that commits to them; gives the entry's sequence."""
    session.flush()
    place = journal.claim_place(session, case.id, key)
    payload = seal_record(words, public, case=case.id, slot=SLOT, sequence=place[0])
    words_id = new_id()
    insert_rows(
        session,
        BodyWords,
        {
            "id": words_id,
            "case_id": case.id,
            "link_id": link_id,
            "sequence": place[0],
            "at": at,
            "sender": sender,
            "payload": payload,
        },
    )
    case.version += 1
    commitments = {SLOT: fingerprint(payload, words_id, link_id, at, sender)}
    if sender == OFFICE:
        commitments |= keep_for_us(session, case, str(words["text"]), sequence=place[0])
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=viewer.actor, at=at, body=body, commitments=commitments,
        pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
    return place[0]


def keep_for_us(session: Session, case: Case, text: str, *, sequence: int) -> dict[str, bytes]:
    """What we wrote, sealed to the file as well: nobody of ours could read it again by the link's key."""
    epoch, public = public_file_key(session, case)
    payload = seal_record({"answers": {"reason": text}}, public, case=case.id, slot=OURS, sequence=sequence)
    insert_rows(
        session,
        SealedWords,
        {
            "id": new_id(),
            "case_id": case.id,
            "proceeding_id": None,
            "sequence": sequence,
            "slot": OURS,
            "epoch": epoch,
            "payload": payload,
        },
    )
    return {OURS: fingerprint(payload, None, epoch)}
