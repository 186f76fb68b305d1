"""The slip that a complainant may keep, as a PDF made in memory: what is on it is handed in, nothing is looked up."""

import json
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

import typst

TEMPLATE = "letters/slip.typ"
"""The file of a jurisdiction pack that a slip is drawn from."""


def draw_slip(template: str, title: str, lines: Sequence[tuple[str, str]], *, code: str | None, language: str) -> bytes:
    """A slip with *lines* of name and value, in *language*, tagged for screen readers (PDF/UA-1).

    *code*: its groups of digits, only when the complainant asked for them on paper. typst sees an empty folder, its own
    fonts and the data it is given; no word of the slip touches the disk.
    """
    data = {"title": title, "lines": lines, "code": code.split() if code else None, "language": language}
    with TemporaryDirectory() as empty:
        nothing: Any = empty  # its stub wants the root to be of the template's own type
        drawn = typst.compile(
            template.encode(),
            root=nothing,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(data)},
        )
    if not isinstance(drawn, bytes):
        raise TypeError("a slip is one document")
    return drawn
