"""Somebody else compares an entered complaint with its paper."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases import casefile
from cases.assisted import second_look
from cases.assisted.forms import ENTRY
from cases.database import Database
from cases.errors import CaseNotFound, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.desk.boxes import asked
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.security import Access
from workflows.fields import Field, FieldKind, Option, Problem

PATH = "/desk/cases/{reference:str}/entry"
ANSWERS = {"yes": True, "no": False}


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_entry(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """How it came, what was typed, the files beside it, and the question whether they agree."""
    return draw(request, reference, database=database, pack=pack, viewer=viewer, now=now)


@post(PATH, access=Access.CASEWORK, sync_to_thread=True)
def note_look(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    agrees = ANSWERS.get(form.one("agrees"))
    try:
        database.write(
            second_look.check_entry, reference, form.one("words"), agrees=agrees, key=form.submission.hex(), pack=pack,
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        return draw(
            request, reference, database=database, pack=pack, viewer=viewer, now=now, typed=form.raw,
            problems=invalid.problems,
        )  # fmt: skip
    return redirect(request, f"/desk/cases/{reference}")


def fields() -> tuple[Field, ...]:
    options = (
        Option(value="yes", label=words_of(N_("Yes, it says the same"))),
        Option(value="no", label=words_of(N_("No, something differs"))),
    )
    return (
        asked("agrees", FieldKind.CHOICE, N_("Does the entry agree with the paper?"), options=options),
        asked(
            "words", FieldKind.LONG_TEXT, N_("What differs?"), required=False, limit=second_look.LONGEST,
            hint=N_("The entry itself stays as it is. What you write stands beside it, sealed."),
        ),
    )  # fmt: skip


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    *,
    database: Database,
    pack: Pack,
    viewer: Officer,
    now: datetime,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
) -> Page:
    """Through `write`: opening sealed words is written down. Raises: CaseNotFound, also where nobody entered it."""
    case = database.write(casefile.open_case, reference, pack=pack, viewer=viewer, at=now)
    if case.entry is None:
        raise CaseNotFound(reference)
    questions = [each for one in pack.questionnaires[ENTRY].pages for each in one.questions]
    return page(
        request, "desk/entry.html", status=422 if problems else 200, case=case, entry=case.entry, questions=questions,
        fields=fields(), typed=typed, problems=problems, pack=pack,
    )  # fmt: skip


routes = [show_entry, note_look]
