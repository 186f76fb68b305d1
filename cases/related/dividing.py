"""Dividing a complaint: what goes into the new case, who will read it and by which keys, said before it is done.

The division itself is a beginning (`opening_issue.open_issue` with *split*): the new case reads the mailboxes and nothing else
of the first one.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts.acting import find_case
from cases.circle import sharing
from cases.circle.inside import Reader, people
from cases.circle.people import excluded_from, members_of, reader_ids, readers_among
from cases.errors import ActRefused, NotAllowed
from cases.packs.jurisdiction import Pack
from cases.records import Case, Complaint
from cases.related import opening_issue
from cases.related.issues import COMPLAINT, Issue, find_issue
from cases.viewer import Officer
from workflows.engine import Refusal
from workflows.fields import Raw


class Division(msgspec.Struct, frozen=True):
    """What the page of a division shows. `unit` handles the new case; `units` hold its key; `newly`: who reads more now."""

    reference: str
    unit: str
    units: tuple[str, ...]
    readers: tuple[Reader, ...]
    newly: tuple[Reader, ...]
    mailboxes: int
    """Complaints whose words, messages and files both cases read from then on."""

    @property
    def mark(self) -> str:
        """Stands for all of it: who confirms another one than was shown is shown it again."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:32]


def issue_of(viewer: Officer, pack: Pack) -> Issue:
    """What a divided case runs as. Raises: NotAllowed for who may not begin one."""
    issue = find_issue(COMPLAINT, viewer, pack)
    if issue is None:
        raise NotAllowed
    return issue


def may_divide(session: Session, reference: str, *, pack: Pack, viewer: Officer, at: datetime) -> str:
    """The number of a case that the viewer may divide.

    Raises: CaseNotFound, NotAllowed; ActRefused (`nothing_filed`, `no_key`) where there is nothing to divide or no key for it.
    """
    issue_of(viewer, pack)
    case = find_case(session, reference, viewer=viewer)
    if not mailboxes_in(session, case):
        raise ActRefused(Refusal("nothing_filed", {}))
    if not sharing.can_share(session, case, viewer=viewer):
        raise ActRefused(Refusal("no_key", {"unit": case.unit}))
    return case.reference


def look_at(
    session: Session, reference: str, raw: Raw, title: str, *, pack: Pack, viewer: Officer, at: datetime
) -> Division:
    """What dividing the case by these answers would do; nothing is written.

    Raises: as `may_divide`; InvalidAnswers; ActRefused (`walled`) where who must be kept out of it would read the new one.
    """
    case = find_case(session, may_divide(session, reference, pack=pack, viewer=viewer, at=at), viewer=viewer)
    issue = issue_of(viewer, pack)
    facts = opening_issue.read_facts(issue, raw, title, pack=pack, at=at)
    unit, units, _ = opening_issue.who_reads(issue, facts, viewer, pack)
    inside = holding(session, units)
    if inside & excluded_from(session, case):
        raise ActRefused(Refusal("walled", {}))
    return Division(
        reference=case.reference, unit=unit, units=units, readers=tuple(people(session, inside)),
        newly=tuple(people(session, inside - reader_ids(session, case))), mailboxes=mailboxes_in(session, case),
    )  # fmt: skip


def holding(session: Session, units: Collection[str]) -> frozenset[int]:
    """Whose keys open what is wrapped to *units*."""
    members = members_of(session, units)
    return frozenset(one.id for unit in units for one in readers_among(session, unit)).union(*members.values())


def mailboxes_in(session: Session, case: Case) -> int:
    return session.scalar(select(func.count()).select_from(Complaint).where(Complaint.case_id == case.id)) or 0
