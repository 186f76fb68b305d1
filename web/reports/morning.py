"""The cases, or the officers, behind one concern of the morning: a page, and the same as a table to take along."""

from collections.abc import Iterator
from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.concerned import CONCERNS, LOADED, MOST, STANDING, Concern, Concerned, read_concerned
from cases.reports.patterns import ABOUT
from cases.reports.scopes import house_of
from cases.reports.sheets import Cell
from cases.reports.standing import STANDING_BANDS
from cases.viewer import Officer
from web.i18n import N_, gettext, label, voice
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.reports.asking import written
from web.reports.downloads import as_files, send_table
from web.reports.mornings import address_of, name_of, rule_of, term_of
from web.reports.words import coded
from web.security import Access

TITLES = {
    "untouched": N_("Urgent cases that nobody has touched"),
    "due_soon": N_("Cases about to be late"),
    "silent": N_("Complainants who have heard nothing"),
    LOADED: N_("Overloaded officers"),
    "alike": N_("Cases alike"),
    "rise": N_("New cases, more than usual"),
    "owed": N_("Remedies without an answer"),
    STANDING: N_("Open cases that have stood at one stage"),
}
ABOUT_ONE = frozenset({"alike", "rise", "owed"})
"""Concerns about one place or body."""


PATH = "/reports/mornings"
CASE_HEADS = (
    N_("Case"), N_("Unit"), N_("Name of the unit"), N_("Track"), N_("Received on"), N_("Last heard from us"),
    N_("How it is counted"),
)  # fmt: skip
OFFICER_HEADS = (N_("Officer"), N_("Unit"), N_("Name of the unit"), N_("Open cases"), N_("How it is counted"))


@get(PATH, access=Access.REPORTS, sync_to_thread=True)
def show_concern(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """What the concern counted, as far as the viewer reads it; the rest as a number."""
    concern, unit = read_asked(request, pack)
    found = find(concern, unit, database=database, pack=pack, viewer=viewer, now=now)
    return page(
        request,
        "reports/mornings.html",
        concern=concern,
        unit=unit,
        found=found,
        most=MOST,
        table_at=lambda ending: address_of(concern, unit, ending),
        title=TITLES[concern.name],
        named=lambda: " · ".join(each for each in (name_of(concern, pack), term_of(concern.issue, pack)) if each),
        rule=lambda: rule_of(concern.name, pack.indicators.rules),
        coded=lambda taxonomy, code: coded(pack, taxonomy, code),
    )


def find(concern: Concern, unit: str, *, database: Database, pack: Pack, viewer: Officer, now: datetime) -> Concerned:
    """Raises: NotAllowed."""
    return database.read_across(
        read_concerned,
        concern,
        frozenset({unit} if unit else ()),
        rules=pack.indicators.rules,
        house=house_of(pack),
        viewer=viewer,
        at=now,
    )


def give_concern(
    request: Request,  # type: ignore[type-arg]
    ending: str,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
) -> Stream:
    """All that the page counts and the viewer reads, also what is too much for a page. Raises: NotAllowed."""
    concern, unit = read_asked(request, pack)
    found = find(concern, unit, database=database, pack=pack, viewer=viewer, now=now)
    open_page(request)
    rows = list(rows_of(found, concern, pack))
    return send_table(request, rows, name=f"{unit or 'units'}-{concern.name}-{voice().today}", ending=ending)


def rows_of(found: Concerned, concern: Concern, pack: Pack) -> Iterator[list[Cell]]:
    """Heads, then a case or an officer a row; last how many cases count that the viewer does not read."""
    rule = rule_of(concern.name, pack.indicators.rules)
    if concern.name == LOADED:
        yield [gettext(head) for head in OFFICER_HEADS]
        for one in found.officers:
            yield [one.name, one.unit, label(pack.units[one.unit].name), one.load, rule]
        return
    yield [gettext(head) for head in CASE_HEADS]
    for case in found.lines:
        received, heard = (
            f"{moment.astimezone(pack.zone).date()}" if moment else None for moment in (case.received_at, case.heard_at)
        )
        track = coded(pack, "tracks", case.track)
        yield [case.reference, case.unit, label(pack.units[case.unit].name), track, received, heard, rule]
    if found.closed:
        yield [gettext("Counted, and not read by you"), None, None, None, None, None, f"{found.closed}"]


def read_asked(request: Request, pack: Pack) -> tuple[Concern, str]:  # type: ignore[type-arg]
    """The concern in an address, and the unit. Raises: NotFoundException for one that there is not."""
    if request.query_params.get("concern") == STANDING:
        return read_cell(request, pack)
    said = {name: written(request.query_params.get(name)) for name in ("concern", "about", "code", "issue", "unit")}
    name, about, unit = said["concern"], said["about"], said["unit"]
    if name not in {*CONCERNS, LOADED} or (about and about not in ABOUT) or (unit and unit not in pack.units):
        raise NotFoundException
    if (name in ABOUT_ONE) != bool(about):
        raise NotFoundException
    return Concern(name, about, said["code"], said["issue"]), unit


def read_cell(request: Request, pack: Pack) -> tuple[Concern, str]:  # type: ignore[type-arg]
    """A cell of the table of cases that lie: a track and a band. Raises: NotFoundException."""
    track, band, unit = (written(request.query_params.get(name)) for name in ("code", "band", "unit"))
    bands = {f"{number}": number for number in range(len(STANDING_BANDS))}
    if band not in bands or not track or (unit and unit not in pack.units):
        raise NotFoundException
    return Concern(STANDING, code=track, band=bands[band]), unit


routes = [show_concern, *as_files(PATH, give_concern)]
