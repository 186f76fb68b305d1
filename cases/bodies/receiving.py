"""Files from a body: sealed to the case's file key as they arrive, so that the page that takes them cannot give them back."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.bodies.answering import due_day, find_request, keep_sent
from cases.database import Database
from cases.errors import NotAllowed
from cases.evidence import arriving
from cases.evidence.arriving import Whole
from cases.evidence.limits import Limits
from cases.evidence.passing import PassingStream
from cases.evidence.receiving import Desk
from cases.evidence.store import Store
from cases.evidence.whose import Destination
from cases.keys import public_file_key
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.settings import Settings
from cases.viewer import Body


def open_desk(database: Database, store: Store, settings: Settings, pack: Pack, *, viewer: Body, clock: Any) -> Desk:
    """Where the body's files are taken in. Raises: SignedOut."""
    to = database.read(find_file, pack=pack, viewer=viewer, at=clock())
    return Desk(database=database, store=store, settings=settings, pack=pack, viewer=viewer, clock=clock, to=to)


def find_file(session: Session, *, pack: Pack, viewer: Body, at: datetime) -> Destination:
    """The institution's side of the case that the link is of. Raises: SignedOut."""
    _, case, _, _ = find_request(session, pack=pack, viewer=viewer, at=at)
    epoch, public = public_file_key(session, case)
    return Destination(case.id, case.reference, None, epoch, public)


class BodyStream(PassingStream):
    """A file from a body."""

    def keep(self, whole: Whole) -> int:
        """Raises: as `take_in`; NotAllowed."""
        desk = self.desk
        if not isinstance(desk.viewer, Body):
            raise NotAllowed
        return desk.database.write(
            take_in, self.awaited.id, whole, self.digest.hexdigest(), desk.to, limits=desk.limits, pack=desk.pack,
            viewer=desk.viewer, at=desk.clock(),
        )  # fmt: skip


def take_in(
    session: Session, upload_id: int, whole: Whole, digest: str, to: Destination, *, limits: Limits, pack: Pack,
    viewer: Body, at: datetime,
) -> int:  # fmt: skip
    """The file and the link's own note of it, in one transaction. Raises: SignedOut, UploadGone, FileRefused."""
    link, case, proceeding, page = find_request(session, pack=pack, viewer=viewer, at=at)
    due = due_day(proceeding, page, pack)
    found = arriving.take_in(session, upload_id, whole, to, limits=limits, pack=pack, viewer=viewer, at=at)
    words = {"file": whole.name, "size": whole.size, "digest": digest, "late": due is not None and at > due}
    keep_sent(
        session, case, link, proceeding, words, key=f"file:{upload_id}/sent", pack=pack, viewer=viewer,
        at=whole_second(at),
    )  # fmt: skip
    return found
