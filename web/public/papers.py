"""Letters of the mailbox as PDF, under a name that says nothing."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.letters.paper import draw_paper
from cases.mailbox.papers import find_paper
from cases.viewer import Complainant
from web.kit.given import GivenPack
from web.public.mailbox import CLOSED
from web.public.proof import PAPER, download
from web.security import Access


@get("/mailbox/letters/{letter:int}/paper", access=Access.COMPLAINANT, sync_to_thread=True, exception_handlers=CLOSED)
def give_paper(
    *,
    letter: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Complainant],
) -> Response[bytes]:
    """What two people signed, drawn again; only where somebody asks for it, as nothing is put onto a telephone by itself."""
    paper, files = database.read(find_paper, letter, pack=pack, viewer=viewer)
    return download(draw_paper(files, paper), PAPER, "application/pdf")


routes = [give_paper]
