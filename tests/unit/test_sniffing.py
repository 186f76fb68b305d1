"""What a file is by its bytes: two kinds in one, bombs and programs are seen, however they are dressed."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import FileRefused
from cases.evidence.padding import PART
from cases.evidence.sniffing import check_tail, ends_as_zip, sniff
from tests.harness.files import NOTE, archive, photo

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n"
WAVE = b"RIFF....WAVEfmt " + bytes(64)
ZIP = archive(a__txt=NOTE, b__txt=NOTE)


def look_at(content: bytes) -> str:
    kind = sniff(content)
    check_tail(kind, content[-2 * PART :], length=len(content))
    return kind.name


@pytest.mark.parametrize("after", [b"", b"\n%%EOF\n", bytes(70_000), b"PK\x05\x06" * 3, b"PK"])
@pytest.mark.parametrize("before", [photo(), photo(form="PNG"), PDF, WAVE], ids=["jpeg", "png", "pdf", "wav"])
def test_what_ends_as_an_archive_is_nothing_else_whatever_follows_it(before: bytes, after: bytes) -> None:
    look_at(before + after)
    with pytest.raises(FileRefused, match="mixed"):
        look_at(before + ZIP + after)


def test_an_archive_whose_contents_begin_before_what_is_looked_at_is_seen_too() -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 5 * PART, 0, 0)
    with pytest.raises(FileRefused, match="mixed"):
        look_at(photo() + bytes(100) + end)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_are_not_taken_for_one(content: bytes) -> None:
    assert not ends_as_zip(content)
    assert not ends_as_zip(content + b"PK\x05\x06" + content)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"#!/bin/sh\nrm -rf /\n",
        b"<!doctype html><p>x",
        b'\n\n <svg xmlns="x"><script>1</script></svg>',
        "<html><script>alert(1)</script>".encode("utf-16"),
        bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(100),
        b"[InternetShortcut]\nURL=file:///c:/x\n",
        b"%!PS-Adobe-3.0\n",
        b"MZ\n" + PDF,
    ],
    ids=["exe", "elf", "shell", "html", "svg", "html in utf-16", "lnk", "url", "postscript", "pdf behind a program"],
)
def test_programs_and_pages_are_not_taken(content: bytes) -> None:
    with pytest.raises(FileRefused, match="kind"):
        look_at(content)


def test_an_archive_that_promises_too_much_or_nothing_is_not_taken() -> None:
    with pytest.raises(FileRefused, match="bomb"):
        look_at(archive(a__txt=bytes(30_000_000)))
    with pytest.raises(FileRefused, match="broken"):
        look_at(ZIP[:-10])
    assert look_at(archive(a__txt=bytes(100_000))) == "zip"
