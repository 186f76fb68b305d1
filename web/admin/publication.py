"""Changed rules before they are in force: who proposed them, what they change for whom, and the second person's yes or no."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import (
    ArashaError,
    ArchiveUnreadable,
    InvalidAnswers,
    ProcedureGone,
    ProposalRefused,
    SealedMadeClear,
    UnitsWithoutKeys,
    VersionKept,
)
from cases.packs.jurisdiction import inspect_pack
from cases.publication import proposing
from cases.publication.deciding import LONGEST_REASON, confirm, reject
from cases.publication.unpacking import LARGEST, unpack
from cases.publication.viewing import Shown, list_proposals, show_proposal
from cases.viewer import Officer
from web.admin.places import draw
from web.admin.reach_words import reach_words
from web.i18n import N_, gettext
from web.kit import uploads
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, done_words, open_page, redirect
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind
from workflows.replay import Kind

PATH = "/admin/publication"
DONE = {
    "published": N_("In force. New cases are opened under these rules."),
    "rejected": N_("Not put in force"),
}
REFUSED = {
    "decided": N_("Somebody has decided on it already."),
    "stale": N_("Other rules were put in force meanwhile. It has to be proposed again, compared with those."),
    "same_person": N_("Who proposed it cannot confirm it: a second person has to."),
    "unseen": N_("It is not what your page showed. Look at it again below."),
    "altered": N_("The proposal is not as the journal tells it: somebody changed it. Have the journal checked."),
}
ARCHIVES = {
    "empty": N_("Choose a ZIP archive with the folder of the changed rules"),
    "large": N_("The archive is larger than 4 MB: leave out what is not part of the rules"),
    "broken": N_("This is no ZIP archive that we can read. Make it again and send that"),
    "files": N_("The archive has more than 500 files"),
    "unpacked": N_("“%(file)s” is larger than any file of rules"),
    "name": N_(
        "“%(file)s” is no name for a file of rules: Latin letters, digits, hyphens and underscores, each name once"
    ),
    "letters": N_("“%(file)s” is not in UTF-8"),
    "locked": N_("“%(file)s” is locked or packed in a way that we do not read"),
}
UNPROPOSED = {
    "same": N_("These rules are in force already."),
    "stale": N_("Other rules were put in force meanwhile. It has to be proposed again, compared with those."),
}
MOST_FAULTS = 50
UNNAMED = "pack"
AGAINST: Mapping[type[ArashaError], str] = {
    SealedMadeClear: N_("“%(name)s” is sealed now and would become clear. What was told under a seal stays sealed."),
    VersionKept: N_("The procedure “%(name)s” is changed but still says version %(version)s."),
    ProcedureGone: N_("The procedure “%(name)s” is left out, and %(running)s open proceedings run on it."),
    UnitsWithoutKeys: N_("Offices without keys: %(units)s. Nothing could be sealed to them."),
}
OTHERWISE = N_("It does not fit what is in force.")
KINDS = {
    Kind.ROUTE: N_("Went to another office, or was read by others"),
    Kind.REFUSED: N_("Acts that would now be refused"),
    Kind.ANSWERS: N_("Acts that would have needed more answers"),
    Kind.FOUR_EYES: N_("Acts that would have needed another number of people"),
    Kind.STAGE: N_("Acts that would have led elsewhere"),
    Kind.DEADLINE: N_("Time limits at another moment"),
    Kind.BREACH: N_("Time limits kept then that would have been missed"),
    Kind.LOST: N_("Proceedings at a stage that there is no more"),
}


@get(PATH, access=Access.PUBLICATION, sync_to_thread=True)
def show_proposals(
    request: Request,  # type: ignore[type-arg]
    *,
    viewer: NamedDependency[Officer],
) -> Page:
    """Proposals that wait for a second person, and those that were decided."""
    return draw_list(request, viewer)


@get(f"{PATH}/{{proposal:int}}", access=Access.PUBLICATION, sync_to_thread=True)
def show_one(
    request: Request,  # type: ignore[type-arg]
    *,
    proposal: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
) -> Page:
    """One proposal: who could newly read, do or receive what; whether it passes the gate; what the past would have been."""
    open_page(request)
    shown = database.read(show_proposal, proposal, pack=pack, viewer=viewer)
    return draw_one(request, viewer, shown)


@post(f"{PATH}/{{proposal:int}}/confirm", access=Access.PUBLICATION, sync_to_thread=True)
def confirm_one(
    request: Request,  # type: ignore[type-arg]
    *,
    proposal: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """The second yes: in force at once, here and within a second on every other machine."""
    open_page(request)
    shown = database.read(show_proposal, proposal, pack=pack, viewer=viewer)

    def publish() -> None:
        database.write(confirm, shown, seen=form.one("seen"), viewer=viewer, at=now)
        request.app.state.shelf.refresh()

    return decide(request, viewer, proposal, "published", publish)


@post(f"{PATH}/{{proposal:int}}/reject", access=Access.PUBLICATION, sync_to_thread=True)
def reject_one(
    request: Request,  # type: ignore[type-arg]
    *,
    proposal: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """No, with the reason; or one's own proposal taken back."""
    return decide(
        request, viewer, proposal, "rejected",
        lambda: database.write(reject, proposal, form.one("reason"), pack=pack, viewer=viewer, at=now),
        raw={"reason": form.one("reason")},
    )  # fmt: skip


