"""Row-level security on PostgreSQL: whoever reads as the web role sees the rows of their own units, whatever a query forgot.

Owners of the tables pass it, so that migrations, workers and writing are as they were. SQLite knows nothing like it.
"""

from alembic import op

UNITS = "(SELECT string_to_array(current_setting('arasha.units', true), ','))::text[]"
"""As an own query, so that it is worked out once a statement and not once a row."""
OFFICER = "(SELECT nullif(current_setting('arasha.holder', true), '')::bigint)"
WRAPPED = f"""
    SELECT FROM wraps WHERE wraps.case_id = cases.id AND wraps.epoch = cases.epoch AND (
        wraps.holder_kind = 'unit' AND wraps.holder = ANY ({UNITS})
        OR wraps.holder_kind = 'officer' AND wraps.holder = {OFFICER}::text
    )
"""
ENTERED = f"SELECT case_id FROM entered_complaints WHERE entered_by = {OFFICER}"  # noqa: S608
KEPT_OUT = f"SELECT case_id FROM exclusions WHERE officer_id = {OFFICER}"  # noqa: S608
CIRCLE = f"(unit = ANY ({UNITS}) OR EXISTS ({WRAPPED}) OR id IN ({ENTERED})) AND id NOT IN ({KEPT_OUT})"
"""An office's own, what is wrapped to one of its keys or to the officer alone, and what they typed in for another office; but
nothing that a wall keeps them out of. What does not hang on the row is worked out once."""
OF_CASES = (
    "complaints", "sealed_words", "messages", "letters", "official_letters", "evidence", "journal", "readings", "proceedings",
)  # fmt: skip
"""Tables whose rows are seen by who sees their case."""


def create() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    wall("cases", CIRCLE)
    wall("desk_rows", f"unit = ANY ({UNITS}) OR unit = (SELECT current_setting('arasha.actor', true))")
    for table in OF_CASES:
        wall(table, f"EXISTS (SELECT FROM cases WHERE cases.id = {table}.case_id)")


def wall(table: str, seen: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY second_wall ON {table} FOR SELECT USING ({seen})")


def drop() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in (*OF_CASES, "desk_rows", "cases"):
        op.execute(f"DROP POLICY second_wall ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
