"""Who arranges the duty: administrators and the supervisors whose night it is."""

from cases.errors import NotAllowed
from cases.viewer import Officer, System, Viewer

ARRANGES = frozenset({"administrator", "supervisor"})


def refuse_others(viewer: Viewer) -> None:
    """Raises: NotAllowed."""
    if isinstance(viewer, System) or (isinstance(viewer, Officer) and viewer.roles & ARRANGES):
        return
    raise NotAllowed
