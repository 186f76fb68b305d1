"""The gate that a pack passes before it is used: every file is read as far as it can be, and every mistake kept."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar, cast

from cases.errors import PackFault
from cases.packs.files import Document, read_document
from workflows.faults import Faults

SHARED: Final = "questionnaires/shared.yaml"
LONGEST_EXAMPLE: Final = 120

T = TypeVar("T")


class Halted(Exception):
    """Files were faulty that everything after them builds on."""


class Gate:
    """Reads the files of one pack and gathers what is wrong with them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.faults: list[PackFault] = []
        self.documents: dict[str, Document] = {}
        self._files = files
        self._seen: set[str] = set()
        for name, text in sorted(files.items()):
            if name.endswith(".yaml"):
                try:
                    self.documents[name] = read_document(name, text)
                except PackFault as fault:
                    self.note([fault])

    @property
    def unread(self) -> tuple[str, ...]:
        """Files that no parser was asked about yet."""
        known = {*self._seen, SHARED, *(fault.file for fault in self.faults)}
        return tuple(name for name in self.documents if name not in known)

    def need(self, *files: str) -> None:
        """Go on only when these are sound, because all that follows builds on them. Raises: Halted."""
        if any(fault.file in files for fault in self.faults):
            raise Halted

    def settle(self) -> None:
        """Go on only when everything was sound so far. Raises: Halted."""
        if self.faults:
            raise Halted

    def note(self, faults: Iterable[PackFault]) -> None:
        """Keep *faults*; one without an example shows the line that it is about."""
        self.faults += [self._with_example(fault) for fault in faults]

    def read(self, file: str, parse: Callable[[Any], T]) -> T:
        """What *parse* makes of a file. After a mistake it is nothing, and must not be used before `need` or `settle`."""
        return self.parse(self.documents[file], parse) if file in self.documents else cast("T", None)

    def parse(self, document: Document, parse: Callable[[Any], T]) -> T:
        """As `read`, of a document at hand."""
        self._seen.add(document.file)
        try:
            return parse(document.data)
        except Faults as caught:
            self.note(document.fault(each.place, each.reason, each.example) for each in caught.faults)
            return cast("T", None)

    def each(self, folder: str, parse: Callable[[Any], T]) -> list[T]:
        """What *parse* makes of each file in *folder*, without those that are faulty."""
        read = (self.read(f"{folder}/{stem}.yaml", parse) for stem in self.stems(folder))
        return [one for one in read if one is not None]

    def stems(self, folder: str) -> list[str]:
        """Names of the files in *folder*, which are the names of what they hold."""
        return [
            path.removeprefix(f"{folder}/").removesuffix(".yaml")
            for path in self.documents
            if path.startswith(f"{folder}/") and path != SHARED
        ]

    def _with_example(self, fault: PackFault) -> PackFault:
        lines = self._files.get(fault.file, "").splitlines()
        if fault.example or not 1 <= fault.line <= len(lines):
            return fault
        shown = lines[fault.line - 1].strip()[:LONGEST_EXAMPLE] or None
        return PackFault(fault.file, fault.line, fault.place, fault.reason, shown)
