"""What the journal calls what is done to a case's parties, and the place of their words."""

from typing import Final

ADDED, CHANGED = "party", "party.change"
PARTIES: Final = frozenset({ADDED, CHANGED})
"""They make no new version of a case: a form that somebody is writing is not about them."""
SLOT: Final = "party.words"
ROLES: Final = "party_roles"
"""The pack's taxonomy of roles."""
BODIES: Final = "bodies"
"""The pack's register of bodies, for a party that is one."""
COMPLAINANT, RESPONDENT = "complainant", "respondent"
