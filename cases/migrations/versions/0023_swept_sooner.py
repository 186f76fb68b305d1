"""PostgreSQL sweeps the tables that every act writes sooner."""

from cases.migrations.rooms import sweeping

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    sweeping.sooner()


def downgrade() -> None:
    sweeping.as_always()
