"""Ways to the rows of one unit."""

from cases.migrations.rooms import of_a_unit

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    of_a_unit.create()


def downgrade() -> None:
    of_a_unit.drop()
