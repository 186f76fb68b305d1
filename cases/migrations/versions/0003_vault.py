"""The vault whole: shred secrets, epochs and walls; unit renewal and recovery; doors; evidence; anchors and retention.

Each room of the vault has its own pair of functions below, so that what belongs together is read together.
"""

import sqlalchemy as sa
from alembic import op  # noqa: F401

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BOOL = sa.Boolean()
BYTES = sa.LargeBinary()
DAY = sa.Integer()
MOMENT = BIG
SMALL = sa.SmallInteger()
TEXT = sa.String()


def upgrade() -> None:
    upgrade_circle()
    upgrade_unit_keys()
    upgrade_doors()
    upgrade_evidence()
    upgrade_journal()
    upgrade_publication()


def downgrade() -> None:
    downgrade_publication()
    downgrade_journal()
    downgrade_evidence()
    downgrade_doors()
    downgrade_unit_keys()
    downgrade_circle()


# The circle of a case: shred secrets, file-key epochs, pending wraps, walls.


def upgrade_circle() -> None:
    """Nothing yet."""


def downgrade_circle() -> None:
    """Nothing yet."""


# Keys of units and officers: renewal, leaving, recovery.


def upgrade_unit_keys() -> None:
    """Nothing yet."""


def downgrade_unit_keys() -> None:
    """Nothing yet."""


# Staff doors: invitations, recovery codes, passkeys, sessions.


def upgrade_doors() -> None:
    """Nothing yet."""


def downgrade_doors() -> None:
    """Nothing yet."""


# Evidence: sealed files and what was made of them.


def upgrade_evidence() -> None:
    """Nothing yet."""


def downgrade_evidence() -> None:
    """Nothing yet."""


# Journal: anchors, proofs of filing, retention.


def upgrade_journal() -> None:
    """Nothing yet."""


def downgrade_journal() -> None:
    """Nothing yet."""


# Publication by four eyes, flood defence.


def upgrade_publication() -> None:
    """Nothing yet."""


def downgrade_publication() -> None:
    """Nothing yet."""
