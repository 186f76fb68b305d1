"""PDF: what is seen stays, what acts, tells of its author or hides something goes (ISO 32000-1)."""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, PasswordError, Pdf, PdfError, Stream

from cases.evidence.cleaning.segments import strip_segments
from cases.sandbox.jobs import Failed

OF_PAPER = (
    "/OpenAction", "/AA", "/Metadata", "/Names", "/AF", "/AcroForm", "/PieceInfo", "/Collection", "/Perms", "/DSS", "/Legal",
    "/URI", "/SpiderInfo", "/Requirements", "/Threads",
)  # fmt: skip
"""Entries of the catalogue (§7.7.2) that go."""
ANYWHERE = frozenset(
    {
        "/AA",
        "/A",
        "/Metadata",
        "/PieceInfo",
        "/AF",
        "/JS",
        "/EF",
        "/LastModified",
        "/OpenAction",
        "/RichMediaContent",
        "/PA",
    }
)
"""Entries that go wherever they stand: actions, what programs noted, attached files."""


def warm() -> None:
    """Load what pikepdf loads late."""
    sample = BytesIO()
    with Pdf.new() as paper:
        paper.add_blank_page()
        paper.save(sample)
    clean(sample.getvalue(), {})


def clean(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The paper without actions, forms, comments' authors, attachments and what says who made it.

    Raises: Failed: `locked`, `broken`.
    """
    try:
        with Pdf.open(BytesIO(content), attempt_recovery=True) as paper:
            flatten(paper)
            for name in OF_PAPER:
                if name in paper.Root:
                    del paper.Root[name]
            with suppress(KeyError, AttributeError):
                del paper.trailer["/Info"]
            for each in paper.objects:
                strip(each)
            target = BytesIO()
            paper.save(
                target,
                fix_metadata_version=False,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                encryption=False,
            )
    except PasswordError:
        raise Failed("locked") from None
    except (PdfError, RuntimeError, ValueError):
        raise Failed("broken") from None
    return {"kind": "pdf"}, target.getvalue()


def flatten(paper: Pdf) -> None:
    """Comments and filled fields become part of the page as they are seen; then their objects, with names and dates, go."""
    with suppress(PdfError, RuntimeError):
        paper.generate_appearance_streams()
    with suppress(PdfError, RuntimeError):
        paper.flatten_annotations("screen")
    for page in paper.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]


def strip(each: pikepdf.Object) -> None:
    if isinstance(each, Stream):
        strip_entries(each)
        if each.get("/Subtype") == Name.Image and each.get("/Filter") == Name.DCTDecode:
            told = each.get("/DecodeParms")
            parameters = told if isinstance(told, Dictionary) else None
            each.write(strip_segments(each.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=parameters)
    elif isinstance(each, Dictionary):
        strip_entries(each)


def strip_entries(each: pikepdf.Object) -> None:
    for name in ANYWHERE & set(each.keys()):
        del each[name]
