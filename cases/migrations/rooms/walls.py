"""From when on a case is behind a wall. Of those that are there already nobody can say more than that they always were."""

import sqlalchemy as sa
from alembic import op

from cases.migrations.rooms.second_wall import wall
from cases.migrations.types import BIG, BOOL, MOMENT

walls = sa.table("walls", sa.column("case_id", BIG), sa.column("since", MOMENT))
cases = sa.table("cases", sa.column("id", BIG), sa.column("walled", BOOL), sa.column("received_at", MOMENT))


def create() -> None:
    op.create_table(
        "walls",
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id", name="fk_walls_case_id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "since", name="pk_walls"),
    )
    behind = sa.select(cases.c.id, cases.c.received_at).where(cases.c.walled.is_(True))
    op.execute(walls.insert().from_select(["case_id", "since"], behind))
    if op.get_bind().dialect.name == "postgresql":
        wall("walls", "EXISTS (SELECT FROM cases WHERE cases.id = walls.case_id)")


def drop() -> None:
    op.drop_table("walls")
