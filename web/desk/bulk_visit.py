"""A special visit to the place that several ticked complaints are about: shown before it is asked for, without who complained."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, post
from litestar.di import NamedDependency

from cases.database import Database
from cases.errors import InvalidAnswers
from cases.monitoring.asking import Cluster, ask_for_visit, find_cluster
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from cases.worklist.bulk import Chosen
from web.desk.asking import asked_as_query, read_asked
from web.desk.chosen import one_of_each, rows_in
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page
from web.kit.problems import problem_words
from web.security import Access
from workflows.names import Label


@post("/desk/bulk/visit", access=Access.CASEWORK, sync_to_thread=True)
def ask_visit(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Ask for a special visit to the place that the ticked complaints are about."""
    chosen = rows_in(form)
    back = asked_as_query(read_asked(one_of_each(form), pack, viewer), form.one("columns"))
    try:
        cluster = ask_for_visit(
            database, [one.reference for one in chosen], key=form.submission.hex(), pack=pack, secrets=secrets,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers:
        return draw_visit(request, chosen, back, database=database, pack=pack, viewer=viewer)
    return page(
        request, "desk/bulk_visit.html", cluster=cluster, chosen=chosen, back=back, place=place_words(cluster, pack), done=True
    )  # fmt: skip


def draw_visit(
    request: Request,  # type: ignore[type-arg]
    chosen: Sequence[Chosen],
    back: Mapping[str, object],
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
) -> Page:
    """What the mechanism will learn, before anything is sent; or why these cases are none to ask for."""
    try:
        cluster = database.read(find_cluster, [one.reference for one in chosen], pack=pack, viewer=viewer)
    except InvalidAnswers as invalid:
        return page(
            request, "desk/bulk_visit.html", status=422, cluster=None, chosen=chosen, back=back,
            problem=invalid.problems["row"], problem_words=problem_words, done=False,
        )  # fmt: skip
    return page(
        request, "desk/bulk_visit.html", cluster=cluster, chosen=chosen, back=back, place=place_words(cluster, pack), done=False
    )  # fmt: skip


def place_words(cluster: Cluster, pack: Pack) -> Label:
    return pack.registers[pack.monitoring.places][cluster.place].label if pack.monitoring else {}


routes = [ask_visit]
