"""What must hold between the files of a pack, beyond what each of them says alone."""

from collections.abc import Iterator, Mapping
from typing import Final

from cases.errors import PackFault
from cases.letters.plan import Template
from cases.packs.files import Document
from cases.packs.gate import SHARED
from cases.packs.institution import Institution, Unit
from workflows.acts import SYSTEM_ROLE
from workflows.faults import unknown_name
from workflows.procedure import Procedure

FILES: Final = ("institution", "units", "taxonomies", "words", "facts", "calendar", "indicators", "duty")
OPTIONAL: Final = (
    "retention", "numbers", "time_limits", "recordings", "search", "letterhead", "monitoring", "bodies", "reports",
    "principles",
)  # fmt: skip
"""Packs that were published before there was such a file go on without."""
FOLDERS: Final = ("registers", "letters", "templates", "questionnaires", "tables", "procedures")
NEEDED: Final = {
    "registers": ("facilities", "bodies"),
    "letters": ("acknowledgement",),
    "questionnaires": ("core",),
    "tables": ("procedure", "urgency", "lead", "circle", "pin"),
    "procedures": ("complaint", "remedy"),
}
"""What the program itself asks for by name."""


def check_names(documents: Mapping[str, Document], files: Mapping[str, str]) -> Iterator[PackFault]:
    """Every file has a place in a pack, holds what its name says, and none is missing."""
    expected = [f"{name}.yaml" for name in FILES]
    optional = [f"{name}.yaml" for name in OPTIONAL]
    for path, document in documents.items():
        folder, _, file = path.rpartition("/")
        if path not in (*expected, *optional) and folder not in FOLDERS:
            yield PackFault(path, 1, "", unknown_name("file in a pack", path, expected), "tables/urgency.yaml")
        if folder in FOLDERS and path != SHARED:
            key, stem = folder.removesuffix("s"), file.removesuffix(".yaml")
            if not isinstance(document.data, dict) or document.data.get(key) != stem:
                yield document.fault((key,), f"a file is named for what it holds: {key}: {stem}", f"{key}: {stem}")
    expected += [f"{folder}/{name}.yaml" for folder, needed in NEEDED.items() for name in needed]
    for path in expected:
        if path not in files:
            yield PackFault(path, 0, "", "the file is missing", f"every pack holds {path}")


def check_telling(
    documents: Mapping[str, Document], templates: Mapping[str, Template], procedure: Procedure
) -> Iterator[PackFault]:
    """What a letter does when it reached the complainant is an act of the system."""
    acts = {act.name for stage in procedure.acts.values() for act in stage.values() if SYSTEM_ROLE in act.by}
    for name, template in templates.items():
        if template.told is not None and template.told not in acts:
            yield documents[f"templates/{name}.yaml"].fault(
                ("told",), unknown_name("act of the system", template.told, acts)
            )


def check_offices(document: Document, institution: Institution, units: Mapping[str, Unit]) -> Iterator[PackFault]:
    for key in ("head_office", "integrity", "npm", "duty"):
        code = getattr(institution, key)
        if code not in units:
            yield document.fault((key,), unknown_name("unit", code, units))


def check_procedure_table(document: Document, procedures: Mapping[str, Procedure]) -> Iterator[PackFault]:
    """What starts a case is a main procedure that the pack has."""
    for name in document.data["gives"].get("procedure", []):
        if name not in procedures or procedures[name].kind != "main":
            main = [one.name for one in procedures.values() if one.kind == "main"]
            yield document.fault(("gives", "procedure"), unknown_name("main procedure", name, main))
