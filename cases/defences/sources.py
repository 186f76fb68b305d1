"""Where something comes from, without keeping from where: a network address under a key that is forgotten every hour.

The key of an hour is half a row that all processes share and half the pepper. A stolen database therefore holds nothing that
addresses could be tried against, and once the hour's row is deleted neither does the whole server.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from secrets import token_bytes

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cases.records import SourceKey
from cases.records.prepared import ask_one
from cases.records.rows import insert_new, table_of
from cases.transactions.running import RunAgain
from cases.vault.pepper import Pepper

HOUR = 3600
"""Seconds for which a source is known again."""
LENGTH = 16
LABEL = "sources"
NETWORK = 8
"""Bytes of an IPv6 address that name a household or a telephone: the rest is theirs to choose anew for each request."""

keys = table_of(SourceKey)
KEY_OF_HOUR = select(keys.c.key).where(keys.c.hour == bindparam("hour"))


@dataclass(frozen=True)
class Source:
    """Where one request comes from. It lives as long as the request and is written nowhere: only `name_in` is."""

    network: bytes | None = field(repr=False)
    """What of the address stands for one household; None where it says nothing, and then everybody's is the same."""
    half: bytes = field(repr=False)
    """The pepper's half of every hour's key."""

    @property
    def known(self) -> bool:
        """Whether the address tells one from another; behind a proxy that passes none on it does not."""
        return self.network is not None


def source_at(address: str, pepper: Pepper) -> Source:
    """The source of a network address, as the server or its proxy tells it."""
    return Source(network_of(address), pepper.key(LABEL))


def network_of(address: str) -> bytes | None:
    """What of an address stands for one household; None where it says nothing: of this machine, or none at all."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback or found.is_unspecified:
        return None
    return found.packed if isinstance(found, IPv4Address) else found.packed[:NETWORK]


def hour_of(at: datetime) -> int:
    """The hour's number since 1970."""
    return int(at.timestamp()) // HOUR


def name_in(session: Session, source: Source, hour: int, *, make: bool) -> bytes | None:
    """The source's name in an hour; None where the hour has no key yet, unless one is to be made.

    Raises: RunAgain where somebody else made it meanwhile.
    """
    row = ask_one(session, KEY_OF_HOUR, {"hour": hour})
    if row is None and not make:
        return None
    half = token_bytes(32) if row is None else row.key
    if row is None and not insert_new(session, SourceKey(hour=hour, key=half), unique="hour"):
        raise RunAgain
    key = hmac.digest(source.half, half, sha256)
    return hmac.digest(key, source.network or b"", sha256)[:LENGTH]
