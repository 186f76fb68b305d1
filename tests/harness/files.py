"""Files to hand in, and hands that do so without a browser."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

from cases.evidence import receiving
from cases.evidence.padding import PART
from cases.evidence.reading import open_file
from cases.evidence.receiving import Desk, Stream
from cases.evidence.store import open_store
from cases.settings import Settings
from cases.viewer import Viewer
from tests.builders import House

NOTE = "Он бил его ногами. 23 ноября, камера 12.\n".encode()


def photo(*, width: int = 64, height: int = 48, form: str = "JPEG", author: str = "", flipped: bool = False) -> bytes:
    """A picture with a place, an author and a turn in its EXIF, left half red and right half blue."""
    picture = Image.new("RGB", (width, height), (200, 0, 0))
    picture.paste((0, 0, 200), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x013B] = author or "Aigerim S."
    if flipped:
        exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (43.0, 14.0, 16.0)
    target = BytesIO()
    picture.save(target, form, exif=exif)
    return target.getvalue()


def archive(**contents: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name, content in contents.items():
            packed.writestr(name.replace("__", "."), content)
    return target.getvalue()


def desk_of(house: House, settings: Settings, viewer: Viewer, reference: str = "") -> Desk:
    return receiving.open_desk(
        house.database, open_store(settings), settings, house.pack, reference, viewer=viewer, clock=house.clock
    )


def hand_in(desk: Desk, content: bytes, name: str = "note.txt") -> int:
    """Send a file in one go; gives its id."""
    stream = Stream(desk, receiving.begin(desk, name, None))
    try:
        for start in range(0, len(content), PART):
            stream.add(content[start : start + PART], last=start + PART >= len(content))
        return stream.finish()
    except BaseException:
        receiving.drop(desk, stream.awaited)
        raise


def lying(settings: Settings) -> list[Path]:
    """Every file in the store's folder."""
    return sorted(path for path in (settings.data / "evidence").rglob("*") if path.is_file())


def content_of(desk: Desk, file_id: int, viewer: Viewer, at: datetime) -> bytes:
    found = desk.database.write(open_file, desk.to.reference, file_id, "original", viewer=viewer, at=at)
    return b"".join(found.pieces(desk.store))
