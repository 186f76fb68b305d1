"""Proof of filing: had from the mailbox by who asks for it, and checked by anybody on a page that keeps nothing."""

from datetime import datetime

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cases import mailbox
from cases.database import Database
from cases.errors import BadProof
from cases.filing import drafts
from cases.packs.jurisdiction import Pack
from cases.proofs.drawing import draw_statements
from cases.proofs.paper import TEMPLATE, draw_paper
from cases.proofs.statement import LONGEST, Statement, check_proof, sign_statements
from cases.secrets_folder import Secrets
from cases.viewer import Complainant, Nobody
from web.i18n import N_, day, gettext, moment, voice
from web.kit.cookies import form_secret, set_mailbox_cookie
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page, page, redirect
from web.kit.pasted import read_pasted
from web.public.complaint import held_id
from web.public.gone import GONE
from web.public.mailbox import CLOSED
from web.public.places import at_both
from web.security import Access

PAPER, FILE = "paper.pdf", "paper.json"
"""Neutral names: the files themselves are not, and their page says so."""
KINDS = {"filing": N_("The complaint"), "added": N_("Further answers"), "message": N_("A message")}
FAULTS = {
    "shape": N_("This is no proof of filing. Paste the whole text of the file, or choose the file itself."),
    "signature": N_("This was not signed by us, or somebody has changed it since."),
    "chain": N_("Lines of this proof are missing, or belong to another one."),
}


@get("/mailbox/proof", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def show_offer(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
) -> Page:
    """What the proof is and what it gives away, before anybody has it on their telephone."""
    language = open_page(request).language
    statements = database.read(draw_statements, language, pack=pack, viewer=viewer)
    return page(
        request,
        "public/proof_offer.html",
        neutral=True,
        lines=[line_of(each) for each in statements],
        on_paper=TEMPLATE in pack.files,
    )


@get("/mailbox/proof/file", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def give_file(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Complainant],
) -> Response[bytes]:
    """The small file that a program, or our page, checks."""
    _, content = signed(request, database, pack, secrets, viewer)
    return download(content, FILE, "application/json")


@get("/mailbox/proof/paper", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def give_paper(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Complainant],
) -> Response[bytes]:
    """The same for people: a PDF with the file inside."""
    if TEMPLATE not in pack.files:
        raise NotFoundException
    statements, content = signed(request, database, pack, secrets, viewer)
    first = statements[0]
    drawn = draw_paper(
        pack.files[TEMPLATE],
        title=gettext("Proof of filing"),
        institution=first.institution,
        lines=[
            (gettext("Number"), first.number),
            (gettext("Went to"), first.unit),
            *((gettext(KINDS[each.kind]), shown(each)) for each in statements),
        ],
        words=[
            about(),
            gettext("What is checked is the file paper.json inside this document."),
        ],
        signed=gettext("Signed lines"),
        file=content,
        language=voice().language,
    )
    return download(drawn, PAPER, "application/pdf")


def signed(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    secrets: Secrets,
    viewer: Complainant,
) -> tuple[list[Statement], bytes]:
    """The statements in the page's language, and the file over them. Signed outside the transaction."""
    language = open_page(request).language
    statements = database.read(draw_statements, language, pack=pack, viewer=viewer)
    return statements, sign_statements(statements, key=secrets.proof, about=about())


def about() -> str:
    return gettext("This proves that the institution has this complaint, since when, and that its words are these.")


def download(content: bytes, name: str, kind: str) -> Response[bytes]:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


@at_both(post, "/sent/{draft:str}/proof", access=Access.ANYONE, sync_to_thread=True, exception_handlers=GONE)
def to_offer(
    request: Request,  # type: ignore[type-arg]
    *,
    draft: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Nobody],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """From the receipt to the proof, without typing the code again."""
    receipt = database.read(drafts.read_receipt, held_id(draft), form_secret(request), viewer=viewer, at=now)
    cookie = mailbox.enter(database, receipt.code or "", secrets=secrets, at=now)
    response = redirect(request, "/mailbox/proof")
    set_mailbox_cookie(response, request, cookie)
    return response


@get("/proof", access=Access.ANYONE, sync_to_thread=True)
def show_check(request: Request, secrets: NamedDependency[Secrets]) -> Page:  # type: ignore[type-arg]
    """Where anybody checks a proof of filing."""
    return page(
        request, "public/proof_check.html", key=secrets.proof.public.raw.hex(), fault=None, proof=None, typed=""
    )


@post(
    "/proof",
    access=Access.ANYONE,
    sync_to_thread=True,
    unprotected="it looks at a text and changes nothing",
    dependencies={"pasted": Provide(read_pasted)},
)
def check(request: Request, pasted: NamedDependency[str], secrets: NamedDependency[Secrets]) -> Page:  # type: ignore[type-arg]
    """What the pasted or uploaded text proves; nothing of it is kept."""
    key, fault, proof = secrets.proof.public, None, None
    try:
        proof = check_proof(pasted, key=key)
    except BadProof as bad:
        fault = FAULTS[bad.reason]
    open_page(request)
    return page(
        request,
        "public/proof_check.html",
        status=422 if fault else 200,
        key=key.raw.hex(),
        fault=fault,
        problems={"text": fault} if fault else {},
        proof=proof,
        lines=[line_of(each) for each in proof.statements] if proof else [],
        typed=pasted[:LONGEST] if fault else "",
    )


def line_of(statement: Statement) -> tuple[str, str]:
    return gettext(KINDS[statement.kind]), shown(statement)


def shown(statement: Statement) -> str:
    """When it was received, as a page writes it."""
    at = statement.received
    return moment(datetime.fromisoformat(at)) if "T" in at else day(at)


routes = [show_offer, give_file, give_paper, *to_offer, show_check, check]
