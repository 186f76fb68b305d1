"""Cleaned copies: what tells where, when, by whom or does something is gone, what is seen is the same."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from cases.errors import SandboxFailed
from cases.evidence.cleaning.segments import strip_segments
from cases.sandbox.running import run
from tests.harness.files import photo

SECRET = "Aigerim Sultanova"


def made(job: str, content: bytes, kind: str = "") -> tuple[Mapping[str, Any], bytes]:
    with run(job, [content], most=50_000_000, kind=kind) as answer:
        return answer.told, b"".join(answer.pieces)


def heic() -> bytes:
    target = BytesIO()
    picture = Image.open(BytesIO(photo(width=48, height=64)))
    pillow_heif.from_pillow(picture).save(target, exif=picture.info["exif"])
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("jpeg", lambda: photo(author=SECRET, flipped=True)),
        ("png", lambda: photo(author=SECRET, flipped=True, form="PNG")),
        ("webp", lambda: photo(author=SECRET, flipped=True, form="WEBP")),
        ("heic", heic),
    ],
)
def test_a_picture_stands_upright_and_knows_neither_place_nor_author(kind: str, make: Callable[[], bytes]) -> None:
    content = make()
    told, cleaned = made("clean_picture", content, kind)
    assert told["kind"] == ("png" if kind == "png" else "jpeg")
    picture = Image.open(BytesIO(cleaned))
    assert picture.size == (48, 64)
    assert not dict(picture.getexif())
    assert b"Exif" not in cleaned
    assert SECRET.encode() not in cleaned
    red, _, blue = picture.convert("RGB").getpixel((6, 6))  # type: ignore[misc]
    assert red > 150 > blue
    thumbnail = Image.open(BytesIO(made("preview_picture", content)[1]))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (48, 64))


def paper() -> bytes:
    """A PDF with everything in it that should not go on, and one line that should."""
    with Pdf.new() as made_paper:
        page = made_paper.add_blank_page(page_size=(300, 200))
        page.obj.Contents = Stream(made_paper, b"0 0 1 rg 20 20 100 50 re f")
        picture = Stream(made_paper, photo(author=SECRET))
        for name, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": 64,
            "/Height": 48,
            "/ColorSpace": Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        }.items():
            picture[name] = value
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        script = Dictionary(S=Name.JavaScript, JS=f"app.alert('{SECRET}')")
        page.obj.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), T=SECRET, Contents="hi", A=script
                )
            ]
        )
        page.obj.AA = Dictionary(O=script)
        page.obj.PieceInfo = Dictionary(Editor=Dictionary(LastModified="D:2026", Private=SECRET))
        made_paper.Root.OpenAction = script
        made_paper.docinfo["/Author"] = SECRET
        with made_paper.open_metadata() as metadata:
            metadata["dc:creator"] = [SECRET]
        made_paper.attachments[f"{SECRET}.txt"] = SECRET.encode()
        target = BytesIO()
        made_paper.save(target, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return target.getvalue()


def test_a_paper_keeps_what_is_seen_and_nothing_that_acts_or_tells() -> None:
    content = paper()
    assert content.count(SECRET.encode()) > 3
    told, cleaned = made("clean_paper", content)
    assert told["kind"] == "pdf"
    target = BytesIO()
    with Pdf.open(BytesIO(cleaned)) as opened:
        assert not {"/OpenAction", "/AA", "/Metadata", "/Names", "/AF", "/AcroForm", "/PieceInfo"} & set(
            opened.Root.keys()
        )
        assert "/Info" not in opened.trailer
        assert not {"/Annots", "/AA", "/PieceInfo"} & set(opened.pages[0].obj.keys())
        assert b"100 50 re" in opened.pages[0].obj.Contents.read_bytes()
        opened.save(target, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for form in (SECRET.encode(), SECRET.encode("utf-16-be"), b"JavaScript", b"Exif"):
        assert form not in target.getvalue()
    assert Image.open(BytesIO(made("preview_paper", content)[1])).format == "JPEG"


@pytest.mark.parametrize("job", ["clean_picture", "preview_picture", "clean_paper", "preview_paper"])
def test_a_damaged_file_is_told_as_such(job: str) -> None:
    content = photo() if job.endswith("picture") else paper()
    with pytest.raises(SandboxFailed, match="broken"):
        made(job, content[:20] + bytes(200))


def test_a_locked_paper_and_a_picture_of_too_many_pixels_are_told_as_such() -> None:
    with Pdf.open(BytesIO(paper())) as opened:
        target = BytesIO()
        opened.save(target, encryption=pikepdf.Encryption(user="secret", owner="other"))
    with pytest.raises(SandboxFailed, match="locked"):
        made("clean_paper", target.getvalue())
    target = BytesIO()
    Image.new("1", (20_000, 15_000)).save(target, "PNG")
    with pytest.raises(SandboxFailed, match="large"):
        made("clean_picture", target.getvalue(), "png")


def test_segments_are_cut_out_without_touching_a_pixel() -> None:
    content = photo(author=SECRET)
    stripped = strip_segments(content)
    assert SECRET.encode() not in stripped
    assert Image.open(BytesIO(stripped)).tobytes() == Image.open(BytesIO(content)).tobytes()
    assert strip_segments(b"no picture") == b"no picture"
    assert strip_segments(content[:40]) == content[:40]
