"""What differs for pages: they run on one kind of database."""

import pytest


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, unless a test is marked `on_both`.

    A page sees no database: it asks use cases and queries, and `tests/database` runs each of those on both. Reading
    a form and drawing a page once more above the other proved nothing and took a fifth of the suite's time. One broad
    test of each surface is marked, which shows that the whole path holds on PostgreSQL as well; so are those that meet
    others at the same moment and those of orders and pages of a list.
    """
    chosen: str = request.param
    return chosen
