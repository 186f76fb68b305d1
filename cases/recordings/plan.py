"""Which pages are read aloud or signed: a file of the pack, which names each sound or film by the hash of its bytes.

The bytes are no part of the pack, which is text in a row of the database; but who agrees to the pack agrees to this very film,
and nothing else is ever played in its place.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from workflows.faults import Fault, Faults
from workflows.questionnaire import Questionnaire
from workflows.reading import Section

LISTEN: Final = "listen"
SIGN: Final = "sign"
MEDIA: Final[Mapping[str, Mapping[str, str]]] = {
    LISTEN: {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"},
    SIGN: {"mp4": "video/mp4", "webm": "video/webm"},
}
"""By kind: endings of file names and what they are sent as."""
PLAYED: Final = "core"
BESIDE: Final = ("start", "check")
"""Pages beside those of the questionnaire that can be read aloud."""
LONGEST: Final = 900
CAPTIONS: Final = "captions/"
_FILE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.([a-z0-9]{3,4})")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """One sound or film of one page in one language."""

    page: str
    kind: str
    language: str
    file: str
    """What it is called where it is made; nobody who plays it sees the name."""
    sha256: str
    seconds: int
    captions: str | None
    """The pack's own file of captions (WebVTT). Every film in sign language has one."""
    words: str
    """What is said, for who neither hears nor sees it."""

    @property
    def media(self) -> str:
        return MEDIA[self.kind][self.file.rpartition(".")[2]]

    @property
    def name(self) -> str:
        """Its name in addresses and in its folder: it tells nothing of what is played."""
        return f"{self.sha256}.{self.file.rpartition('.')[2]}"


def read_recordings(
    data: Any, languages: Sequence[str], *, questionnaires: Mapping[str, Questionnaire], files: Collection[str]
) -> tuple[Recording, ...]:
    """The recordings from their file, in its order. *files*: paths in the pack. Raises: Faults."""
    faults: list[Fault] = []
    core = questionnaires.get(PLAYED)
    pages = [*BESIDE, *(page.name for page in core.pages)] if core else list(BESIDE)
    section = Section(data, faults, (), languages)
    found = [_read_recording(inner, languages, pages, files) for inner in section.items("recordings")]
    for position, one in enumerate(found):
        if any((one.page, one.kind, one.language) == (o.page, o.kind, o.language) for o in found[:position]):
            section.fault(f"{one.page} is here twice in {one.language}", "recordings", position)
    for path in sorted(set(files) - {one.captions for one in found}):
        if path.endswith(".vtt"):
            section.fault(f"no recording names {path}", "recordings")
    section.close()
    if faults:
        raise Faults(faults)
    return tuple(found)


def _read_recording(
    section: Section, languages: Sequence[str], pages: Sequence[str], files: Collection[str]
) -> Recording:
    kind = section.word("kind", list(MEDIA), "kind of recording")
    file = section.text("file", required=True) or ""
    ending = _FILE.fullmatch(file)
    if file and (ending is None or ending[1] not in MEDIA.get(kind, {})):
        section.fault(
            f"no file of this kind: {file}", "file", example=f"danger-kk.{next(iter(MEDIA.get(kind, {'': 0})))}"
        )
    digest = section.text("sha256", required=True) or ""
    if digest and not _HASH.fullmatch(digest):
        section.fault("sha256 is 64 small hexadecimal digits", "sha256", example="sha256sum danger-kk.mp3")
    seconds = section.whole("seconds", default=0) or 0
    if not 0 < seconds <= LONGEST:
        section.fault(f"seconds is missing, or longer than {LONGEST}", example="seconds: 40")
    captions = section.text("captions")
    if captions is not None and (captions not in files or not captions.startswith(CAPTIONS)):
        section.fault(f"the pack has no captions {captions}", "captions", example="captions/danger-kk.vtt")
    if kind == SIGN and captions is None:
        section.fault("a film in sign language has captions", example="captions: captions/danger-kk.vtt")
    recording = Recording(
        page=section.word("page", pages, "page of the form"),
        kind=kind,
        language=section.word("language", languages, "language"),
        file=file,
        sha256=digest,
        seconds=seconds,
        captions=captions,
        words=section.text("words", required=True) or "",
    )
    section.close()
    return recording
