"""The slip that a complainant may keep, as a PDF made in memory."""

from collections.abc import Sequence

from cases.filing.paper import draw_pdf

TEMPLATE = "letters/slip.typ"
"""The file of a jurisdiction pack that a slip is drawn from."""


def draw_slip(template: str, title: str, lines: Sequence[tuple[str, str]], *, code: str | None, language: str) -> bytes:
    """A slip with *lines* of name and value, in *language*.

    *code*: its groups of digits, only when the complainant asked for them on paper.
    """
    return draw_pdf(
        template, {"title": title, "lines": lines, "code": code.split() if code else None, "language": language}
    )
