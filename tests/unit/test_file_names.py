"""Names of files: whatever somebody calls theirs, it misleads nobody who saves it, and breaks no header."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.evidence.kinds import KINDS
from cases.evidence.names import DEVICES, FORBIDDEN, clean_name, disposition

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("given_name", "kind", "wanted"),
    [
        ("Шағым №3.pdf", "pdf", "Шағым №3.pdf"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\me\\план.docx", "docx", "план.docx"),
        ("photo\u202egpj.exe", "jpeg", "photogpj.exe.jpg"),
        ("x\u2066y\u200b.txt", "text", "xy.txt"),
        ("invoice.pdf.exe", "text", "invoice.pdf.exe.txt"),
        ("a\r\nSet-Cookie: b.txt", "text", "aSet-Cookie b.txt"),
        ("file.txt::$DATA", "text", "file.txt $DATA.txt"),
        ("CON", "text", "_CON.txt"),
        ("nul.tar.zip", "zip", "_nul.tar.zip"),
        ("COM¹.txt", "text", "_COM¹.txt"),
        ("...", "text", "file.txt"),
        ("", None, "file"),
    ],
)
def test_a_name_is_what_the_person_called_it_without_what_misleads(
    given_name: str, kind: str | None, wanted: str
) -> None:
    assert clean_name(given_name, KINDS[kind] if kind else None) == wanted


@given(st.text(max_size=60), st.sampled_from([None, *KINDS.values()]))
@example("\U0001f600" * 200, KINDS["jpeg"])
@example("a." + "b" * 300, None)
@example("nul .txt", KINDS["text"])
def test_no_name_is_too_long_hidden_a_path_or_a_device(given_name: str, kind: object) -> None:
    chosen = kind if kind in KINDS.values() else None
    name = clean_name(given_name, chosen)  # type: ignore[arg-type]
    assert 0 < len(name.encode()) <= 200
    assert not FORBIDDEN & set(name)
    assert not UNSEEN & {unicodedata.category(each) for each in name}
    assert name == name.strip(". ")
    assert name.partition(".")[0].strip().lower() not in DEVICES
    if chosen is not None:
        assert name.rpartition(".")[2].lower() in KINDS[chosen.name].endings  # type: ignore[attr-defined]


@given(st.text(max_size=60))
def test_a_download_says_the_whole_name_in_a_header_of_plain_letters(given_name: str) -> None:
    name = clean_name(given_name, KINDS["pdf"])
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    assert header.partition("filename*=UTF-8''")[2] == encoded(name)


def encoded(name: str) -> str:
    """As RFC 8187 writes it: every byte but letters, digits and four marks as %XX."""
    return "".join(
        chr(each) if chr(each).isascii() and (chr(each).isalnum() or chr(each) in "-._~") else f"%{each:02X}"
        for each in name.encode()
    )
