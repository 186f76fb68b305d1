"""Procedures drawn in the page's language, for every surface that shows one."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from web.i18n import gettext, voice
from web.kit.same import Same
from workflows.diagram import Captions, draw_procedure
from workflows.procedure import Procedure


def diagram(procedure: Procedure, path: Sequence[str] = (), present: str | None = None) -> Markup:
    """The drawing as an element of the page. *path*: stages that were passed, in order; *present*: where it stands."""
    return _draw(Same(procedure), voice().language, tuple(path), present)


@lru_cache(maxsize=256)
def _draw(procedure: Same[Procedure], language: str, path: tuple[str, ...], present: str | None) -> Markup:
    """Kept: most cases have come the same few ways, and laying one out takes as long as all that is known of a case."""
    captions = Captions(
        here=gettext("now here"),
        anywhere=gettext("from any stage"),
        about=gettext(
            "The stages of the procedure and the acts that lead from one to the next. A list says the same in words."
        ),
    )
    # Every text in it was escaped by the drawing.
    return Markup(draw_procedure(procedure.one, language, captions, path=path, present=present))  # noqa: S704
