"""Ways to the rows of one unit: its cases by the day that they came, and what runs beside them."""

from alembic import op


def create() -> None:
    op.create_index("ix_measures_unit", "measures", ["unit", "day"])
    op.create_index("ix_proceedings_unit", "proceedings", ["procedure", "unit", "opened_at"])


def drop() -> None:
    op.drop_index("ix_proceedings_unit", "proceedings")
    op.drop_index("ix_measures_unit", "measures")
