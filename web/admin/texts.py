"""What people are asked and written, to read before it is published or changed: each text in all languages beside each other."""

from datetime import datetime

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases.letters.paper import draw_paper
from cases.letters.plan import Template
from cases.letters.sample import sample_paper, samples_of
from cases.packs.jurisdiction import Pack
from cases.packs.lists import Letter
from cases.viewer import Officer
from web.admin.places import draw
from web.i18n import N_, gettext
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page
from web.kit.rules import condition_words, role_words
from web.security import Access
from workflows.calendars import local_day
from workflows.conditions import Condition
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind

TEXTS = "/admin/texts"
KINDS = {
    FieldKind.TEXT: N_("one line"),
    FieldKind.LONG_TEXT: N_("free text"),
    FieldKind.CHOICE: N_("one of several"),
    FieldKind.CHOICES: N_("several can be ticked"),
    FieldKind.BOOLEAN: N_("yes or no"),
    FieldKind.DATE: N_("a day"),
    FieldKind.PARTIAL_DATE: N_("a day, a month or a year"),
    FieldKind.WHOLE: N_("a whole number"),
    FieldKind.MONEY: N_("an amount of money"),
    FieldKind.ENTRY: N_("from a list"),
    FieldKind.UNIT: N_("an office"),
    FieldKind.CASE: N_("the number of a case"),
    FieldKind.PERSON: N_("a person"),
    FieldKind.DOCUMENT: N_("a document"),
}
KEPT = {
    Secrecy.ROUTING: N_("kept in the clear, for routing"),
    Secrecy.STATISTICS: N_("kept apart from the case, for figures only"),
    Secrecy.SEALED: N_("sealed"),
}


@get(TEXTS, access=Access.OVERSIGHT, sync_to_thread=True)
def show_texts(request: Request, pack: GivenPack, viewer: NamedDependency[Officer]) -> Page:  # type: ignore[type-arg]
    """Every questionnaire and letter of the published pack."""
    open_page(request)
    return draw(
        request,
        viewer,
        "texts.html",
        questionnaires=[(one, sum(len(page.questions) for page in one.pages)) for one in pack.questionnaires.values()],
        letters=list(pack.letters.values()),
        templates=[(one, role_words(one.writes, pack), role_words(one.signs, pack)) for one in pack.templates.values()],
    )


@get(TEXTS + "/questions/{name:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_questions(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """One questionnaire, page by page, with what is asked when and where the answer is kept."""
    open_page(request)
    if name not in pack.questionnaires:
        raise NotFoundException
    asked = pack.questionnaires[name]
    return draw(
        request,
        viewer,
        "questions.html",
        questionnaire=asked,
        pages=[
            (page, only_if(page.when, pack), [(question, notes_on(question, pack)) for question in page.questions])
            for page in asked.pages
        ],
    )


@get(TEXTS + "/letters/{name:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_letter(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """A letter that is laid into a mailbox by itself, filled in for a made-up case."""
    return draw_letter(request, viewer, pack.letters.get(name), pack=pack, now=now)


@get(TEXTS + "/papers/{name:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_written(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """A letter that officers write, as it begins."""
    return draw_letter(request, viewer, pack.templates.get(name), pack=pack, now=now)


@get(TEXTS + "/papers/{name:str}/{tongue:str}", access=Access.OVERSIGHT, sync_to_thread=True)
def show_paper(
    request: Request,  # type: ignore[type-arg]
    *,
    name: FromPath[str],
    tongue: FromPath[str],
    pack: GivenPack,
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """The unsigned paper (PDF) of a letter that officers write."""
    open_page(request)
    if name not in pack.templates or tongue not in pack.languages:
        raise NotFoundException
    today = local_day(pack.calendar, now)
    content = draw_paper(pack.files, sample_paper(pack.templates[name], tongue, pack=pack, today=today))
    return Response(content, media_type="application/pdf")


def draw_letter(
    request: Request,  # type: ignore[type-arg]
    viewer: Officer,
    letter: Letter | Template | None,
    *,
    pack: Pack,
    now: datetime,
) -> Page:
    """Raises: NotFoundException."""
    open_page(request)
    if letter is None:
        raise NotFoundException
    samples = samples_of(letter.title, letter.body, pack=pack, today=local_day(pack.calendar, now))
    return draw(request, viewer, "letter.html", letter=letter, samples=samples, printed=isinstance(letter, Template))


def notes_on(question: Field, pack: Pack) -> list[str]:
    """Of what kind its answer is, whether it must be given, when it is asked, where it is kept."""
    notes = [gettext(KINDS[question.kind]), gettext(KEPT[question.secrecy])]
    if question.required:
        notes.append(gettext("must be answered"))
    return [*notes, *only_if(question.when, pack)]


def only_if(condition: Condition | None, pack: Pack) -> list[str]:
    if condition is None:
        return []
    return [gettext("only if %(condition)s", condition=condition_words(condition, pack))]


routes = [show_texts, show_questions, show_letter, show_written, show_paper]
