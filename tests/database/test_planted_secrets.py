"""A lived-in house with three hundred planted secrets: nothing that lies on a disk, or leaves as a copy, holds one of them."""

import gzip
import json
import shutil
import subprocess
import tempfile
import zlib
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from cases import casefile, mailbox
from cases.circle import walls
from cases.evidence.store import open_store
from cases.offline.drawing import draw_case, stream_case
from cases.parties import keeping
from cases.retention import carrying_out
from cases.settings import Settings
from cases.viewer import System, Viewer
from cases.worker.rounds import work_once
from tests.builders import House
from tests.database.test_official_letters import Desk
from tests.database.test_retention import SECOND, TERM, confirm, propose
from tests.harness.files import archive, desk_of, hand_in, photo
from tests.harness.handling import CHIEF, OFFICER, Act, enter, open_box, open_file, walk
from tests.harness.letters import send_by_email
from tests.harness.planting import MARKS, Garden, search, search_files
from tests.harness.postgres import find_binaries
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import arrive

LANGUAGES = ("kk", "ru", "en")
ENDS = ("moved", "recommended", "closed")
MAILED = ("recommended", "en")
"""The one case that gets no wall, which would shut the link of its letter and forget where that goes."""
AT_LEAST = 300
BOSS = "supervisor.ho"
"""Somebody who reads on behind the walls."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything that is written for a moment lies."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_no_secret_lies_anywhere_in_clear(
    house: House, settings: Settings, temporary: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    garden = Garden()
    house.employ(SECOND, "KZ-39", "representative")
    house.employ("kept.out", "KZ-39", "caseworker")
    references = [live(house, settings, garden, language, end) for end in ENDS for language in LANGUAGES]
    at_the_pages(house, settings, garden)
    copies = taken_out(house, settings, references[0])
    shred_one(house, settings, references[-1])
    work_once(house.database, house.pack, at=house.clock())
    assert len(garden.planted) >= AT_LEAST
    assert (
        open_file(house, references[0], BOSS).filed[0].answers["story"] in garden.planted
    )  # there, for who has the key
    said = capfd.readouterr()
    found = [
        *search("export", copies),
        *search("log", (said.out + said.err).encode()),
        *on_the_disk(house, settings, temporary.parent),
    ]
    assert found == []
    assert search_files([temporary]) == []
    house.database.write(let_slip, b64encode(garden.planted[0].encode()).decode(), viewer=System())
    places = {find.partition(":")[0] for find in on_the_disk(house, settings, temporary.parent)}
    assert "dump" in places
    assert places - {"dump"}  # the database's own files, or its log


@pytest.mark.parametrize("language", [*LANGUAGES, "digits"])
def test_a_secret_is_found_in_every_writing(language: str) -> None:
    text = f"before {MARKS[language]} and after"
    plain = text.encode()
    spelled = [plain, text.encode("utf-16"), text.encode("utf-16-be"), plain.hex().encode(), json.dumps(text).encode()]
    shifted = [b64encode(bytes(n) + text.encode(kind)) for n in range(3) for kind in ("utf-8", "utf-16-le")]
    packed = [gzip.compress(plain), zlib.compress(plain), archive(inside=plain)]
    for content in (*spelled, *shifted, *packed, quote(text).encode()):
        assert search("there", content) != [], content
    assert search("there", gzip.compress(b"nothing")) == []


def live(house: House, settings: Settings, garden: Garden, language: str, end: str) -> str:
    """One case from its filing through messages, files, acts, side proceedings, a transfer and a wall to its decision."""
    words, day = garden.words, garden.day
    receipt = house.file(
        language=language, story=words(language), place=words(language), happened=day(), contact_route="phone",
        contact=garden.phone(), sms_words=words(language),
    )  # fmt: skip
    viewer, reference = enter(house, receipt), receipt.reference
    more = {
        "identity": "named", "name": garden.name(language), "iin": garden.plant(f"70055590{len(garden.planted):04}"),
        "ethnicity": words(language), "sex": "female", "authority": words(language), "respondent_name": words(language),
    }  # fmt: skip
    house.database.write(
        mailbox.add_answers, "harassment", {name: [value] for name, value in more.items()}, pack=house.pack,
        key=f"more {reference}", viewer=viewer, at=house.clock(),
    )  # fmt: skip
    for number in range(10):
        house.database.write(
            mailbox.write_message, words(language), pack=house.pack, key=f"{reference} {number}", viewer=viewer,
            at=house.clock(),
        )  # fmt: skip
    desk = desk_of(house, settings, viewer)
    hand_in(desk, (words(language) * 40).encode(), f"{words(language)}.txt")
    hand_in(desk, photo(author=words(language)), f"{words(language)}.jpg")
    ours = desk_of(house, settings, house.officer(OFFICER), reference)
    hand_in(ours, archive(inside__txt=words(language).encode()), f"{words(language)}.zip")
    walk(house, reference, steps(garden, language, end))
    house.database.write(
        casefile.rename, reference, words(language)[:40], viewer=house.officer(OFFICER), at=house.clock()
    )
    party = keeping.Said(
        name=words(language), contact=garden.phone(), note=words(language), body=None, roles=frozenset({"witness"})
    )
    house.database.write(
        keeping.add_party, reference, party, key=f"party {reference}", pack=house.pack, viewer=house.officer(OFFICER),
        at=house.clock(),
    )  # fmt: skip
    open_file(house, reference)
    open_box(house, viewer)
    if (end, language) == MAILED:
        mail_letter(house, settings, garden, reference, language)
    else:
        walls.raise_wall(
            house.database, reference, [house.officer("kept.out").id], words(language), handling="same", version=None,
            key=f"wall {reference}", pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
        )  # fmt: skip
    house.clock.move(hours=1)
    return reference


def mail_letter(house: House, settings: Settings, garden: Garden, reference: str, language: str) -> None:
    """A letter that goes by e-mail: laid behind its link, its address and token waiting for the post."""
    desk, words = Desk(house, reference), garden.words
    letter = desk.signed(language=language, title=words(language), text=words(language), to=words(language))
    address = garden.plant(f"{MARKS['en']}{len(garden.planted)}@mail.example.kz")
    send_by_email(house, settings, reference, letter, address, agreed=True)


def steps(garden: Garden, language: str, end: str) -> list[Act]:
    def said(*names: str, **others: Any) -> dict[str, Any]:
        return {**{name: garden.words(language) for name in names}, **others}

    asked = [
        Act("register"),
        Act("triage", answers={"issues": ["wages"]}),
        Act("record_contact", answers=said("words")),
        Act("check_admissibility"),
        Act("admit", answers=said("plan")),
    ]
    if end == "moved":
        return [
            *asked,
            Act("request_information", answers=said("question", asked_body="B-MOH")),
            Act("offer_transfer", CHIEF, said("reason", to_unit="KZ-75")),
        ]
    decided = [
        *asked,
        Act("record_findings", answers=said("findings")),
        Act("decide", answers=said("decision", outcome="violation_found")),
        Act("confirm:decide", CHIEF),
        Act("tell", answers=said("words")),
    ]
    if end == "recommended":
        return [*decided, Act("recommend_remedy", answers=said("what", kind="compensation", body="B-MOH"))]
    return [*decided, Act("close")]


def at_the_pages(house: House, settings: Settings, garden: Garden) -> None:
    """Typed into pages: a draft that is never sent, forms that are refused, a search of somebody at the desk."""
    visitor = arrive(house, settings)
    visitor.walk({"danger_24h": ["no"], "track": ["harassment"], "story": [garden.words("en")], "region": ["KZ-39"],
                  "contact_route": ["phone"], "contact": [garden.phone()], "filed_by": ["self"], "body_kind": ["local"],
                  "about_us": ["no"], "identity": ["named"], "consents": ["processing"]})  # fmt: skip
    for fields in ({"csrf": "forged", "story": garden.words("ru")}, {"story": garden.words("kk") * 9000}):
        visitor.client.post(visitor.page.url.path, data=fields)
    browser = open_browser(house, settings, OFFICER)
    browser.get("/desk")
    browser.post("/en/desk/cases/2026-000000-4/name", {"nickname": garden.words("ru")})
    browser.client.get(f"/en/desk?q={garden.words('kk')}")


def taken_out(house: House, settings: Settings, reference: str) -> bytes:
    """A case as it leaves the house, sealed."""
    drawn = house.database.write(draw_case, reference, viewer=house.officer(BOSS), at=house.clock())
    return b"".join(stream_case(drawn, open_store(settings), at=house.clock()))


def shred_one(house: House, settings: Settings, reference: str) -> None:
    house.clock.move(days=TERM * 366)
    propose(house, reference)
    confirm(house, reference)
    assert carrying_out.finish(house.database, at=house.clock(), store=open_store(settings)) == 1


def on_the_disk(house: House, settings: Settings, folder: Path) -> list[str]:
    """Finds in files of the house (evidence, shred store, secrets), in a full dump, in the database's own files and log."""
    found = search_files([settings.data, settings.secrets])
    if not settings.database:
        with closing(connect(settings.data / "arasha.sqlite")) as database:
            return found + [
                one for line in database.iterdump() for one in search("dump", line.encode("utf-8", "surrogateescape"))
            ]
    address = make_url(settings.database)
    server = Path(str(address.query["host"]))
    dump = subprocess.run(
        [find_binaries() / "pg_dump", "--inserts", "-h", server, "-p", str(address.query["port"]), "-U", "postgres",
         str(address.database)],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    number = house.database.write(flush, viewer=System())
    copied = folder / "postgresql"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(server / "base" / str(number), copied / "base")
    begun = (folder / "temporary").stat().st_ctime
    (copied / "wal").mkdir()
    for segment in (server / "pg_wal").iterdir():
        if segment.is_file() and segment.stat().st_mtime >= begun - 1:  # the others are of other tests
            shutil.copy(segment, copied / "wal")
    shutil.copyfile(server / "log", copied / "log")
    return found + search("dump", dump) + search_files([copied])


def flush(session: Session, *, viewer: Viewer) -> int:
    """All that the server still holds in memory, to its files; gives the number of this database's folder."""
    session.execute(text("CHECKPOINT"))
    return int(session.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()")) or 0)


def let_slip(session: Session, slip: str, *, viewer: Viewer) -> None:
    session.execute(text("UPDATE cases SET ball = :slip"), {"slip": slip})
