"""What handlers are given that no validator may look into."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from cases.evidence.store import Store
from cases.packs.jurisdiction import Pack

GivenPack: TypeAlias = NamedDependency[SkipValidation[Pack]]
"""The pack as it is: the framework would try to check it field by field, and a pack holds trees of conditions."""
GivenStore: TypeAlias = NamedDependency[SkipValidation[Store]]
"""Where sealed files lie."""
