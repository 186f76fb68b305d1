"""Lists find a page's rows by keys that an index tells alone."""

from cases.migrations.rooms import lists_by_keys

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    lists_by_keys.create()


def downgrade() -> None:
    lists_by_keys.drop()
