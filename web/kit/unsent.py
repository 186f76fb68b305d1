"""What is typed on a staff form and not sent: which form it is by its address, and how a time-out leaves it there.

Handlers whose forms are kept say so by `keeps=True`. Each has a page at the same address, where the words are offered again.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from litestar.connection import ASGIConnection

from cases.database import Database
from cases.doors import unsent
from cases.doors.unsent import Written
from cases.secrets_folder import Secrets
from cases.viewer import Nobody, Officer
from web.kit.forms import SECRET, UNSENT

SEEN = "seen-version"
"""Hidden field: the version of the case that a form was drawn from. The hyphen keeps it apart from a pack's names."""
ADDRESS = re.compile(
    r"(?:/[a-z]{2})?(?P<place>/desk/(?:cases/(?P<reference>[0-9-]{3,20})/|begin/|intake/)[A-Za-z0-9:_/-]{1,120})"
)
WANTED = "written"
"""In the query of a form's address: draw it with what is kept."""


def read_place(address: str) -> tuple[str, str | None]:
    """The form's address without its language, and the case in it; nothing for what is no address of such a form."""
    found = ADDRESS.fullmatch(address)
    return (found["place"], found["reference"]) if found else ("", None)


def worth_keeping(typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was typed, without secrets and marks of ours."""
    return {name: values for name, values in typed.items() if name not in SECRET and name not in {UNSENT, SEEN}}


def keep_typed(
    database: Database, secrets: Secrets, typed: Mapping[str, list[str]], address: str, officer_id: int, *,
    viewer: Officer | Nobody, at: datetime,
) -> str:  # fmt: skip
    """Keep it; gives the place where it is kept now, or nothing."""
    place, reference = read_place(address)
    kept = place and database.write(
        unsent.keep, place, reference, worth_keeping(typed), officer_id=officer_id, pinned=secrets.pinned,
        pepper=secrets.pepper, viewer=viewer, at=at,
    )  # fmt: skip
    return place if kept else ""


def keep_after_time_out(connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """Keep what was typed for whom the form was drawn for, as its token says: their session is over.

    Sealing takes only their public half, so the server can do it and cannot read it again.
    """
    officer_id, typed = connection.state.get("whose"), connection.state.get("typed") or {}
    if officer_id is None:
        return
    state = connection.app.state
    address = (typed.get(UNSENT) or [connection.scope["path"]])[-1]
    connection.state["kept_at"] = keep_typed(
        state.database, state.secrets, typed, address, officer_id, viewer=Nobody(), at=state.clock()
    )


def written_at(database: Database, secrets: Secrets, place: str, *, viewer: Officer, at: datetime) -> Written | None:
    """What the viewer has not sent of the form at *place*."""
    named = [unsent.name_place(place, viewer.id, secrets.pepper)]
    return next(iter(database.read(unsent.written_by, places=named, viewer=viewer, at=at)), None)


def offered(
    database: Database, secrets: Secrets, place: str, query: Mapping[str, str], *, viewer: Officer, at: datetime
) -> tuple[Written | None, Mapping[str, list[str]]]:
    """What the form at *place* offers to go on with, or stands in it already because that was wanted."""
    written = written_at(database, secrets, place, viewer=viewer, at=at)
    if written is not None and WANTED in query:
        return None, written.typed
    return written, {}


def forget_sent(database: Database, secrets: Secrets, place: str, *, viewer: Officer) -> None:
    """Forget what is kept at *place*: it was sent, or is not wanted. Most forms have nothing, and then nothing is written."""
    named = [unsent.name_place(place, viewer.id, secrets.pepper)]
    if database.read(unsent.any_at, named, officer_id=viewer.id, viewer=viewer):
        database.write(unsent.forget, named, viewer=viewer)
