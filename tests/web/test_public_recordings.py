"""Pages read aloud and in sign language: only what the pack names by its hash is played, on demand, and never without words."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from cases.database import Database
from cases.errors import RecordingRefused
from cases.packs.jurisdiction import Pack, load_pack
from cases.recordings.laying import folder_of, lay
from cases.settings import Settings
from tests.builders import House, found_house, kazakhstan
from tests.web.public_visitor import Visitor, arrive

SOUND, FILM = b"ID3" + bytes(range(256)) * 40, b"\0\0\0\x18ftypmp42" + bytes(900)
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nҚазір қауіп бар ма?\n"
WORDS = "Бір тәулік ішінде біреу қаза табуы мүмкін бе?"


@pytest.fixture(scope="module")
def recorded() -> Pack:
    """The pack with a sound and a film of its first page."""
    sound, film = sha256(SOUND).hexdigest(), sha256(FILM).hexdigest()
    lines = f"""recordings:
  - {{page: danger, kind: listen, language: kk, file: danger-kk.mp3, sha256: {sound}, seconds: 65, words: "{WORDS}"}}
  - {{page: danger, kind: sign, language: kk, file: danger-kk.mp4, sha256: {film}, seconds: 40,
      captions: captions/danger-kk.vtt, words: "{WORDS}"}}
"""
    files = {**kazakhstan().files, "recordings.yaml": lines, "captions/danger-kk.vtt": CAPTIONS}
    return load_pack(files, proven=True)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Where the recordings were made."""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "danger-kk.mp3").write_bytes(SOUND)
    (folder / "danger-kk.mp4").write_bytes(FILM)
    return folder


@pytest.fixture
def house(database: Database, now: datetime, recorded: Pack) -> House:
    return replace(found_house(database, at=now, staffed=False), pack=recorded)


@pytest.fixture
def visitor(house: House, settings: Settings) -> Visitor:
    return arrive(house, settings, language="kk")


def played(visitor: Visitor) -> list[str]:
    return [each.get("src", "") for each in visitor.main.iter("source")]


def test_a_page_offers_what_was_laid_in_its_language_with_captions_and_words(
    visitor: Visitor, recorded: Pack, made: Path, settings: Settings
) -> None:
    visitor.get("/complaint")
    assert played(visitor) == []
    assert lay(recorded.recordings, made, settings) == ["danger-kk.mp3", "danger-kk.mp4"]
    visitor.get("/complaint")
    sound, film = played(visitor)
    assert all(each.get("preload") == "none" for each in visitor.main.iter() if each.tag in {"audio", "video"})
    assert visitor.text.count(WORDS) == 2
    assert "1:05" in visitor.text
    (track,) = visitor.main.iter("track")
    captions = visitor.client.get(track.get("src", ""))
    assert (captions.headers["content-type"].partition(";")[0], captions.text) == ("text/vtt", CAPTIONS)
    assert [visitor.client.get(each).content for each in (sound, film)] == [SOUND, FILM]
    assert "danger" not in sound + film
    visitor.language = "ru"
    visitor.get("/complaint")
    assert played(visitor) == []


def test_a_browser_gets_the_stretch_that_it_asks_for(
    visitor: Visitor, recorded: Pack, made: Path, settings: Settings
) -> None:
    lay(recorded.recordings, made, settings)
    address = f"/kk/recordings/{recorded.recordings[0].name}"
    size = len(SOUND)
    for asked, status, body in (
        ("bytes=0-1", 206, SOUND[:2]),
        ("bytes=10-", 206, SOUND[10:]),
        ("bytes=-5", 206, SOUND[-5:]),
        (f"bytes={size - 1}-{size + 100}", 206, SOUND[-1:]),
        (f"bytes={size}-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=5-1", 200, SOUND),
        ("bytes=0-1,5-6", 200, SOUND),
        ("lines=1-2", 200, SOUND),
        ("bytes=٠-١", 200, SOUND),
    ):
        answer = visitor.client.get(address, headers={b"range": asked.encode()})
        assert (answer.status_code, answer.content) == (status, body), asked
    answer = visitor.client.get(address, headers={"range": "bytes=2-4"})
    assert (answer.headers["content-range"], answer.headers["content-length"]) == (f"bytes 2-4/{size}", "3")


def test_other_bytes_are_neither_laid_nor_played(
    visitor: Visitor, recorded: Pack, made: Path, settings: Settings
) -> None:
    sound = recorded.recordings[0]
    (made / "danger-kk.mp3").write_bytes(SOUND + b"!")
    with pytest.raises(RecordingRefused):
        lay(recorded.recordings, made, settings)
    assert not folder_of(settings).exists()
    folder_of(settings).mkdir(parents=True)
    (folder_of(settings) / sound.name).write_bytes(SOUND + b"!")
    visitor.get("/complaint")
    assert played(visitor) == []
    for name in (sound.name, f"{sound.sha256}.vtt", "..%2farasha.sqlite", "danger-kk.mp3", "x" * 300):
        assert visitor.client.get(f"/kk/recordings/{name}").status_code == 404
