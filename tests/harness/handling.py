"""Taking a case through its procedure, and looking at everything that is stored of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.casefile import CaseFile
from cases.filing.filing import Receipt
from cases.journals.journal import read_body
from cases.mailbox import MailboxView
from cases.records import Base, Case, Entry, Proceeding
from cases.verifying.damages import Damage
from cases.verifying.recounting import recount
from cases.verifying.whole import verify
from cases.viewer import Complainant, System, Viewer
from tests.builders import ORDINARY, House

URGENT: Mapping[str, Any] = {
    **dict.fromkeys(ORDINARY),
    "danger_24h": "yes",
    "track": "detention",
    "story": "They will hurt him tonight.",
    "region": "KZ-39",
}
"""The five questions that somebody in danger is asked: no name, no consent (for `House.file`)."""
OFFICER, CHIEF = "caseworker.39", "representative.39"

R = TypeVar("R", bound=Base)


class Act(NamedTuple):
    """One step of a case: who does which act, with which answers."""

    name: str
    by: str = OFFICER
    answers: Mapping[str, Any] = {}
    number: int = 1


TO_ADMISSIBILITY = (Act("register"), Act("triage", answers={"issues": ["wages"]}), Act("check_admissibility"))
TO_INQUIRY = (*TO_ADMISSIBILITY, Act("admit", answers={"plan": "Ask the school."}))
TO_DECISION = (
    *TO_INQUIRY,
    Act("record_findings", answers={"findings": "It happened."}),
    Act("decide", answers={"outcome": "violation_found", "decision": "Your rights were violated."}),
    Act("confirm:decide", CHIEF),
)
TO_THE_END = (*TO_DECISION, Act("tell", answers={"words": "This is what we decided."}), Act("close"))
RECOMMENDED = Act("recommend_remedy", answers={"kind": "compensation", "body": "B-MOH", "what": "Pay the wages."})
SERVED = (RECOMMENDED, Act("approve", CHIEF, number=2), Act("serve", number=2))


def confirmed_withdrawal(number: int) -> tuple[Act, ...]:
    """Two officers find that it is the complainant's own wish; *number* is the withdrawal's proceeding."""
    checked = {"route": "phone", "pressed": "false", "words": "She wants peace."}
    return (
        Act("record_check", answers=checked, number=number),
        Act("confirm_withdrawal", number=number),
        Act("confirm:confirm_withdrawal", CHIEF, number=number),
    )


def walk(house: House, reference: str, acts: Sequence[Act]) -> None:
    """Do *acts* one after the other, all now."""
    for act in acts:
        house.act(reference, act.name, by=act.by, number=act.number, **act.answers)


def enter(house: House, receipt: Receipt) -> Complainant:
    """The complainant at their mailbox, as they are with the code they were given."""
    assert receipt.code is not None
    cookie = mailbox.enter(house.database, receipt.code, secrets=house.secrets, at=house.clock())
    return mailbox.resume(cookie, secrets=house.secrets, at=house.clock())


def open_box(house: House, viewer: Complainant) -> MailboxView:
    return house.database.read(mailbox.open_mailbox, pack=house.pack, viewer=viewer, at=house.clock())


def open_file(house: House, reference: str, by: str = OFFICER) -> CaseFile:
    return house.database.write(
        casefile.open_case, reference, pack=house.pack, viewer=house.officer(by), at=house.clock()
    )


def case_of(house: House, reference: str) -> Case:
    """The case's row, which nobody watches any more."""
    (case,) = records(house, Case, reference=reference)
    return case


def records(house: House, record: type[R], **where: object) -> list[R]:
    """Rows of one table whose columns have these values."""

    def find(session: Session, *, viewer: Viewer) -> list[R]:
        return list(session.scalars(select(record).filter_by(**where)))

    return house.database.read(find, viewer=System())


def numbers_of(house: House, reference: str, procedure: str) -> list[int]:
    """Numbers of the case's side proceedings of one procedure, in the order in which they were opened."""
    found = records(house, Proceeding, case_id=case_of(house, reference).id, procedure=procedure)
    return sorted(each.number for each in found)


class Done(NamedTuple):
    """One entry of a journal."""

    act: str
    actor: str
    at: datetime
    body: dict[str, Any]


def journal_of(house: House, reference: str) -> list[Done]:
    found = records(house, Entry, case_id=case_of(house, reference).id)
    return [Done(one.act, one.actor, one.at, read_body(one)) for one in sorted(found, key=lambda one: one.sequence)]


def count_rows(house: House) -> dict[str, int]:
    """How many rows every table has."""

    def count(session: Session, *, viewer: Viewer) -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    return house.database.read(count, viewer=System())


def snapshot(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Every value of every row, for comparing what is stored before and after."""

    def read(session: Session, *, viewer: Viewer) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }

    return house.database.read(read, viewer=System())


def damages(house: House) -> list[Damage]:
    """What `arasha verify` would find: chains that are broken, numbers that the journal does not add up to."""

    def look(session: Session, *, viewer: Viewer) -> list[Damage]:
        return [*verify(session, viewer=viewer), *recount(session, viewer=viewer, known=[house.pack])]

    return house.database.read(look, viewer=System())
