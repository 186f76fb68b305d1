"""Parts of a loaded pack as keys of what was drawn of them."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Same(msgspec.Struct, Generic[T], frozen=True, eq=False):
    """*one* of a loaded pack as a key: the very same object, without a look at all that it holds."""

    one: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.one is other.one

    def __hash__(self) -> int:
        return id(self.one)
