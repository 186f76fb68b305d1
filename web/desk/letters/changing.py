"""What is done with a letter that is written: handed on, given back, signed, sent, delivered, laid aside."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.database import Database
from cases.errors import ChangedMeanwhile, InvalidAnswers, LetterRefused
from cases.letters import going_out, reading, signing, taking_back, writing
from cases.letters.behind_link import send_behind_link
from cases.viewer import Officer
from web.desk.letters.reading import draw_letter, place_of
from web.desk.letters.words import FROM_HERE, REFUSALS, day_field
from web.kit.fields import NO_PROBLEMS
from web.kit.forms import Form
from web.kit.given import GivenPack, GivenStore
from web.kit.pages import Page, redirect
from web.kit.unsent import SEEN
from web.security import Access
from workflows.fields import parse

BEHIND: Final = re.compile(r"link-([0-9]{1,6})")
"""The way behind the link of a body: of which proceeding."""
Given = Mapping[str, Any]
"""What a form gives to its use case beside what all of them take."""
ACTS: Final[Mapping[str, tuple[Callable[..., None], Callable[[Form], Given]]]] = {
    "propose": (writing.propose, lambda form: {"names": form.one("names")}),
    "sign": (signing.sign, lambda form: {"names": form.one("names")}),
    "return": (writing.send_back, lambda form: {"reason": form.one("reason")}),
    "discard": (writing.discard, lambda _: {}),
    "send": (going_out.send, lambda form: {"way": form.one("way"), "agreed": form.one("agreed") == "yes"}),
    "deliver": (going_out.deliver, lambda form: {"day": read_day(form)}),
    "take-back": (taking_back.take_back, lambda _: {}),
}


def read_day(form: Form) -> date | None:
    """Raises: InvalidAnswers for what is no day."""
    parsed = parse((day_field(),), form.raw, known={})
    if parsed.problems:
        raise InvalidAnswers(parsed.problems)
    return date.fromisoformat(str(parsed.answers["day"]))


@post("/desk/cases/{reference:str}/writing/{letter:int}/{act:str}", access=Access.CASEWORK, sync_to_thread=True)
def change(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    act: FromPath[str],
    database: NamedDependency[Database],
    store: GivenStore,
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    if act not in ACTS:
        raise NotFoundException
    do, read = ACTS[act]
    problems, refused = NO_PROBLEMS, None
    told: Any = {"seen": form.one(SEEN), "pack": pack, "key": form.submission.hex(), "viewer": viewer, "at": now}
    if act == "send" and form.one("way") == FROM_HERE:
        agreed: dict[str, object] | None = {"agreed": "yes"} if form.one("agreed") == "yes" else None
        return redirect(request, place_of(reference, letter) + "/email", query=agreed)
    behind = BEHIND.fullmatch(form.one("way")) if act == "send" else None
    try:
        if behind is not None:
            send_behind_link(database, store, reference, letter, int(behind[1]), **told)
        else:
            database.write(do, reference, letter, **read(form), **told)
    except InvalidAnswers as invalid:
        problems = invalid.problems
    except ChangedMeanwhile:
        refused = REFUSALS["changed"]
    except LetterRefused as error:
        refused = REFUSALS[error.reason]
    else:
        return redirect(request, place_of(reference, letter), query={"done": act})
    sheet = database.write(reading.open_letter, reference, letter, pack=pack, viewer=viewer, at=now)
    return draw_letter(request, sheet, pack, act=act, typed=form.raw, problems=problems, refused=refused)


routes = [change]
