"""The loader of jurisdiction packs: what it takes, and how it says where a mistake is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cases.errors import PackFault
from cases.packs.files import MOST_CHARACTERS, digest, read_document, with_pages
from cases.packs.jurisdiction import load_pack, read_folder

FOLDER = Path(__file__).parents[2] / "cases" / "jurisdictions" / "kz"

Files = dict[str, str]


@pytest.fixture(scope="module")
def files() -> Files:
    return read_folder(FOLDER)


def changed(files: Files, file: str, old: str, new: str) -> Files:
    """*files* with the first *old* of one of them replaced."""
    assert old in files[file], f"{file} no longer holds {old!r}: the seeded mistake needs another place"
    return {**files, file: files[file].replace(old, new, 1)}


def line_of(files: Files, file: str, words: str) -> int:
    return files[file][: files[file].index(words)].count("\n") + 1


def test_the_line_is_the_one_where_the_mistake_stands(files: Files) -> None:
    broken = changed(files, "procedures/complaint.yaml", "limit: 15 working days", "limit: 15 wroking days")
    with pytest.raises(PackFault) as caught:
        load_pack(broken)
    assert line_of(broken, "procedures/complaint.yaml", "15 wroking days") == caught.value.line


def test_a_mistake_in_shared_pages_is_found_where_it_was_written(files: Files) -> None:
    broken = changed(files, "questionnaires/shared.yaml", "taxonomy: remedies", "taxonomy: remedie")
    with pytest.raises(PackFault) as caught:
        load_pack(broken)
    assert caught.value.file == "questionnaires/shared.yaml"
    assert line_of(broken, "questionnaires/shared.yaml", "remedie\n") == caught.value.line


def test_a_missing_word_is_reported_at_the_line_of_what_lacks_it(files: Files) -> None:
    broken = changed(files, "words.yaml", ", en: Registered}", "}")
    with pytest.raises(PackFault) as caught:
        load_pack(broken)
    assert line_of(broken, "words.yaml", "  registered:") == caught.value.line


@pytest.mark.parametrize("file", ["institution.yaml", "words.yaml", "tables/lead.yaml", "procedures/remedy.yaml"])
def test_a_pack_without_a_file_it_needs_is_refused(files: Files, file: str) -> None:
    with pytest.raises(PackFault) as caught:
        load_pack({name: text for name, text in files.items() if name != file})
    assert (file, "the file is missing") == (caught.value.file, caught.value.reason)


def test_a_file_with_no_place_in_a_pack_is_refused(files: Files) -> None:
    with pytest.raises(PackFault, match="unts") as caught:
        load_pack({**files, "unts.yaml": "a: b"})
    assert "did you mean units" in caught.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "a: &a [1]\nb: [*a, *a]",
        "? [a, b]\n: c",
        "a: \x00b",
        "[" * 5000,
        "a: 1\n---\nb: 2",
        "x" * (MOST_CHARACTERS + 1),
    ],
    ids=["empty", "comment", "alias", "list as key", "control character", "deep", "two documents", "too long"],
)
def test_what_is_no_plain_file_is_a_fault_and_never_a_crash(text: str) -> None:
    with pytest.raises(PackFault) as caught:
        read_document("facts.yaml", text)
    assert caught.value.file == "facts.yaml"
    assert caught.value.reason


def test_everything_is_text_until_a_parser_says_otherwise() -> None:
    document = read_document("facts.yaml", "danger: {yes: no, on: 08:30, n: 010, none: ~}")
    assert document.data == {"danger": {"yes": "no", "on": "08:30", "n": "010", "none": "~"}}


def test_an_include_stands_for_its_pages_and_keeps_their_marks() -> None:
    shared = read_document("shared.yaml", "us:\n  - page: one\n  - page: two\n")
    mine = read_document("core.yaml", "pages:\n  - page: zero\n  - include: us\n  - page: three\n")
    whole = with_pages(mine, shared)
    assert [page["page"] for page in whole.data["pages"]] == ["zero", "one", "two", "three"]
    marks = [(whole.mark(("pages", n, "page")).file, whole.mark(("pages", n, "page")).line) for n in range(4)]
    assert marks == [("core.yaml", 2), ("shared.yaml", 2), ("shared.yaml", 3), ("core.yaml", 4)]


def test_a_pack_is_the_same_from_its_folder_and_from_its_rows_in_any_order(files: Files) -> None:
    backwards = dict(reversed(files.items()))
    assert load_pack(files).hash == load_pack(backwards).hash


def change_a_letter(files: Files) -> Files:
    return changed(files, "words.yaml", "Finished", "Done with")


def move_a_line_between_files(files: Files) -> Files:
    return {**files, "words.yaml": files["words.yaml"] + "\n"}


@pytest.mark.parametrize("change", [change_a_letter, move_a_line_between_files])
def test_any_change_gives_another_hash(files: Files, change: Callable[[Files], Files]) -> None:
    assert digest(files) != digest(change(files))


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PackFault, match="no such folder"):
        read_folder(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_is_a_fault_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_bytes("a: b\nc: ш".encode("cp1251"))
    with pytest.raises(PackFault) as caught:
        read_folder(tmp_path)
    assert (caught.value.file, caught.value.line) == ("words.yaml", 2)
