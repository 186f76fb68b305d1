"""Where a request comes from: known for as long as it is answered, and counted under a name that is good for an hour."""

from litestar.connection import ASGIConnection

from cases.defences.counting import seen
from cases.defences.crossing import Crossing
from cases.defences.sources import Source, source_at
from cases.viewer import Nobody


def source_of(connection: ASGIConnection) -> Source:  # type: ignore[type-arg]
    """The request's source."""
    return source_at(connection.client.host if connection.client else "", connection.app.state.secrets.pepper)


def crossing_of(connection: ASGIConnection, *, token: str, work: str) -> Crossing:  # type: ignore[type-arg]
    """Where a complaint that is sent in one go comes from, and what it brings against a toll."""
    settings = connection.app.state.settings
    return Crossing(
        source=source_of(connection), free=settings.filings_free, bulk=settings.filings_bulk, token=token, work=work
    )


def filed_from(connection: ASGIConnection, source: Source) -> int:  # type: ignore[type-arg]
    """How many complaints the source has filed this hour."""
    state = connection.app.state
    number: int = state.database.read(seen, source, "filing", viewer=Nobody(), at=state.clock())
    return number
