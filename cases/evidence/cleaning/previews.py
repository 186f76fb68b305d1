"""The first page of a PDF as a thumbnail."""

from collections.abc import Mapping
from typing import Any

import pypdfium2

from cases.evidence.cleaning.pictures import PREVIEW, shrunk
from cases.evidence.cleaning.pictures import warm as warm_pictures
from cases.sandbox.jobs import Failed


def warm() -> None:
    """Load pdfium and what Pillow needs to write its picture."""
    warm_pictures()
    pypdfium2.PdfDocument.new().new_page(10, 10).render(scale=1).to_pil()


def preview(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A thumbnail as JPEG. Raises: Failed: `broken`, also for a locked one."""
    try:
        page = pypdfium2.PdfDocument(content)[0]
        scale = 2 * PREVIEW / max(*page.get_size(), 1)
        return {"kind": "jpeg"}, shrunk(page.render(scale=scale).to_pil())
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        raise Failed("broken") from None
