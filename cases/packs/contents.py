"""What is in a pack, file by file, in a few words for whoever checks it."""

from collections.abc import Iterator

from cases.packs.jurisdiction import Pack
from workflows.procedure import Procedure


def contents(pack: Pack) -> dict[str, str]:
    """Path of each file to what was found in it."""
    found = dict(_contents(pack))
    return {file: found.get(file, "read") for file in pack.files}


def _contents(pack: Pack) -> Iterator[tuple[str, str]]:
    yield "institution.yaml", f"{pack.institution.country}, {', '.join(pack.languages)}"
    yield "units.yaml", f"{len(pack.units)} units"
    yield "facts.yaml", f"{len(pack.facts)} facts"
    yield "taxonomies.yaml", f"{len(pack.taxonomies)} taxonomies"
    yield "words.yaml", f"{len(pack.words.statuses)} statuses, {len(pack.words.roles)} roles"
    yield "retention.yaml", f"{len(pack.retention.terms)} terms"
    yield "search.yaml", f"words of {', '.join(pack.search.languages) or 'no language'}"
    for name, entries in pack.registers.items():
        yield f"registers/{name}.yaml", f"{len(entries)} entries"
    for name, questionnaire in pack.questionnaires.items():
        yield f"questionnaires/{name}.yaml", f"{len(questionnaire.pages)} pages"
    for name, table in pack.tables.items():
        yield f"tables/{name}.yaml", f"{len(table.rows)} rows, complete"
    for name, letter in pack.letters.items():
        yield f"letters/{name}.yaml", f"in {', '.join(letter.body)}"
    yield "letterhead.yaml", f"{len(pack.letterhead.parts)} words on every letter"
    for name, template in pack.templates.items():
        yield f"templates/{name}.yaml", f"to the {template.to}, in {', '.join(template.body)}"
    criteria = sum(len(one.criteria) for one in pack.principles.standards)
    yield "principles.yaml", f"{len(pack.principles.standards)} documents, {criteria} criteria"
    yield "reports.yaml", f"{len(pack.reports)} reports that are made by themselves"
    for name, procedure in pack.procedures.items():
        yield f"procedures/{name}.yaml", _procedure(procedure)


def _procedure(procedure: Procedure) -> str:
    return (
        f"version {procedure.version}, {procedure.kind}, {len(procedure.stages)} stages, {len(procedure.act_names)} acts,"
        f" {len(procedure.clocks)} clocks, sound"
    )
