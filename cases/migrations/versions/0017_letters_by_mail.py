"""Letters to complainants go by e-mail, behind links."""

from cases.migrations.rooms import letter_links

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    letter_links.create()


def downgrade() -> None:
    letter_links.drop()
