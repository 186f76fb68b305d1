"""The published figures for programs: the same frozen groups as the page."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from cases.database import Database
from cases.statistics.published import Published, read_published
from cases.viewer import Nobody
from web.api.answering import Json, answer, begin
from web.security import Access


@get("/statistics", access=Access.ANYONE, sync_to_thread=True)
def show_statistics(request: Request, database: NamedDependency[Database]) -> Json:  # type: ignore[type-arg]
    """Every published quarter, the newest first; each figure as groups of [office, subject] with their count."""
    begin(request)
    return answer([in_json(one) for one in database.read(read_published, viewer=Nobody())])


def in_json(one: Published) -> dict[str, Any]:
    return {
        "quarter": one.quarter.name,
        "frozen": one.frozen_at,
        "figures": {
            name: [{"cells": sorted(group.cells), "count": group.count} for group in groups]
            for name, groups in one.figures.items()
        },
    }


routes: list[object] = [show_statistics]
