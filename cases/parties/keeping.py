"""A party is entered, corrected, takes on a role and ends one, each on its day.

Every change seals the whole of what is known of the party anew, under an entry of its own: what was said before stays
readable to the circle, and nobody can take a witness out of a case without the journal saying that something changed.
"""

from datetime import date, datetime

import msgspec
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.casefile.words import Opener
from cases.doors.staff import reads_content
from cases.errors import ChangedMeanwhile, InvalidAnswers, NotAllowed
from cases.journals import journal
from cases.journals.fingerprints import fingerprint
from cases.keys import public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.parties.acts import ADDED, BODIES, CHANGED, ROLES, SLOT
from cases.parties.reading import entered_parties
from cases.parties.view import PartyView, Role
from cases.records import SealedWords
from cases.records.base import new_id
from cases.records.rows import insert_rows
from cases.vault.sealing import seal_record
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.fields import Problem

LONGEST_NAME, LONGEST_CONTACT, LONGEST_NOTE = 200, 500, 4_000


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says. *body*: code of the pack's register, for a public body or company in it.

    *roles*: those that they have from *day* on; what they had and is not among them ends on that day.
    """

    name: str
    contact: str
    note: str
    body: str | None
    roles: frozenset[str]
    day: date | None = None


def add_party(
    session: Session, reference: str, said: Said, *, key: str, pack: Pack, viewer: Officer, at: datetime
) -> None:
    """Enter somebody; the same *key* again changes nothing.

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen, InvalidAnswers; NotAllowed for who reads no content.
    """
    opener, at = open_for(session, reference, pack, viewer), whole_second(at)
    if journal.find_act(session, key) is not None:
        return
    known = entered_parties(opener)
    day = check(said, pack, today=local_day(pack.calendar, at))
    if not said.roles:
        raise InvalidAnswers({"roles": Problem("required", {})})
    roles = tuple(Role(code, day) for code in ordered(said.roles, pack))
    keep(opener, party_of(max(known, default=0) + 1, said, roles), ADDED, key=key, pack=pack, at=at)


def change_party(
    session: Session,
    reference: str,
    number: int,
    said: Said,
    *,
    seen: int,
    key: str,
    pack: Pack,
    viewer: Officer,
    at: datetime,
) -> None:
    """Correct what is known of a party, begin and end roles. *seen*: `PartyView.written` of what the form was drawn from.

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen, InvalidAnswers; NotAllowed; ChangedMeanwhile.
    """
    opener, at = open_for(session, reference, pack, viewer), whole_second(at)
    if journal.find_act(session, key) is not None:
        return
    party = entered_parties(opener).get(number)
    if party is None or party.written != seen:
        raise ChangedMeanwhile(opener.case.reference)
    day = check(said, pack, today=local_day(pack.calendar, at))
    changed = party_of(
        number, said, roles_after(party.roles, said.roles, day, pack=pack, today=local_day(pack.calendar, at))
    )
    if changed != party_of(number, party, party.roles):
        keep(opener, changed, CHANGED, key=key, pack=pack, at=at)


def party_of(number: int, said: Said | PartyView, roles: tuple[Role, ...]) -> PartyView:
    name, contact, note = (" ".join(said.name.split()), said.contact.strip(), said.note.strip())
    return PartyView(number=number, name=name, contact=contact, note=note, body=said.body, roles=roles)


def roles_after(
    before: tuple[Role, ...], wanted: frozenset[str], day: date, *, pack: Pack, today: date
) -> tuple[Role, ...]:
    """The roles once those *wanted* are all that last from *day* on. Raises: InvalidAnswers for a day before one began."""
    known = {role.code: role for role in before}
    for code, role in known.items():
        if code not in wanted and role.until is None:
            if role.since is not None and day < role.since:
                raise InvalidAnswers({"day": Problem("out_of_range", {"lowest": role.since, "highest": today})})
            known[code] = Role(code, role.since, day)
    begun = {code: Role(code, day) for code in wanted if code not in known or known[code].until is not None}
    after = known | begun
    return tuple(after[code] for code in ordered(frozenset(after), pack))


def ordered(roles: frozenset[str], pack: Pack) -> list[str]:
    """In the order of the pack; those that a newer pack has no more come last."""
    return [
        *(code for code in pack.taxonomies[ROLES].labels if code in roles),
        *sorted(roles - pack.taxonomies[ROLES].labels.keys()),
    ]


def check(said: Said, pack: Pack, *, today: date) -> date:
    """The day from which it holds. Raises: InvalidAnswers, for `name`, `contact`, `note`, `body`, `roles`, `day`."""
    problems: dict[str, Problem] = {}
    limits = {"name": LONGEST_NAME, "contact": LONGEST_CONTACT, "note": LONGEST_NOTE}
    for name, limit in limits.items():
        if len(getattr(said, name)) > limit:
            problems[name] = Problem("too_long", {"limit": limit})
    if not said.name.strip() and said.body is None:
        problems["name"] = Problem("required", {})
    if said.body is not None and said.body not in pack.registers[BODIES]:
        problems["body"] = Problem("unknown_choice", {})
    if not said.roles <= pack.taxonomies[ROLES].labels.keys():
        problems["roles"] = Problem("unknown_choice", {})
    if said.day is not None and said.day > today:
        problems["day"] = Problem("out_of_range", {"highest": today})
    if problems:
        raise InvalidAnswers(problems)
    return said.day or today


def open_for(session: Session, reference: str, pack: Pack, viewer: Officer) -> Opener:
    """Raises: CaseNotFound, NotAllowed."""
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    return Opener(session, case, pack, viewer)


def keep(opener: Opener, party: PartyView, act: str, *, key: str, pack: Pack, at: datetime) -> None:
    """Seal the party's words among those of the case; the journal commits to them and says no more."""
    session, case = opener.session, opener.case
    place = journal.claim_place(session, case.id, key)
    epoch, public = public_file_key(session, case)
    roles = [
        [one.code, one.since and one.since.isoformat(), one.until and one.until.isoformat()] for one in party.roles
    ]
    words = {
        "party": party.number, "name": party.name, "contact": party.contact, "note": party.note, "body": party.body,
        "roles": roles,
    }  # fmt: skip
    payload = seal_record({"answers": words}, public, case=case.id, slot=SLOT, sequence=place[0])
    insert_rows(
        session, SealedWords,
        {
            "id": new_id(), "case_id": case.id, "proceeding_id": None, "sequence": place[0], "slot": SLOT, "epoch": epoch,
            "payload": payload,
        },
    )  # fmt: skip
    journal.append(
        session, case_id=case.id, act=act, act_key=key, actor=opener.viewer.actor, at=at, body={},
        commitments={SLOT: fingerprint(payload, None, epoch)}, pack=case.pack, calendar=pack.calendar.version, place=place,
    )  # fmt: skip
