"""Texts to translate: found in templates and Python, kept in one catalogue a surface and language.

`python -m web.kit.messages desk` adds what is new to `web/locale/*/desk.po` and names what is not translated yet.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from web.i18n import LOCALE, NAMES

WEB = Path(__file__).parent.parent
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
# The source is English: its catalogue holds plural forms only.
SOURCE = "en"
# The kit's catalogue also speaks for what stands beside it.
BESIDE = {
    "kit": (
        "errors.py", "telling.py", "tellings.py", "door_tellings.py", "file_tellings.py", "security.py", "i18n.py", "app.py",
    )
}  # fmt: skip
# Lines of a catalogue's head that say when and by what it was written.
PASSING = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid',
    '"Language-Team',
)
Msgid = str | tuple[str, ...]


def surfaces() -> tuple[str, ...]:
    """Folders of web that have templates or a catalogue of their own."""
    return tuple(sorted(path.name for path in WEB.iterdir() if (path / "__init__.py").exists()))


@cache
def messages_of(surface: str) -> dict[Msgid, list[str]]:
    """All msgids of a surface, each with the files that say it; plural ones are pairs."""
    found: dict[Msgid, list[str]] = {}
    for path in _sources(surface):
        method = "jinja2" if path.suffix == ".html" else "python"
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} if method == "jinja2" else {}
        for _, message, _, _ in extract_from_file(method, path, KEYWORDS, (), options):
            name = path.relative_to(WEB).as_posix()
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def _sources(surface: str) -> Iterator[Path]:
    for pattern in ("*.py", "**/*.html"):
        yield from sorted((WEB / surface).rglob(pattern) if "**" not in pattern else (WEB / surface).glob(pattern))
    for name in BESIDE.get(surface, ()):
        yield WEB / name


def stored(language: str, surface: str) -> Catalog:
    """The catalogue as it stands in the folder; an empty one where there is none."""
    path = LOCALE / language / f"{surface}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def untranslated(language: str, surface: str) -> list[Msgid]:
    """Msgids that pages of this language would show in English, or with a value of another name."""
    catalogue = stored(language, surface)
    wanted = messages_of(surface)
    if language == SOURCE:
        wanted = {msgid: places for msgid, places in wanted.items() if isinstance(msgid, tuple)}
    return [msgid for msgid in wanted if not _whole(catalogue.get(_key(msgid)), catalogue.num_plurals)]


def _key(msgid: Msgid) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _whole(message: Message | None, plurals: int) -> bool:
    if message is None or message.fuzzy:
        return False
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    needed = plurals if isinstance(message.id, tuple) else 1
    return len(texts) == needed and all(texts)


def renew(language: str, surface: str) -> Catalog:
    """The catalogue with exactly the texts of today: new ones empty, old ones gone, translations kept."""
    old = stored(language, surface)
    renewed = Catalog(locale=language, project="Arasha", header_comment=f"# {NAMES[language]}: {surface}", fuzzy=False)
    for msgid, places in messages_of(surface).items():
        if language == SOURCE and isinstance(msgid, str):
            continue
        known = old.get(_key(msgid))
        text = known.string if known is not None and not known.fuzzy else None
        renewed.add(msgid, text or (msgid if language == SOURCE else None), locations=[(place, 0) for place in places])
    return renewed


def save(language: str, surface: str) -> Path:
    """Write the renewed catalogue to its file, without dates that would change each time."""
    content = BytesIO()
    write_po(content, renew(language, surface), width=120, include_lineno=False)
    lines = content.getvalue().decode().splitlines(keepends=True)
    path = LOCALE / language / f"{surface}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not line.startswith(PASSING)), encoding="utf-8")
    return path


def main(names: Iterable[str]) -> int:
    """Renew the catalogues of the named surfaces, of all without names; 1 while something is untranslated."""
    missing = 0
    for surface in tuple(names) or surfaces():
        for language in NAMES:
            save(language, surface)
            for msgid in untranslated(language, surface):
                missing += 1
                sys.stdout.write(f"{language}/{surface}.po: {_key(msgid)}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
