"""What one moment of the rows says of itself: how many there are, what files and secrets they name, how far it is signed."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.backups.excluded import EXCLUDED
from cases.records import Anchor, Base, BodyFile, Evidence, LetterLink, Mailbox, MailboxWrap, SearchKey, Shredding, Wrap
from cases.viewer import Viewer


class Facts(msgspec.Struct, frozen=True):
    """*files*: place and digests of every whole file; *secrets*: those that rows name of cases which nobody shreds."""

    tables: Mapping[str, int]
    anchor: tuple[int, str] | None
    files: tuple[tuple[str, bytes], ...]
    secrets: frozenset[int]


def gather(session: Session, *, viewer: Viewer) -> Facts:
    """The facts of the moment that *session* reads."""
    newest = session.execute(select(Anchor.number, Anchor.hash).order_by(Anchor.number.desc()).limit(1)).one_or_none()
    return Facts(
        tables=count_rows(session),
        anchor=None if newest is None else (newest.number, newest.hash.hex()),
        files=tuple(
            (row.place, row.digests)
            for table in (Evidence, BodyFile, LetterLink)
            for row in session.execute(select(table.place, table.digests).where(table.place.is_not(None)))
        ),
        secrets=frozenset(named_secrets(session)),
    )


def count_rows(session: Session) -> dict[str, int]:
    """Rows of every table that a backup takes along."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in EXCLUDED
    }


def named_secrets(session: Session) -> set[int]:
    going = set(session.scalars(select(Shredding.case_id).where(Shredding.confirmed_at.is_not(None))))
    named = {one for case, one in session.execute(select(Wrap.case_id, Wrap.shred)) if case not in going}
    if (
        not going
    ):  # of the others the case is not in the row; where one is being shredded, its wraps are enough to ask for
        for column in (Mailbox.shred, MailboxWrap.shred, SearchKey.shred):
            named.update(session.scalars(select(column)))
    return {one for one in named if one is not None}