def decide(
    request: Request,  # type: ignore[type-arg]
    viewer: Officer,
    proposal: int,
    done: str,
    act: Callable[[], None],
    *,
    raw: dict[str, str] | None = None,
) -> Page:
    """Do it and go back to the list; what cannot be done is told on the proposal's page as it stands now."""
    problems: Any = {}
    refused = None
    try:
        act()
    except InvalidAnswers as wrong:
        problems = wrong.problems
    except ProposalRefused as error:
        if error.reason not in REFUSED:
            raise
        refused = REFUSED[error.reason]
    else:
        return redirect(request, PATH, query={"done": done})
    open_page(request)
    state = request.app.state
    state.shelf.refresh()
    shown = state.database.read(show_proposal, proposal, pack=state.shelf.pack, viewer=viewer)
    return draw_one(request, viewer, shown, problems=problems, refused=refused, raw=raw or {})


def draw_one(request: Request, viewer: Officer, shown: Shown, **told: Any) -> Page:  # type: ignore[type-arg]
    """The page of one proposal, after a form that could not be taken with what is wrong with it."""
    status = 422 if told.get("problems") else 409 if told.get("refused") else 200
    return draw(
        request,
        viewer,
        "publication_one.html",
        status=status,
        shown=shown,
        line=shown.line,
        sections=reach_words(shown.reach, shown.old, shown.new) if shown.new is not None else [],
        against=against_words(shown.against),
        kinds=[(gettext(KINDS[Kind(kind)]), *numbers) for kind, numbers in shown.counted.kinds.items()],
        fields=reason_fields(shown.old.languages),
        **{"problems": {}, "refused": None, "raw": {}, **told},
    )


def against_words(error: ArashaError | None) -> str | None:
    """What stands against publishing the pack, in one sentence."""
    if error is None:
        return None
    return gettext(AGAINST.get(type(error), OTHERWISE), **{name: str(value) for name, value in vars(error).items()})


def reason_fields(languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Why not: the words of this page alone stand under every language."""

    def said(words: str) -> dict[str, str]:
        return dict.fromkeys(languages, words)

    return (
        Field(
            name="reason", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=said(gettext("Why not")),
            hint=said(gettext("It is kept in the journal for good. No names and nothing of a case.")), required=True,
            limit=LONGEST_REASON, rows=3,
        ),
    )  # fmt: skip


@post(PATH, access=Access.PUBLICATION, request_max_body_size=None, unprotected=uploads.CHECKED)
async def propose_one(
    request: Request,  # type: ignore[type-arg]
    *,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """The first of four eyes, by a page: the archive is read, checked and compared; what stands against it is told whole."""
    sent = await uploads.take_small_file(request, most=LARGEST)
    return await sync_to_thread(take_archive, request, viewer, now, sent.content)


def take_archive(request: Request, viewer: Officer, at: datetime, content: bytes) -> Page:  # type: ignore[type-arg]
    open_page(request)
    state = request.app.state
    state.shelf.refresh()
    try:
        files, folder = unpack(content)
        found = inspect_pack(files)
        if found.pack is None:
            return draw_list(request, viewer, faults=found.faults[:MOST_FAULTS])
        prepared = state.database.read(proposing.prepare, found.pack, present=state.shelf.pack, viewer=viewer, at=at)
        proposal = state.database.write(proposing.propose, prepared, name=folder or UNNAMED, viewer=viewer, at=at)
    except ArchiveUnreadable as error:
        return draw_list(request, viewer, unreadable=gettext(ARCHIVES[error.reason], file=error.file))
    except tuple(AGAINST) as error:
        return draw_list(request, viewer, unreadable=against_words(error))
    except ProposalRefused as error:
        return draw_list(request, viewer, unreadable=gettext(UNPROPOSED.get(error.reason, OTHERWISE)))
    return redirect(request, f"{PATH}/{proposal}")


def draw_list(request: Request, viewer: Officer, **told: Any) -> Page:  # type: ignore[type-arg]
    """All proposals and the form for another; after an archive that could not be proposed with what is wrong with it."""
    open_page(request)
    pack = request.app.state.shelf.pack
    lines = request.app.state.database.read(list_proposals, pack=pack, viewer=viewer)
    return draw(
        request,
        viewer,
        "publication.html",
        status=422 if told else 200,
        waiting=[one for one in lines if one.verdict is None],
        decided=[one for one in lines if one.verdict is not None],
        edition=pack.hash[:12],
        done=done_words(request, DONE),
        **{"faults": (), "unreadable": None, **told},
    )


routes = [show_proposals, propose_one, show_one, confirm_one, reject_one]
