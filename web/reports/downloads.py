"""A table as a file: CSV with the marks of the reader's language, or a workbook; made while it is sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.sheets import Cell, csv_lines
from cases.reports.workbooks import write_workbook
from cases.viewer import Officer
from web.i18n import voice
from web.kit.downloads import send_unmeasured
from web.kit.given import GivenPack
from web.kit.pages import open_page
from web.security import Access

CSV, XLSX = ".csv", ".xlsx"
MEDIA = {CSV: "text/csv", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def ending_of(address: str) -> str:
    """`.csv` or `.xlsx`, where *address* ends in one; else nothing."""
    return next((ending for ending in MEDIA if address.endswith(ending)), "")


def send_table(
    request: Request,  # type: ignore[type-arg]
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    ending: str,
) -> Stream:
    """*rows* as a file called *name*. They are asked for while the file goes out: their words must be made before."""
    open_page(request)
    here = voice()
    comma = here.language == "en"
    pieces = (
        write_workbook(rows, name=name, at=here.now.astimezone(here.zone))
        if ending == XLSX
        else csv_lines(rows, separator="," if comma else ";", decimal="." if comma else ",")
    )
    return send_unmeasured(pieces, name=f"{name}{ending}", media=MEDIA[ending])


class Give(Protocol):
    """Answers a request with a table as a file with *ending*. Raises: NotAllowed."""

    def __call__(
        self,
        request: Request,  # type: ignore[type-arg]
        ending: str,
        *,
        database: Database,
        pack: Pack,
        viewer: Officer,
        now: datetime,
    ) -> Stream: ...


def as_files(path: str, give: Give) -> tuple[object, ...]:
    """The routes of one table: *path* with `.csv` and with `.xlsx`, each what *give* answers."""
    return tuple(as_file(path, give, ending) for ending in MEDIA)


def as_file(path: str, give: Give, ending: str) -> object:
    @get(path + ending, access=Access.REPORTS, sync_to_thread=True)
    def give_file(
        request: Request,  # type: ignore[type-arg]
        *,
        database: NamedDependency[Database],
        pack: GivenPack,
        viewer: NamedDependency[Officer],
        now: NamedDependency[datetime],
    ) -> Stream:
        return give(request, ending, database=database, pack=pack, viewer=viewer, now=now)

    return give_file
