"""A unit's new key over 10,000 cases: opened, sealed anew and written, against opening and sealing alone."""

from time import perf_counter, process_time

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.records import Case, FileKey, Wrap
from cases.records.base import new_id
from cases.records.rows import insert_rows, table_of
from cases.vault.circle import wrap_file_key
from cases.vault.directory import DirectoryEntry, sign_member
from cases.vault.keys import new_key, unwrap_key, wrap_key
from cases.viewer import System, Viewer
from tests.benchmarks.figure import Figure
from tests.builders import House
from tests.harness.keys import renew

CASES, UNIT, BUDGET = 10_000, "KZ-75", 10.0
STEP = 500


def measure(house: House, *, kind: str) -> None:
    """Cases of keys and wraps only, beside whatever the house holds."""
    house.file()
    chief = house.officer("representative.75")
    line = sign_member(
        house.secrets.directory, kind="unit", name=UNIT, epoch=1, public_key=house.keyring.units[UNIT, 1].public
    )
    for _ in range(CASES // STEP):
        secrets = house.database.shred.make(STEP)
        house.database.write(add_cases, line, secrets, house=house, viewer=System())
    started, spent = perf_counter(), process_time()
    renewed = renew(house, chief)
    took, spent = perf_counter() - started, process_time() - spent
    assert renewed.done
    assert renewed.rewrapped >= CASES
    floor = bare_crypto() * renewed.rewrapped
    Figure(
        name=f"rewrap_10k_{kind}", value=round(took, 2), unit="s", budget=BUDGET, met=took <= BUDGET,
        floor=round(floor, 2), ratio=round(took / floor, 2),
        note=f"{renewed.rewrapped} wraps in steps of {STEP}, each opened, compared, sealed, covered and written: {spent:.1f} s of"
        " processor time; floor = opening and sealing alone",
    ).print()  # fmt: skip


def add_cases(session: Session, line: DirectoryEntry, secrets: list, *, house: House, viewer: Viewer) -> None:  # type: ignore[type-arg]
    like = dict(session.execute(select(table_of(Case)).limit(1)).mappings().one())
    cases, keys, wraps = [], [], []
    for secret in secrets:
        case_id, key, at = new_id(), new_key(), house.clock()
        (held,) = wrap_file_key(key, [line], pinned=house.secrets.pinned, shred=secret)
        cases.append({**like, "id": case_id, "reference": f"bench-{case_id}", "unit": UNIT, "open": False})
        keys.append({"case_id": case_id, "epoch": 1, "public_key": key.public, "since": at})
        wraps.append(
            {"id": new_id(), "case_id": case_id, "epoch": 1, "holder_kind": "unit", "holder": UNIT, "holder_epoch": 1,
             "wrap": held.wrap, "shred": held.shred, "since": at}
        )  # fmt: skip
    insert_rows(session, Case, *cases)
    insert_rows(session, FileKey, *keys)
    insert_rows(session, Wrap, *wraps)


def bare_crypto() -> float:
    """Seconds for one wrap, the median way: opened with one key, sealed to another."""
    old, new, file_key = new_key(), new_key(), new_key()
    wrap = wrap_key(file_key, old.public)
    started = perf_counter()
    for _ in range(500):
        wrap_key(unwrap_key(wrap, old, public=file_key.public), new.public)
    return (perf_counter() - started) / 500
