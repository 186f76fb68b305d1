"""The cases, or the officers, behind one concern of the morning."""

from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.concerned import CONCERNS, LOADED, Concern, read_concerned
from cases.reports.patterns import ABOUT
from cases.reports.scopes import house_of
from cases.viewer import Officer
from web.i18n import N_
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.reports.asking import written
from web.reports.mornings import name_of, rule_of, term_of
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
}
ABOUT_ONE = frozenset({"alike", "rise", "owed"})
"""Concerns about one place or body."""


@get("/reports/mornings", access=Access.REPORTS, sync_to_thread=True)
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
    rules = pack.indicators.rules
    found = database.read_across(
        read_concerned,
        concern,
        frozenset({unit} if unit else ()),
        rules=rules,
        house=house_of(pack),
        viewer=viewer,
        at=now,
    )
    return page(
        request,
        "reports/mornings.html",
        concern=concern,
        unit=unit,
        found=found,
        title=TITLES[concern.name],
        named=lambda: " · ".join(each for each in (name_of(concern, pack), term_of(concern.issue, pack)) if each),
        rule=lambda: rule_of(concern.name, rules),
        coded=lambda taxonomy, code: coded(pack, taxonomy, code),
    )


def read_asked(request: Request, pack: Pack) -> tuple[Concern, str]:  # type: ignore[type-arg]
    """The concern in an address, and the unit. Raises: NotFoundException for one that there is not."""
    said = {name: written(request.query_params.get(name)) for name in ("concern", "about", "code", "issue", "unit")}
    name, about, unit = said["concern"], said["about"], said["unit"]
    if name not in {*CONCERNS, LOADED} or (about and about not in ABOUT) or (unit and unit not in pack.units):
        raise NotFoundException
    if (name in ABOUT_ONE) != bool(about):
        raise NotFoundException
    return Concern(name, about, said["code"], said["issue"]), unit


routes = [show_concern]
