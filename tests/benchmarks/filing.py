"""A whole complaint: validated, routed, sealed, journaled, durably committed; against bare inserts of rows as large."""

from datetime import UTC, datetime
from secrets import token_bytes
from statistics import median
from time import process_time

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cases.filing import filing as rows
from cases.filing import intake
from cases.records import Held
from cases.records.base import new_id
from cases.vault.codes import derive, new_code
from cases.vault.pepper import Pepper
from cases.vault.stretching import CODE_COST, STAFF_COST
from cases.viewer import Nobody, System, Viewer
from tests.benchmarks.figure import Figure, rate
from tests.builders import House, raw_answers


def measure(house: House, *, kind: str, cases: int) -> None:
    at = house.clock()

    def file_without_code() -> None:
        prepared = intake.prepare(
            house.database, raw_answers(), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
            submission=token_bytes(16), code=None, viewer=Nobody(), at=at,
        )  # fmt: skip
        house.database.write(rows.file_complaint, prepared, pack=house.pack, viewer=Nobody(), at=at)

    file_without_code()
    started = process_time()
    for _ in range(cases):
        file_without_code()
    spent = (process_time() - started) * 1000 / cases
    code = argon2_ms(house.secrets.pepper)
    Figure(
        name=f"complaint_cpu_{kind}", value=round(spent, 2), unit="ms", budget=12, met=spent <= 12,
        note=f"CPU of one complaint here without the receipt's Argon2, which takes {code:.0f} ms more; mean of {cases}",
    ).print()  # fmt: skip
    floor = rate(lambda: house.database.write(bare_rows, viewer=System()))
    ours = rate(file_without_code)
    Figure(
        name=f"complaints_one_client_{kind}", value=round(ours), unit="1/s", floor=round(floor), ratio=round(ours / floor, 2),
        budget=round(floor / 2), met=ours >= floor / 2,
        note="one client, fsync at every commit; floor = 14 bare rows of like size; the budget is judged at eight clients",
    ).print()  # fmt: skip


def argon2_ms(pepper: Pepper) -> float:
    """What a receipt's code costs where nobody saves on it."""
    dear = Pepper(pepper.secret, CODE_COST, STAFF_COST)
    times = []
    for _ in range(5):
        started = process_time()
        derive(new_code(), dear)
        times.append((process_time() - started) * 1000)
    return median(times)


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def bare_rows(session: Session, *, viewer: Viewer) -> None:
    """As many rows and bytes as a complaint writes, in one table and one transaction."""
    body = b"\0" * 500
    session.connection().execute(
        insert(Held.metadata.tables["held"]),
        [
            {"id": new_id(), "purpose": "bench", "wrapped_key": body, "sealed": body, "expires_at": LONG_AGO}
            for _ in range(14)
        ],
    )
