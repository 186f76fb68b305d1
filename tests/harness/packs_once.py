"""What many tests ask of packs that differ in one file: each file is read once a test process, and judged once."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache

import pytest

from cases.packs import gate, jurisdiction
from cases.packs.files import read_document
from cases.packs.jurisdiction import Inspection
from workflows import soundness
from workflows.facts import Fact
from workflows.faults import Fault
from workflows.soundness import Procedures

FILES, PACKS, SETS = 1_000, 12, 4
"""How many are kept. A pack is frozen, so that tests may share it as they share the Kazakhstan one."""


def know_packs(patch: pytest.MonkeyPatch) -> None:
    """Let the gate remember. What is not the same to the letter is read and judged anew."""
    patch.setattr(gate, "read_document", lru_cache(maxsize=FILES)(read_document))
    patch.setattr(jurisdiction, "inspect_pack", inspecting_once(jurisdiction.inspect_pack))
    patch.setattr(jurisdiction, "check_procedures", judging_once)


def inspecting_once(inspect_pack: Callable[..., Inspection]) -> Callable[..., Inspection]:
    known: OrderedDict[tuple[frozenset[tuple[str, str]], bool], Inspection] = OrderedDict()

    def inspect(files: Mapping[str, str], *, proven: bool = False) -> Inspection:
        key = frozenset(files.items()), proven
        if key not in known:
            known[key] = inspect_pack(files, proven=proven)
            while len(known) > PACKS:
                known.popitem(last=False)
        return known[key]

    return inspect


_judged: list[tuple[Procedures, Mapping[str, Fact], list[Fault]]] = []


def judging_once(procedures: Procedures, facts: Mapping[str, Fact]) -> list[Fault]:
    """As `soundness.check_procedures`; of equal procedures over equal facts it gives what it gave."""
    for before, those, faults in _judged:
        if before == procedures and those == facts:
            return faults
    faults = soundness.check_procedures(procedures, facts)
    _judged.insert(0, (procedures, facts, faults))
    del _judged[SETS:]
    return faults
