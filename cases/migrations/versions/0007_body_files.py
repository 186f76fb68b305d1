"""What a body is shown beside words."""

from cases.migrations.rooms import body_files

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    body_files.create()


def downgrade() -> None:
    body_files.drop()
