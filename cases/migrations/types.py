"""Types of columns, spelled out here and not taken from `cases.records`: a migration says what was true when it was written."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
BOOL = sa.Boolean()
BYTES = sa.LargeBinary()
DAY = sa.Integer()
JSON = sa.JSON().with_variant(JSONB, "postgresql")
MOMENT = BIG
SMALL = sa.SmallInteger()
TEXT = sa.String()
