"""Who calls: anybody, or a program with a token that an administrator made for it."""

from litestar import Request

from cases.database import Database
from cases.doors import integrations
from cases.errors import NotAllowed, SignedOut
from cases.viewer import Integration, Nobody

BEARER = "bearer "


def caller(request: Request, database: Database, scope: str) -> Nobody | Integration:  # type: ignore[type-arg]
    """The program of the `Authorization` header; without one, somebody we know nothing about.

    Raises: SignedOut for a token that is not or no longer good; NotAllowed for one without *scope*.
    """
    given = request.headers.get("authorization", "")
    if not given:
        return Nobody()
    if not given.lower().startswith(BEARER):
        raise SignedOut
    found: Integration = database.read(integrations.find, given[len(BEARER) :].strip(), viewer=Nobody())
    if scope not in found.scopes:
        raise NotAllowed
    return found
