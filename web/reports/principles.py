"""What the world asks of a body that hears complaints, and what there is to show for it: the page, and the same as a table."""

from collections.abc import Iterator
from datetime import datetime

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Stream

from cases.database import Database
from cases.packs.jurisdiction import Pack
from cases.reports.figures import Share
from cases.reports.periods import today
from cases.reports.principles.proposals import Proposal
from cases.reports.principles.reading import Fulfilled, read_fulfilled
from cases.reports.scopes import house_of, scope_of
from cases.reports.sheets import Cell
from cases.reports.values import plain
from cases.viewer import Officer
from web.i18n import N_, gettext, label
from web.kit.current import url
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.kit.rendering import reference
from web.reports.asking import PRESET_WORDS, Question, presets, read_question
from web.reports.downloads import as_files, send_table
from web.reports.fulfilled import answer_all, bodies_table, proposals_table
from web.security import Access, may

PATH = "/reports/principles"
HEADS = (
    N_("Document"), N_("What is asked"), N_("In short"), N_("Figure"), N_("Value"), N_("Counted"), N_("Out of"),
    N_("Evidence in the journal"), N_("How it is counted"),
)  # fmt: skip


@get(PATH, access=Access.REPORTS, sync_to_thread=True)
def show_principles(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Each criterion with its figure and its evidence, of all that the viewer's reports cover."""
    question, found = look(request, database=database, pack=pack, viewer=viewer, now=now)
    scope = scope_of(viewer, house_of(pack))
    return page(
        request,
        "reports/principles.html",
        status=422 if question.wrong else 200,
        question=question,
        unit="" if scope.national else scope.units[0],
        presets={PRESET_WORDS[key]: period for key, period in presets(today(now, pack.zone)).items()},
        standards=lambda: [(one, answer_all(one, found, pack)) for one in pack.principles.standards],
        bodies=lambda: bodies_table(found, pack),
        proposals=lambda: proposals_table(found, pack),
        links=lambda: [link_of(one, viewer) for one in found.proposals],
    )


def link_of(proposal: Proposal, viewer: Officer) -> tuple[str, str] | None:
    """Address and number of the case behind *proposal*, for an officer who may open it."""
    if not proposal.reference or not may(viewer, Access.CASEWORK):
        return None
    return url(f"/desk/cases/{proposal.reference}"), reference(proposal.reference)


def look(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
) -> tuple[Question, Fulfilled]:
    """Raises: NotAllowed."""
    question = read_question(request.query_params, pack=pack, today=today(now, pack.zone))
    return question, database.read_across(read_fulfilled, question.asked.period, pack=pack, viewer=viewer, at=now)


def give_table(
    request: Request,  # type: ignore[type-arg]
    ending: str,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
) -> Stream:
    question, found = look(request, database=database, pack=pack, viewer=viewer, now=now)
    open_page(request)
    period = question.asked.period
    name = f"principles-{period.first}-{period.last}"
    return send_table(request, list(rows_of(found, pack)), name=name, ending=ending)


def rows_of(found: Fulfilled, pack: Pack) -> Iterator[list[Cell]]:
    """Criteria first, then recommendations by body and proposals, a cell a row."""
    yield [gettext(head) for head in HEADS]
    for standard in pack.principles.standards:
        for one in answer_all(standard, found, pack):
            share = one.plain if isinstance(one.plain, Share) else None
            yield [
                label(standard.title), one.label, one.text, one.figure or gettext("Nothing here measures it"),
                plain(one.plain), share.part if share else None, share.whole if share else None,
                "; ".join(one.evidence) or gettext("No evidence here"), one.formula,
            ]  # fmt: skip
    for table in (bodies_table(found, pack), proposals_table(found, pack)):
        for name, *cells in table.rows:
            for head, cell in zip(table.heads[1:], cells, strict=True):
                yield [table.title, name, None, head, cell, None, None, None, table.about]


routes = [show_principles, *as_files(PATH, give_table)]
