"""The request as its body sees it, the answer that it sends, and the receipt."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.bodies import answering, door
from cases.database import Database
from cases.errors import ActRefused, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Body
from web.kit.cookies import set_body_cookie
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.engine import Offer
from workflows.fields import Problem


@get("/respond/request", access=Access.BODY, sync_to_thread=True)
def show_request(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Body],
    now: NamedDependency[datetime],
) -> Page:
    """What is asked, until when, and what was sent so far. While somebody looks, the page stays open."""
    # Through `write`: that the body read its request is written down.
    asked = database.write(answering.read_request, pack=pack, viewer=viewer, at=now)
    unit = pack.units[asked.unit]
    response = page(request, "respond/request.html", asked=asked, unit=unit, gone="gone" in request.query_params)
    set_body_cookie(response, request, door.make_cookie(viewer, secrets=secrets, at=now))
    return response


@get("/respond/acts/{act:str}", access=Access.BODY, sync_to_thread=True)
def show_act(
    request: Request,  # type: ignore[type-arg]
    *,
    act: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Body],
    now: NamedDependency[datetime],
) -> Page:
    """One answer on a page of its own; back to the request when it is not open any more."""
    offer = find_offer(database, act, pack=pack, viewer=viewer, now=now)
    if offer is None:
        return redirect(request, "/respond/request", query={"gone": "yes"})
    response = draw_act(request, offer)
    set_body_cookie(response, request, door.make_cookie(viewer, secrets=secrets, at=now))
    return response


@post("/respond/acts/{act:str}", access=Access.BODY, sync_to_thread=True)
def do_act(
    request: Request,  # type: ignore[type-arg]
    *,
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Body],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Send an answer; what was typed stands in the form again where something is missing."""
    key = f"body:{form.submission.hex()}"
    try:
        number = database.write(answering.send_answer, act, form.raw, pack=pack, key=key, viewer=viewer, at=now)
    except InvalidAnswers as error:
        offer = find_offer(database, act, pack=pack, viewer=viewer, now=now)
        if offer is None:
            raise
        return draw_act(request, offer, form.raw, error.problems)
    except ActRefused:
        return redirect(request, "/respond/request", query={"gone": "yes"})
    return redirect(request, f"/respond/sent/{number}")


@get("/respond/sent/{number:int}", access=Access.BODY, sync_to_thread=True)
def show_receipt(
    request: Request,  # type: ignore[type-arg]
    *,
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Body],
    now: NamedDependency[datetime],
) -> Page:
    """The receipt: what was sent, when, and the hash of it. Only of what went through this very link."""
    asked = database.write(answering.read_request, pack=pack, viewer=viewer, at=now)
    found = next((one for one in asked.said if one.number == number and one.sender == "body"), None)
    if found is None:
        raise NotFoundException
    return page(request, "respond/receipt.html", asked=asked, sent=found)


def find_offer(database: Database, act: str, *, pack: Pack, viewer: Body, now: datetime) -> Offer | None:
    asked = database.write(answering.read_request, pack=pack, viewer=viewer, at=now)
    return next((offer for offer in asked.offers if offer.act == act), None)


def draw_act(
    request: Request,  # type: ignore[type-arg]
    offer: Offer,
    raw: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    return page(
        request, "respond/act.html", status=422 if problems else 200, offer=offer, raw=raw, problems=dict(problems)
    )


routes = [show_request, show_act, do_act, show_receipt]
