"""Pictures: turned upright, drawn anew pixel by pixel, so that nothing but what is seen goes on."""

import warnings
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import (
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from cases.sandbox.jobs import Failed

MOST_PIXELS = 64_000_000
"""Of a copy; larger photographs are halved while they are read, where their format can do that."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Pillow would load these when it meets such a file, and then no file can be read any more."""
QUALITY = 90
PREVIEW = 288
"""Longer side of a thumbnail, in pixels: 72 on the page at the densest screens."""


def warm() -> None:
    """Load formats and colour tables before files can no longer be read."""
    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = 4 * MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for form in ("JPEG", "PNG", "WEBP"):
        sample = BytesIO()
        Image.new("RGB", (8, 8)).save(sample, form)
        drawn_anew(upright(sample.getvalue()))
    ImageCms.createProfile("sRGB")


def clean(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The picture as JPEG, or as PNG where it was one or can be seen through."""
    picture = upright(content)
    see_through = picture.mode in {"RGBA", "LA", "PA"}
    form = "PNG" if told.get("kind") == "png" or see_through else "JPEG"
    fresh = drawn_anew(picture)
    target = BytesIO()
    if form == "JPEG":
        fresh.convert("RGB").save(target, "JPEG", quality=QUALITY, optimize=True)
    else:
        fresh.save(target, "PNG")
    return {"kind": form.lower()}, target.getvalue()


def preview(content: bytes, told: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """A thumbnail as JPEG."""
    return {"kind": "jpeg"}, shrunk(upright(content, least=PREVIEW))


def shrunk(picture: Image.Image) -> bytes:
    picture.thumbnail((PREVIEW, PREVIEW))
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    target = BytesIO()
    plain.save(target, "JPEG", quality=78)
    return target.getvalue()


def upright(content: bytes, *, least: int = 0) -> Image.Image:
    """The picture as people see it. Raises: Failed: `large`, `broken`."""
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS or least:
            picture.draft("RGB", (least or picture.width // 2, least or picture.height // 2))
        if picture.width * picture.height > MOST_PIXELS:
            raise Failed("large")
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Failed("large") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise Failed("broken") from None
    turned = ImageOps.exif_transpose(picture)
    return in_plain_colours(turned)


def in_plain_colours(picture: Image.Image) -> Image.Image:
    """Modes that every format has, in the colours of ordinary screens."""
    profile = picture.info.get("icc_profile")
    if picture.mode in {"P", "PA"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            shown = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
            return shown or picture
    return picture if picture.mode in {"RGB", "RGBA", "L", "LA"} else picture.convert("RGB")


def drawn_anew(picture: Image.Image) -> Image.Image:
    """The same pixels in a picture that knows nothing else."""
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh
