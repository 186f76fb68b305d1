"""The form of a letter: a new one from the pack's words, or a draft that is gone on with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import ChangedMeanwhile, InvalidAnswers, LetterRefused
from cases.letters import reading, writing
from cases.letters.plan import Template
from cases.letters.reading import LetterSheet
from cases.letters.writing import Beginning
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.letters.reading import draw_letter, place_of
from web.desk.letters.words import PARTS, REFUSALS, letter_fields
from web.kit.fields import NO_PROBLEMS, Raw
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import SEEN, forget_sent, offered
from web.security import Access
from workflows.fields import Problem


@get("/desk/cases/{reference:str}/writing/new/{name:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_new(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Fields filled in from what the case knows; nothing is kept before it is sent."""
    asked = request.query_params
    begun = begin(database, reference, name, asked, pack=pack, viewer=viewer, now=now)
    place = new_place(begun.reference, name)
    written, typed = offered(database, secrets, place, asked, viewer=viewer, at=now)
    return draw_new(request, begun, typed=typed or filled(begun), written=written)


@post("/desk/cases/{reference:str}/writing/new/{name:str}", access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def save_new(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        words = writing.read_words({part: form.one(part) for part in PARTS})
        letter = database.write(
            writing.save, reference, name, words, language=form.one("language"), number=read_number(form.one("complaint")),
            pack=pack, key=form.submission.hex(), viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        asked = {part: form.one(part) for part in ("language", "complaint")}
        begun = begin(database, reference, name, asked, pack=pack, viewer=viewer, now=now)
        return draw_new(request, begun, typed=form.raw, problems=invalid.problems)
    forget_sent(database, secrets, new_place(reference, name), viewer=viewer)
    return redirect(request, place_of(reference, letter), query={"done": "saved"})


@get("/desk/cases/{reference:str}/writing/{letter:int}/edit", access=Access.CASEWORK, sync_to_thread=True)
def show_edit(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    sheet = database.write(reading.open_letter, reference, letter, pack=pack, viewer=viewer, at=now)
    if "edit" not in sheet.may:
        return draw_letter(
            request, sheet, pack, act="edit", refused=REFUSALS["state" if sheet.line.state != "draft" else "role"]
        )
    place = edit_place(sheet)
    written, typed = offered(database, secrets, place, request.query_params, viewer=viewer, at=now)
    return draw_edit(request, sheet, pack, typed=typed or typed_of(sheet), written=written)


@post("/desk/cases/{reference:str}/writing/{letter:int}/edit", access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def save_edit(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    letter: FromPath[int],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Keep the new words. What a colleague changed meanwhile is shown, with everything that was typed."""
    problems, refused = NO_PROBLEMS, None
    try:
        words = writing.read_words({part: form.one(part) for part in PARTS})
        database.write(
            writing.change, reference, letter, words, seen=form.one(SEEN), pack=pack, key=form.submission.hex(),
            viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        problems = invalid.problems
    except ChangedMeanwhile:
        refused = REFUSALS["changed"]
    except LetterRefused as error:
        refused = REFUSALS[error.reason]
    else:
        forget_sent(database, secrets, place_of(reference, letter) + "/edit", viewer=viewer)
        return redirect(request, place_of(reference, letter), query={"done": "saved"})
    sheet = database.write(reading.open_letter, reference, letter, pack=pack, viewer=viewer, at=now)
    return draw_edit(request, sheet, pack, typed=form.raw, problems=problems, refused=refused)


def begin(
    database: Database, reference: str, name: str, asked: Mapping[str, str], *, pack: Pack, viewer: Officer, now: datetime
) -> Beginning:  # fmt: skip
    # Through `write`: the name on the envelope is opened for it.
    return database.write(
        writing.begin, reference, name, language=asked.get("language"), number=read_number(asked.get("complaint", "")),
        pack=pack, viewer=viewer, at=now,
    )  # fmt: skip


def read_number(text: str) -> int:
    """Which complaint it answers; the first where nothing sound is said."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def new_place(reference: str, name: str) -> str:
    return f"{place_of(reference)}/new/{name}"


def edit_place(sheet: LetterSheet) -> str:
    return place_of(sheet.reference, sheet.line.id) + "/edit"


def filled(begun: Beginning) -> dict[str, list[str]]:
    return {part: [getattr(begun.words, part)] for part in PARTS}


def typed_of(sheet: LetterSheet) -> dict[str, list[str]]:
    return {part: [getattr(sheet.words, part)] for part in PARTS}


def draw_new(
    request: Request,  # type: ignore[type-arg]
    begun: Beginning,
    *,
    typed: Raw,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
) -> Page:
    of = {"begun": begun, "place": new_place(begun.reference, begun.template.name), "written": written}
    return draw_form(request, begun.template, begun.language, begun.their, {**of, "typed": typed}, problems=problems)


def draw_edit(
    request: Request,  # type: ignore[type-arg]
    sheet: LetterSheet,
    pack: Pack,
    *,
    typed: Raw,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    refused: str | None = None,
    written: Written | None = None,
) -> Page:
    of = {
        "place": edit_place(sheet), "seen": sheet.seen, "returned": sheet.returned, "written": written, "typed": typed,
        "refused": refused, "theirs": sheet.words if refused else None,
    }  # fmt: skip
    template = pack.templates[sheet.template]
    return draw_form(request, template, sheet.language, sheet.their, of, problems=problems)


NOTHING_MORE: Final = {"begun": None, "seen": None, "returned": None, "theirs": None, "refused": None}


def draw_form(
    request: Request,  # type: ignore[type-arg]
    template: Template,
    language: str,
    their: str | None,
    of: Mapping[str, Any],
    *,
    problems: Mapping[str, Problem],
) -> Page:
    """*of*: what is typed, where it is kept, and which letter the form is of."""
    fields = letter_fields(their if their not in {None, language} else None)
    status = 422 if problems else 409 if of.get("refused") else 200
    return page(
        request, "desk/letters/form.html", status=status, kind=template, written_in=language, their=their, fields=fields,
        problems=problems, seen_name=SEEN, reference=request.path_params["reference"], **{**NOTHING_MORE, **of},
    )  # fmt: skip


routes = [show_new, save_new, show_edit, save_edit]
