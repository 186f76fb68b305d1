"""A letter that went by e-mail and that nobody can open: whose case it is, is told, until something is done about it.

A notice names the letter and what befell it: nothing of what it says, of whom it is for or of where it went.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from cases.acts.proceedings import MAIN, clocks_of, load_proceeding
from cases.alarms import notices
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.records import Case, LetterLink, Notice, Officer, OfficialLetter
from cases.records.prepared import change_one
from cases.records.rows import table_of
from cases.worklist.availability import LEADS
from cases.worklist.desk_rows import project_case

ABOUT: Final = "letter:"
"""How what a notice is about begins, where that is a letter; no clock's name has a colon."""
NO_LEAD: Final = frozenset({"supervisor"})
"""Whom it reaches where nobody leads the unit: a role that only the head office has."""
told = table_of(Notice).c
SETTLE = (
    update(table_of(Notice))
    .where(told.case_id == bindparam("case"), told.clock == bindparam("about"), told.settled_at.is_(None))
    .values(settled_at=bindparam("now"))
    .returning(told.id)
)


class Astray(msgspec.Struct, frozen=True):
    """A letter that waits for an officer. *befell*: `letter_refused`, `letter_locked` or `letter_unopened`."""

    letter: int
    befell: str


def ring(session: Session, link: LetterLink, befell: str, *, pack: Pack, at: datetime) -> None:
    """Tell whose case it is what befell the letter behind *link*, in the transaction that learns of it.

    Nobody where the letter was opened, or reached its reader another way. What was told of it before gives way to this.
    """
    case, row = session.get_one(Case, link.case_id), session.get_one(OfficialLetter, link.letter_id)
    if row.state != "sent" or link.opened_at is not None:
        return
    at, about = whole_second(at), f"{ABOUT}{row.id}"
    main = load_proceeding(session, case, MAIN, pack=pack)
    owner, handler = main.procedure.stages[main.state.stage].owner, handler_of(session, case)
    alarm = notices.Alarm(case.id, case.unit, handler, main.row.id, main.row.unit, owner, about, befell, due=None)
    change_one(session, SETTLE, {"case": case.id, "about": about, "now": at})
    whom = (notices.OWNER,) if handler or owner else sorted(LEADS & notices.roles_of(session, case.unit) or NO_LEAD)
    notices.notify_all(session, [(alarm, whom)], pack=pack, at=at)
    if not case.open:
        project_case(session, case, clocks_of(session, case))


def handler_of(session: Session, case: Case) -> int | None:
    """Who handles the case; a closed one keeps the name of who is here no longer."""
    officer = session.get(Officer, case.handler_id) if case.handler_id is not None else None
    return officer.id if officer is not None and officer.active else None


def settle(session: Session, case: Case, row: OfficialLetter, *, at: datetime) -> None:
    """Something was done about the letter: nobody needs to look at it any more."""
    standing = change_one(session, SETTLE, {"case": case.id, "about": f"{ABOUT}{row.id}", "now": whole_second(at)})
    if standing is not None and not case.open:
        project_case(session, case, clocks_of(session, case))


def astray_in(said: Mapping[tuple[int, str], tuple[str, ...]]) -> Iterator[Astray]:
    """The letters among what was *said* on a case (`notices.open_notices`)."""
    for (_, about), kinds in said.items():
        if about.startswith(ABOUT):
            yield from (Astray(int(about.removeprefix(ABOUT)), kind) for kind in kinds)
