"""Everything about one complainant: whole, only theirs, made while it goes out, and written down."""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import repeat
from zipfile import ZipFile

import pyrage
import pytest
from click.testing import CliRunner

from cases import mailbox
from cases.errors import FileAltered
from cases.exporting.sealing import seal_stream
from cases.journals.journal import read_body
from cases.records import Reading
from cases.settings import Settings
from tests.builders import House
from tests.harness.files import desk_of, hand_in
from tests.harness.handling import OFFICER, TO_THE_END, case_of, enter, open_box, records, walk
from tests.harness.kinds import on_both
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import Visitor, arrive
from web.cli import main

FILE = b"What my neighbour saw. " * 2000


def visit(house: House, settings: Settings, code: str, language: str = "en") -> Visitor:
    visitor = arrive(house, settings, language=language)
    visitor.get("/mailbox")
    visitor.submit({"code": [code]})
    return visitor


def lived(house: House, settings: Settings) -> tuple[str, str]:
    """Reference and code of a case that went to its end, with a message and a file of the complainant."""
    receipt = house.file()
    assert receipt.code is not None
    viewer = enter(house, receipt)
    house.database.write(
        mailbox.write_message, "=HYPERLINK(1) I am afraid.", pack=house.pack, key="m", viewer=viewer, at=house.clock()
    )
    hand_in(desk_of(house, settings, viewer), FILE, "neighbour.txt")
    walk(house, receipt.reference, TO_THE_END)
    return receipt.reference, receipt.code


def by_mailbox(house: House, settings: Settings, reference: str, code: str) -> bytes:
    visitor = visit(house, settings, code)
    visitor.get("/mailbox/everything")
    return visitor.submit(action="/everything").content


def by_desk(house: House, settings: Settings, reference: str, code: str) -> bytes:
    browser = open_browser(house, settings, OFFICER)
    browser.get(f"/desk/cases/{reference}/everything")
    return browser.submit("/everything/1").content


@on_both
@pytest.mark.parametrize("take", [by_mailbox, by_desk])
def test_all_of_it_is_there_and_nothing_of_the_institutions_side(
    house: House, settings: Settings, take: Callable[..., bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    reference, code = lived(house, settings)
    with ZipFile(BytesIO(take(house, settings, reference, code))) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found["files/01-neighbour.txt"] == FILE
    assert b"grabbing my hand" in found["filed.txt"]
    assert b"I am afraid." in found["messages.txt"]
    told = b"".join(content for name, content in found.items() if name.startswith(("letters/", "messages")))
    assert b"This is what we decided." in told
    assert reference.encode() in found["about.txt"]
    everything = b"".join(content for name, content in found.items() if not name.startswith("files/"))
    for ours in (b"Ask the school.", b"It happened."):  # the plan of the inquiry and the findings
        assert ours not in everything
    folder = tmp_path_factory.mktemp("proof")
    for name in ("proof.json", "words.json"):
        (folder / name).write_bytes(found[name])
    key = house.secrets.proof.public.raw.hex()
    asked = ["verify-proof", str(folder / "proof.json"), "--key", key, "--words", str(folder / "words.json")]
    assert CliRunner().invoke(main, asked).exit_code == 0


def test_what_was_taken_out_is_written_down_and_does_not_count_as_opened_by_us(
    house: House, settings: Settings
) -> None:
    receipt = house.file()
    assert receipt.code is not None
    case = case_of(house, receipt.reference).id
    by_mailbox(house, settings, receipt.reference, receipt.code)
    assert [(one.actor, read_body(one)) for one in records(house, Reading, case_id=case)] == [
        ("complainant", {"read": "export"})
    ]
    assert open_box(house, enter(house, receipt)).opened_at is None
    by_desk(house, settings, receipt.reference, receipt.code)
    last = max(records(house, Reading, case_id=case), key=lambda one: one.sequence)
    assert (last.actor, read_body(last)) == (f"officer:{house.officer(OFFICER).id}", {"read": "export"})


def test_of_somebody_without_a_name_only_the_day_is_written_down(house: House, settings: Settings) -> None:
    receipt = house.file(identity="anonymous")
    assert receipt.code is not None
    by_mailbox(house, settings, receipt.reference, receipt.code)
    (row,) = records(house, Reading)
    local = row.at.astimezone(house.pack.zone)
    assert (local.hour, local.minute) == (0, 0)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_it_comes_in_the_language_of_the_page_under_a_name_that_says_nothing(
    house: House, settings: Settings, language: str
) -> None:
    _, code = lived(house, settings)
    visitor = visit(house, settings, code, language)
    visitor.get("/mailbox/everything")
    answer = visitor.submit(action="/everything")
    assert "paper.zip" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as archive:
        assert {"kk": "Күйі", "ru": "Состояние"}[language] in archive.read("about.txt").decode()


def test_others_take_nothing_out(house: House, settings: Settings) -> None:
    reference, _ = lived(house, settings)
    for who, status in (("caseworker.75", 404), ("auditor.ho", 403)):
        browser = open_browser(house, settings, who)
        assert browser.get(f"/desk/cases/{reference}/everything").status_code == status
    browser = open_browser(house, settings, OFFICER)
    browser.get(f"/desk/cases/{reference}/everything")
    form = browser.form("/everything/1")
    token = next(one.get("value", "") for one in form.iter("input") if one.get("name") == "csrf")
    assert browser.post(f"/en/desk/cases/{reference}/everything/2", {"csrf": token}).status_code == 404
    assert browser.post(f"/en/desk/cases/{reference}/everything/1", {}).status_code in (400, 403)


def test_an_officer_seals_it_to_the_key_of_who_asked(house: House, settings: Settings) -> None:
    reference, _ = lived(house, settings)
    browser, identity = open_browser(house, settings, OFFICER), pyrage.x25519.Identity.generate()
    browser.get(f"/desk/cases/{reference}/everything")
    browser.submit("/everything/1", to="age1nonsense")
    assert browser.page.status_code == 422
    assert "age1nonsense" in browser.page.text
    assert [read_body(one) for one in records(house, Reading)] == []
    answer = browser.submit("/everything/1", to=str(identity.to_public()))
    assert f"{reference}-1.zip.age" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(pyrage.decrypt(answer.content, [identity]))) as archive:
        assert archive.read("files/01-neighbour.txt") == FILE


def test_what_breaks_off_while_it_is_sealed_makes_no_file_that_opens() -> None:
    identity = pyrage.x25519.Identity.generate()

    def breaking() -> Iterator[bytes]:
        yield b"a" * 200_000
        raise FileAltered

    taken = list[bytes]()
    with pytest.raises(FileAltered):
        taken.extend(seal_stream(breaking(), identity.to_public()))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(b"".join(taken), [identity])


def test_a_reader_who_leaves_stops_the_sealing() -> None:
    endless = seal_stream(repeat(b"a" * 70_000), pyrage.x25519.Identity.generate().to_public())
    next(endless)
    before = threading.active_count()
    endless.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before - 1
