"""The letters of a case, one of them, and its PDF."""

from collections.abc import Mapping
from datetime import datetime

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.letters import reading
from cases.letters.email_form import is_possible
from cases.letters.paper import draw_paper
from cases.letters.plan import BODY, COMPLAINANT
from cases.letters.reading import LetterSheet
from cases.packs.jurisdiction import Pack
from cases.settings import Settings
from cases.viewer import Officer
from web.desk.letters.words import (
    DONE,
    EMAIL_HINT,
    FROM_HERE,
    HANDED,
    LINK_HINT,
    PARTS,
    STATES,
    WAY_HINTS,
    WAYS,
    WHOSE,
    choice_fields,
    day_field,
    letter_fields,
    reason_field,
)
from web.desk.words import ASTRAY_WORDS
from web.kit.downloads import SANDBOXED
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, page
from web.kit.problems import problem_words
from web.security import Access
from workflows.fields import Problem


def place_of(reference: str, letter: int | None = None) -> str:
    """Where the case's letters are, or one of them."""
    return f"/desk/cases/{reference}/writing" + ("" if letter is None else f"/{letter}")


@get("/desk/cases/{reference:str}/writing", access=Access.CASEWORK, sync_to_thread=True)
def show_letters(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """What was written in the case and what can be; nothing sealed is opened for it."""
    known, lines, templates, complained = database.read(
        reading.list_letters, reference, pack=pack, viewer=viewer, at=now
    )  # fmt: skip
    return page(
        request, "desk/letters/list.html", reference=known, place=place_of(known), lines=lines, complained=complained,
        to_complainant=[one for one in templates if one.to != BODY], to_body=[one for one in templates if one.to == BODY],
        states=STATES, ways=WAYS,
    )  # fmt: skip


@get("/desk/cases/{reference:str}/writing/{letter:int}", access=Access.CASEWORK, sync_to_thread=True)
def show_letter(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    # Through `write`: opening sealed words is written down.
    sheet = database.write(reading.open_letter, reference, letter, pack=pack, viewer=viewer, at=now)
    return draw_letter(request, sheet, pack)


def draw_letter(
    request: Request,  # type: ignore[type-arg]
    sheet: LetterSheet,
    pack: Pack,
    *,
    act: str = "",
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    refused: str | None = None,
) -> Page:
    """The letter with all that can be done; after an *act* that went wrong with what was typed for it."""
    settings: Settings = request.app.state.settings
    asked = (*letter_fields(sheet.their or sheet.language), *choice_fields(), reason_field(), day_field())
    unwritten = [(one, problems[one.name]) for one in asked if one.name in problems and one.name in PARTS]
    beside = {name: problem for name, problem in problems.items() if name not in PARTS}
    return page(
        request, "desk/letters/letter.html", status=422 if problems else 409 if refused else 200, sheet=sheet,
        place=place_of(sheet.reference, sheet.line.id), act=act, typed=typed, problems=beside, unwritten=unwritten,
        refused=refused, fields=[one for one in asked if one.name in beside], reason=reason_field(), day=day_field(),
        states=STATES, ways=WAYS, way_hints=WAY_HINTS, link_hint=LINK_HINT, whose=WHOSE, problem_words=problem_words,
        from_here=FROM_HERE if settings.smtp and is_possible(pack) and sheet.line.to == COMPLAINANT else "",
        email_hint=EMAIL_HINT, handed=HANDED, astray_words=ASTRAY_WORDS, befell=befell_of(sheet),
        roles=[pack.words.roles[role] for role in pack.words.roles if role in sheet.waits_for],
        done=None if act else done_words(request, DONE),
    )  # fmt: skip


def befell_of(sheet: LetterSheet) -> str | None:
    """Why nobody will open a letter that was sent; None where there is nothing to do about it."""
    return sheet.sent.befell if sheet.sent and sheet.line.state == "sent" else None


@get("/desk/cases/{reference:str}/writing/{letter:int}/paper", access=Access.CASEWORK, sync_to_thread=True)
def give_paper(
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The letter as it goes out, drawn after the transaction."""
    sheet, files = database.write(reading.layout_of, reference, letter, pack=pack, viewer=viewer, at=now)
    return paper_answer(draw_paper(files, sheet.paper), f"{sheet.reference}-letter.pdf")


def paper_answer(content: bytes, name: str) -> Response[bytes]:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": SANDBOXED,
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type="application/pdf", headers=headers)


routes = [show_letters, show_letter, give_paper]
