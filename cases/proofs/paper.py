"""The proof of filing as a PDF for people, with the file that is checked inside it."""

from collections.abc import Sequence

from cases.filing.paper import draw_pdf

TEMPLATE = "letters/proof.typ"
"""The file of a jurisdiction pack that it is drawn from."""
WIDTH = 100
"""Characters of the file that stand on one printed line."""


def draw_paper(
    template: str, *, title: str, institution: str, lines: Sequence[tuple[str, str]], words: Sequence[str], signed: str,
    file: bytes, language: str,
) -> bytes:  # fmt: skip
    """*lines*: name and value of what is proved; *words*: what it means; *signed*: heading over the printed file."""
    text = file.decode()
    return draw_pdf(
        template,
        {
            "title": title,
            "institution": institution,
            "lines": lines,
            "words": words,
            "signed": signed,
            "file": text,
            "printed": [text[start : start + WIDTH] for start in range(0, len(text), WIDTH)],
            "language": language,
        },
    )
