"""The questionnaires to print: one a subject, in the page's language, ordinary or large."""

import json
from functools import lru_cache
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.filing.paper import draw_pdf
from cases.filing.paper_forms import TEMPLATE, PaperQuestion, PaperSection, lines_for, sections_on_paper
from cases.packs.jurisdiction import Pack
from web.i18n import gettext, label, voice
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page
from web.security import Access
from workflows.fields import Field, FieldKind

PAPER: Final = "/paper"
SIZES: Final = {"ordinary": 11, "large": 18}
"""Points; RNIB calls 16 and more large print."""
KEPT: Final = 64
LONGEST_LIST: Final = 12
DATES: Final = frozenset({FieldKind.DATE, FieldKind.PARTIAL_DATE})


@get(PAPER, access=Access.ANYONE, sync_to_thread=True)
def show_papers(request: Request, pack: GivenPack) -> Page:  # type: ignore[type-arg]
    """What can be printed, and where it can be handed in."""
    open_page(request)
    if TEMPLATE not in pack.files:
        raise NotFoundException
    return page(request, "public/paper.html", subjects=pack.taxonomies["tracks"].labels)


@get(f"{PAPER}/{{track:str}}/{{size:str}}", access=Access.ANYONE, sync_to_thread=True)
def print_paper(
    request: Request,  # type: ignore[type-arg]
    *,
    track: FromPath[str],
    size: FromPath[str],
    pack: GivenPack,
) -> Response[bytes]:
    """One questionnaire as PDF. Its name says nothing to somebody who looks through the downloads."""
    if TEMPLATE not in pack.files or track not in pack.taxonomies["tracks"].labels or size not in SIZES:
        raise NotFoundException
    open_page(request)
    content = draw(pack.files[TEMPLATE], json.dumps(paper_data(pack, track, size)))
    headers = {"content-disposition": 'attachment; filename="form.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def paper_data(pack: Pack, track: str, size: str) -> dict[str, Any]:
    """What the template draws, in the page's language."""
    return {
        "language": voice().language,
        "size": SIZES[size],
        "institution": label(pack.institution.name),
        "title": gettext("Complaint: %(subject)s", subject=label(pack.taxonomies["tracks"].labels[track])),
        "opening": opening(pack),
        "sometimes": gettext("If this concerns you"),
        "enough": gettext("What is above is enough to begin. The rest can be left out or told any day later."),
        "several": gettext("You can tick several"),
        "office": gettext("For the office: number, day and hour of receipt, received by"),
        "sections": [section_data(one) for one in sections_on_paper(pack, track)],
    }


@lru_cache(maxsize=KEPT)
def draw(template: str, data: str) -> bytes:
    """The PDF of *data* (JSON); kept, because drawing takes up to a second and everybody gets the same."""
    return draw_pdf(template, json.loads(data))


def opening(pack: Pack) -> list[str]:
    """What stands above the questions."""
    numbers = ", ".join(each.number for each in pack.institution.emergency)
    return [
        gettext("Tick and write what you can. You may leave out whatever you do not know or do not want to say."),
        gettext(
            "In danger, call first: %(numbers)s. Then write only what happens, where, and how to reach you.",
            numbers=numbers,
        ),
        gettext(
            "Close it in an envelope and write on it: %(institution)s. In custody nobody may open it.",
            institution=label(pack.institution.name),
        ),
    ]


def section_data(section: PaperSection) -> dict[str, Any]:
    return {
        "title": label(section.title),
        "may_wait": section.may_wait,
        "lead": label(section.lead) if section.lead else "",
        "questions": [question_data(one) for one in section.questions],
    }


def question_data(one: PaperQuestion) -> dict[str, Any]:
    field = one.field
    options = options_of(field)
    return {
        "label": label(field.label),
        "hint": label(field.hint) if field.hint else "",
        "why": label(field.why) if field.why else "",
        "sometimes": one.sometimes,
        "several": field.kind is FieldKind.CHOICES and len(options) > 1,
        "options": options,
        "parts": [gettext("Day"), gettext("Month"), gettext("Year")] if field.kind in DATES else [],
        "lines": 0 if options or field.kind in DATES else lines_for(field),
    }


def options_of(field: Field) -> list[str]:
    """What is ticked; one of a long list, such as a region, is quicker written."""
    if field.kind is FieldKind.BOOLEAN:
        return [gettext("Yes"), gettext("No")]
    if field.kind is FieldKind.CHOICE and len(field.options) > LONGEST_LIST:
        return []
    return [label(option.label) for option in field.options]


routes = [show_papers, print_paper]
