"""A table as a file: CSV with the marks of the reader's language, or a workbook; made while it is sent."""

from collections.abc import Iterable, Sequence

from litestar import Request
from litestar.response import Stream

from cases.reports.sheets import Cell, csv_lines
from cases.reports.workbooks import write_workbook
from web.i18n import voice
from web.kit.downloads import send_unmeasured
from web.kit.pages import open_page

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
