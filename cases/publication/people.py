"""Who may propose a pack and who may confirm one: fixed here and not in a pack, which could else loosen its own lock."""

from typing import Final

from cases.errors import NotAllowed
from cases.packs.jurisdiction import Pack
from cases.viewer import Officer, Viewer

CONFIRMING: Final = frozenset({"supervisor", "commissioner"})
"""Who answers for content. They count only in the head office: a duty desk has supervisors too."""
PROPOSING: Final = CONFIRMING | {"administrator"}


def may_confirm(viewer: Officer, pack: Pack) -> bool:
    """Whether the viewer answers for content in the head office of *pack*, the one in force."""
    return bool(viewer.roles & CONFIRMING) and viewer.unit == pack.institution.head_office


def proposer(viewer: Viewer) -> Officer:
    """The viewer as somebody who may propose: always a person, never a command by itself. Raises: NotAllowed."""
    if not isinstance(viewer, Officer) or PROPOSING.isdisjoint(viewer.roles):
        raise NotAllowed
    return viewer
