"""All units as a table to take along."""

from datetime import datetime

from litestar import Request
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.documents.months import read_unit_months
from cases.reports.periods import today
from cases.reports.queries import read_report
from cases.reports.scopes import house_of
from cases.reports.standing import count_standing
from cases.statistics.people import read_people
from cases.viewer import Officer
from web.kit.pages import open_page
from web.reports.asking import read_question
from web.reports.downloads import as_files, send_table
from web.reports.sheet import rows_of


def give_units(
    request: Request,  # type: ignore[type-arg]
    ending: str,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
) -> Stream:
    """Raises: NotAllowed."""
    house = house_of(pack)
    question = read_question(request.query_params, pack=pack, today=today(now, house.zone))
    report = database.read_across(read_report, question.asked, house=house, viewer=viewer, at=now)
    months = database.read_across(read_unit_months, question.asked, house=house, viewer=viewer, at=now)
    standing = database.read_across(count_standing, question.asked.units, house=house, viewer=viewer, at=now)
    people = database.read_across(read_people, question.asked.period, pack=pack, viewer=viewer)
    open_page(request)
    period = report.asked.period
    rows = list(rows_of(report, pack, months=months, standing=standing, people=people))
    return send_table(request, rows, name=f"units-{period.first}-{period.last}", ending=ending)


routes = as_files("/reports/units", give_units)
