"""What sending costs a connection from which very much comes: read on the check page, looked at when it is sent."""

from datetime import datetime

from litestar import Request

from cases.defences.tolls import Toll, ask_toll, is_paid, read_toll
from web.kit.forms import Form
from web.kit.sources import source_of


def toll_for(request: Request, held: int, filed: int, *, urgent: bool, at: datetime) -> Toll | None:  # type: ignore[type-arg]
    """What sending this draft will cost; nothing while little comes from there, and never where a life is in danger."""
    state = request.app.state
    return None if urgent else ask_toll(held, filed, state.settings.filings_free, pepper=state.secrets.pepper, at=at)


def unpaid(request: Request, form: Form, held: int, asked: Toll | None, *, filed: int, at: datetime) -> Toll | None:  # type: ignore[type-arg]
    """The toll that is still open, the form's own where it brought one; None when there is none or it is paid.

    *filed*: how many came from there this hour. Where no address is told, others' complaints make nobody wait longer.
    """
    if asked is None:
        return None
    toll = read_toll(form.one("toll"), held, pepper=request.app.state.secrets.pepper)
    if toll is None:
        return asked
    if source_of(request).known:
        toll = toll.in_line(filed, request.app.state.settings.filings_free, at=at)
    return None if is_paid(toll, form.one("work"), at=at) else toll
