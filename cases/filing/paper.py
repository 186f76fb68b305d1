"""PDF made in memory from a typst template of the pack: what is on it is handed in, nothing is looked up."""

import json
from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from cases.turns import aside

Standard = Literal["ua-1", "a-2a"]
"""Tagged for screen readers (PDF/UA-1, ISO 14289-1); fit for an archive (PDF/A-2a, ISO 19005-2)."""
TAGGED: Final[tuple[Standard, ...]] = ("ua-1",)


def draw_pdf(template: str, data: Mapping[str, Any], *, standards: Sequence[Standard] = TAGGED) -> bytes:
    """One document, tagged for screen readers (PDF/UA-1).

    typst sees an empty folder, its own fonts and *data* (JSON-able); no word of it touches the disk.
    """
    import typst  # noqa: PLC0415 - 7 MiB that a process without a paper to draw never holds

    with aside(), TemporaryDirectory() as empty:
        nothing: Any = empty  # its stub wants the root to be of the template's own type
        drawn = typst.compile(
            template.encode(),
            root=nothing,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=list(standards),
            sys_inputs={"data": json.dumps(dict(data))},
        )
    if not isinstance(drawn, bytes):
        raise TypeError("a template draws one document")
    return drawn
