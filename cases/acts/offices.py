"""Which unit an office word of a procedure means on a case."""

from collections.abc import Mapping

from cases.packs.jurisdiction import Pack
from cases.records import Case
from workflows.acts import FromFact
from workflows.facts import Facts
from workflows.offices import find_unit

FIXED = ("head_office", "npm", "integrity", "duty")


def office_code(word: str, pack: Pack) -> str | None:
    """The unit that an office word means whatever the case is; None for `lead` and other words that hang on one."""
    code: str | None = getattr(pack.institution, word, None) if word in FIXED else None
    return code


def places_of(case: Case, pack: Pack, *, unit: str | None = None) -> Mapping[str, str]:
    """Office word → code of the unit; *unit* is that of the proceeding, the case's own where it has none."""
    house = pack.institution
    return {
        "lead": case.unit,
        "proceeding": unit or case.unit,
        "head_office": house.head_office,
        "npm": house.npm,
        "integrity": house.integrity,
        "duty": house.duty,
    }


def unit_of(source: str | FromFact, case: Case, facts: Facts, pack: Pack) -> str:
    """Whose a proceeding with these *facts* is; the case's own unit where nobody knows."""
    return find_unit(source, facts=facts, places=places_of(case, pack)) or case.unit
