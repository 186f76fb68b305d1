"""For complaints of many: a list of people as a file, with what is wrong told line by line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency

from cases.database import Database
from cases.errors import ListUnreadable
from cases.groups.keeping import keep_people, own_people
from cases.groups.reading import LARGEST, MOST_ROWS, People, columns_of, read_people
from cases.packs.jurisdiction import Pack
from cases.viewer import Complainant
from web.i18n import N_, label
from web.kit import uploads
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.problems import problem_words
from web.public.mailbox import CLOSED
from web.security import Access
from workflows.calendars import local_day
from workflows.fields import doubtful

PEOPLE: Final = "/mailbox/people"
REASONS: Final = {
    "empty": N_("Choose a file with at least one person in it"),
    "large": N_("The file is larger than 8 MB: send it in parts, or as a file without pictures"),
    "rows": N_("More than 10,000 lines: send the list in parts"),
    "columns": N_("The table has too many columns: keep only those that are named here"),
    "cell": N_("One of the fields is longer than 2,000 letters: shorten it"),
    "heads": N_("The first line must name the columns as they are named here, the full name among them"),
}
BROKEN: Final = N_("This is no table that we can read. Save it as XLSX or CSV, and send it again")


class WrongWords(msgspec.Struct, frozen=True):
    """A mistake as the page tells it."""

    line: int
    column: str
    words: str


@get(PEOPLE, access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_people(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
) -> Page:
    """How a list must look, and how many people are on the one that is with us."""
    return draw(request, database, pack, viewer)


@get(f"{PEOPLE}/example", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def give_example(request: Request, pack: GivenPack) -> Response[bytes]:  # type: ignore[type-arg]
    """An empty table with the columns named, to be filled in."""
    open_page(request)
    line = ";".join(label(field.label) for field in columns_of(pack))
    headers = {"content-disposition": 'attachment; filename="list.csv"'}
    return Response(f"{line}\r\n".encode("utf-8-sig"), media_type="text/csv", headers=headers)


@post(
    PEOPLE, access=Access.COMPLAINANT, exception_handlers=CLOSED, request_max_body_size=None, unprotected=uploads.CHECKED
)  # fmt: skip
async def send_people(
    request: Request,  # type: ignore[type-arg]
    *,
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
    now: NamedDependency[datetime],
) -> Page:
    """Read the file; keep the whole list, or tell every mistake and keep nothing."""
    sent = await uploads.take_small_file(request, most=LARGEST)
    return await sync_to_thread(keep, request, pack, viewer, now, sent)


def keep(
    request: Request,  # type: ignore[type-arg]
    pack: Pack,
    viewer: Complainant,
    now: datetime,
    sent: uploads.SmallFile,
) -> Page:
    database: Database = request.app.state.database
    try:
        found = read_people(sent.content, pack=pack, today=local_day(pack.calendar, now))
    except ListUnreadable as error:
        return draw(request, database, pack, viewer, unreadable=REASONS.get(error.reason, BROKEN))
    if found.wrong:
        return draw(request, database, pack, viewer, found=found)
    database.write(keep_people, found.rows, pack=pack, key=f"mailbox:{sent.key}", viewer=viewer, at=now)
    doubts = sum(bool(doubtful(columns_of(pack), row)) for row in found.rows)
    return redirect(request, PEOPLE, query={"done": len(found.rows), "doubtful": doubts, "unknown": len(found.unknown)})


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Complainant,
    *,
    found: People | None = None,
    unreadable: str = "",
) -> Page:
    open_page(request)
    stands = database.read(own_people, viewer=viewer)
    columns = columns_of(pack)
    return page(
        request,
        "public/people.html",
        status=422 if found or unreadable else 200,
        neutral=True,
        columns=columns,
        stands=stands,
        most=MOST_ROWS,
        unreadable=unreadable,
        wrong=wrong_words(found) if found else [],
        more_wrong=found.more_wrong if found else 0,
        done=number(request, "done"),
        doubtful=number(request, "doubtful"),
        unknown=number(request, "unknown"),
    )


def wrong_words(found: People) -> Sequence[WrongWords]:
    return [
        WrongWords(each.line, label(each.column.label), problem_words(each.problem, each.column))
        for each in found.wrong
    ]


def number(request: Request, name: str) -> int:  # type: ignore[type-arg]
    """A number of the address; 0 for what is none."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


routes = [show_people, give_example, send_people]
