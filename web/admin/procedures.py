"""The procedures and tables that are in force: drawn, and in words, as officers and auditors want to read them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_, gettext, label
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page
from web.kit.rules import clock_notes, condition_words, limit_words, result_words, role_words, tests_words
from web.security import Access
from workflows.acts import Act
from workflows.calendars import local_day
from workflows.definition import Procedure
from workflows.diagram import write_mermaid
from workflows.tables import Table

TABLES = {
    "procedure": N_("Complaint or signal"),
    "urgency": N_("How urgent it is"),
    "lead": N_("Which office answers"),
    "circle": N_("Who else takes part"),
    "pin": N_("What stands at the top of the queue"),
}
"""The tables that the program asks for by name, for people."""


@get("/admin/procedures", access=Access.OVERSIGHT, sync_to_thread=True)
def show_procedures(
    request: Request,  # type: ignore[type-arg]
    *,
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Every procedure and table of the published pack, which passed the gate when it was loaded."""
    open_page(request)
    return draw(
        request,
        viewer,
        "procedures.html",
        procedures=sorted(pack.procedures.values(), key=lambda one: (one.kind, one.name)),
        tables=[(table, table_name(table), len(table.rows)) for table in pack.tables.values()],
        ahead={one.name for one in pack.procedures.values() if one.effective > local_day(pack.calendar, now)},
        edition=pack.hash[:12],
    )


@get("/admin/procedures/{name:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_procedure(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """One procedure, whole; `?version=` shows an older one that something still runs on."""
    open_page(request)
    versions = versions_of(pack, name)
    procedure = chosen(versions, request)
    return draw(
        request,
        viewer,
        "procedure.html",
        procedure=procedure,
        versions=sorted(versions, reverse=True),
        stages=[
            (
                stage,
                role_words({stage.owner}, pack) if stage.owner else "",
                [act_row(act, pack, procedure) for act in stage.acts.values()],
            )
            for stage in procedure.stages.values()
        ],
        anywhere=[act_row(act, pack, procedure) for act in procedure.anywhere.values()],
        limits=[
            (label(clock.label), limit_words(clock), clock_notes(clock, pack)) for clock in procedure.clocks.values()
        ],
        statuses=pack.words.statuses,
    )


@get("/admin/procedures/{name:str}/mermaid", access=Access.OVERSIGHT, sync_to_thread=True)
def show_mermaid(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Response[str]:
    """The drawing of a procedure as Mermaid text, for who writes about it; `?version=` as on its page."""
    language = open_page(request).language
    return Response(write_mermaid(chosen(versions_of(pack, name), request), language), media_type="text/plain")


@get("/admin/procedures/tables/{name:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_table(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """One table, row by row in words."""
    open_page(request)
    if name not in pack.tables:
        raise NotFoundException
    table = pack.tables[name]
    return draw(request, viewer, "table.html", table=table, name=table_name(table), rows=table_rows(table, pack))


def versions_of(pack: Pack, name: str) -> dict[int, Procedure]:
    """Number → procedure of this *name*: the published one and older ones that something runs on. Raises: NotFoundException."""
    versions = {version: one for (of, version), one in pack.older.items() if of == name}
    if name in pack.procedures:
        versions[pack.procedures[name].version] = pack.procedures[name]
    if not versions:
        raise NotFoundException
    return versions


def chosen(versions: Mapping[int, Procedure], request: Request) -> Procedure:  # type: ignore[type-arg]
    """The version that the address asks for, else the newest."""
    known = {str(version): one for version, one in versions.items()}
    asked = request.query_params.get("version", "")
    return known[asked] if asked in known else versions[max(versions)]


def act_row(act: Act, pack: Pack, procedure: Procedure) -> tuple[str, str, str, list[str]]:
    """(name, who, where to, notes) of an act."""
    to = label(procedure.stages[act.to].label) if act.to else ""
    notes = []
    if act.when is not None:
        notes.append(gettext("only if %(condition)s", condition=condition_words(act.when, pack)))
    if act.confirmed_by is not None:
        notes.append(gettext("confirmed by a second person: %(roles)s", roles=role_words(act.confirmed_by.roles, pack)))
    notes += [gettext("letter: %(title)s", title=label(pack.letters[letter].title)) for letter in act.tells.values()]
    notes += [
        gettext("opens: %(title)s", title=label(pack.procedures[each.procedure].title))
        for each in act.opens
        if each.procedure in pack.procedures
    ]
    return label(act.label), role_words(act.by, pack), to, notes


def table_name(table: Table) -> str:
    return gettext(TABLES[table.name]) if table.name in TABLES else table.name


def table_rows(table: Table, pack: Pack) -> list[list[str]]:
    """What each row asks, gives and says as its reason."""
    several = Counter(name for row in table.rows for name in row.then)
    found = []
    for row in table.rows:
        gives = [
            (f"{name}: " if len(several) > 1 else "") + result_words(value, pack) for name, value in row.then.items()
        ]
        found.append([tests_words(row.when, pack), "; ".join(gives), label(row.because) if row.because else ""])
    return found


routes = [show_procedures, show_procedure, show_mermaid, show_table]
