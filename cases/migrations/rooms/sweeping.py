"""Tables that every act writes are swept by PostgreSQL after one row in fifty was left behind, not after one in five.

What lies about until then is read by every page of the queue: at a million cases a fiftieth of the desk's rows cost its counts
twice their time. SQLite leaves nothing behind.
"""

from alembic import op

REWRITTEN = (
    "desk_rows",
    "clocks",
    "notices",
    "remedies",
    "measures",
    "tally_changes",
    "tally_pages",
    "tally_days",
    "tally_months",
)
SWEPT = {
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_threshold": "500",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
}


def sooner() -> None:
    for_each("SET (" + ", ".join(f"{name} = {value}" for name, value in SWEPT.items()) + ")")


def as_always() -> None:
    for_each("RESET (" + ", ".join(SWEPT) + ")")


def for_each(told: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in REWRITTEN:
            op.execute(f"ALTER TABLE {table} {told}")
