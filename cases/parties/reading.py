"""The parties of a case as its page shows them, drawn from their sealed words: the newest of each stand."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.casefile.words import OWN_NAME, Opener, filed_by
from cases.doors.staff import reads_content
from cases.errors import NotAllowed
from cases.journals import journal
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.parties.acts import COMPLAINANT, RESPONDENT, SLOT
from cases.parties.view import PartyView, Role
from cases.viewer import Officer
from workflows.facts import UNKNOWN

TOLD: Final = 0
"""Number of those whom nobody entered: what the complaint and the facts say of them is shown beside the others."""
ACCUSED: Final = "accused_body"


def parties_of(opener: Opener) -> tuple[PartyView, ...]:
    """Those who were entered, who is no party any more last; before them whom the complaint and the facts name.

    Raises: CannotOpen.
    """
    entered = sorted(entered_parties(opener).values(), key=lambda one: (not one.present, one.number))
    names, bodies = {one.name.casefold() for one in entered}, {one.body for one in entered}
    told = [one for one in told_parties(opener) if one.name.casefold() not in names and one.body not in bodies - {None}]
    return (*told, *entered)


def entered_parties(opener: Opener) -> dict[int, PartyView]:
    """The newest words of each party, by its number."""
    found: dict[int, PartyView] = {}
    for row in opener.sealed():
        if row.slot == SLOT:
            words = opener.read(row.payload, opener.file(row.epoch), SLOT, row.sequence)["answers"]
            found[words["party"]] = party_from(words, row.sequence)
    return found


def party_from(words: Mapping[str, Any], sequence: int) -> PartyView:
    return PartyView(
        number=words["party"],
        name=words["name"],
        roles=tuple(
            Role(code, date.fromisoformat(since), date.fromisoformat(until) if until else None)
            for code, since, until in words["roles"]
        ),
        body=words["body"],
        contact=words["contact"],
        note=words["note"],
        written=sequence,
    )


def told_parties(opener: Opener) -> Iterator[PartyView]:
    """Complainants by the names that they gave, and the body that the complaint is about."""
    for name in dict.fromkeys(
        str(told.answers[OWN_NAME]) for _, told in filed_by(opener) if told.answers.get(OWN_NAME)
    ):
        yield PartyView(number=TOLD, name=name, roles=(Role(COMPLAINANT, None),))
    accused = opener.case.facts.get(ACCUSED, UNKNOWN)
    if accused not in (UNKNOWN, None):
        yield PartyView(number=TOLD, name="", roles=(Role(RESPONDENT, None),), body=str(accused))


class Found(msgspec.Struct, frozen=True):
    """A party as its form shows it; None where the case has none of this number."""

    reference: str
    party: PartyView | None


def list_parties(
    session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime
) -> tuple[PartyView, ...]:
    """All parties of a case, as its page has them; that their words were read is written down.

    Run it through `database.write`. Raises: CaseNotFound, CannotOpen; NotAllowed.
    """
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    found = parties_of(Opener(session, case, pack, viewer))
    if found:
        body = {"read": "party"}
        journal.record_reading(session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body=body)
    return found


def look_up_party(session: Session, reference: str, number: int, *, pack: Pack, viewer: Officer, at: datetime) -> Found:
    """One party by its number; that its words were read is written down. Raises: CaseNotFound, CannotOpen; NotAllowed.

    Run it through `database.write`.
    """
    case = find_case(session, reference, viewer=viewer)
    if not reads_content(viewer.roles):
        raise NotAllowed
    party = entered_parties(Opener(session, case, pack, viewer)).get(number)
    if party is not None:
        journal.record_reading(
            session, case_id=case.id, actor=viewer.actor, at=whole_second(at), body={"read": "party"}
        )
    return Found(case.reference, party)
