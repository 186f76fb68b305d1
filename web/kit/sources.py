"""Where a request comes from: known for as long as it is answered, and counted under a name that is good for an hour."""

from litestar.connection import ASGIConnection

from cases.defences.counting import seen
from cases.defences.sources import Source, source_at
from cases.viewer import Nobody


def source_of(connection: ASGIConnection) -> Source:  # type: ignore[type-arg]
    """The request's source."""
    return source_at(connection.client.host if connection.client else "", connection.app.state.secrets.pepper)


def filed_from(connection: ASGIConnection, source: Source) -> int:  # type: ignore[type-arg]
    """How many complaints the source has filed this hour."""
    state = connection.app.state
    number: int = state.database.read(seen, source, "filing", viewer=Nobody(), at=state.clock())
    return number
