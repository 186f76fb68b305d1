"""Passkeys at the door: for whom a browser makes them, and the question that it signs an answer to."""

from urllib.parse import urlsplit

from litestar import Request

from cases.vault import passkeys
from cases.vault.passkeys import Party
from web.i18n import label
from web.kit.pages import open_page

HOME = "localhost"


def party_of(request: Request) -> Party | None:  # type: ignore[type-arg]
    """The institution at the address that is set; without one, this machine for whom sits at it; else nobody.

    Never the address that a request claims: a page elsewhere would get passkeys of its own. Browsers have passkeys at
    HTTPS addresses and on their own machine only.
    """
    address = urlsplit(request.app.state.settings.address)
    if not address.netloc:
        address = urlsplit(str(request.url))
        if address.hostname != HOME:
            return None
    if address.hostname is None or (address.scheme != "https" and address.hostname != HOME):
        return None
    open_page(request)
    name = label(request.app.state.shelf.pack.institution.short_name)
    return Party(address.hostname, f"{address.scheme}://{address.netloc}", name)


def question_at_door(request: Request) -> str | None:  # type: ignore[type-arg]
    """What a browser is asked at the door (JSON); None where passkeys cannot be used."""
    state, party = request.app.state, party_of(request)
    return passkeys.ask_any(state.secrets.pepper, party, at=state.clock()) if party is not None else None
