"""A sealed case is opened without database, secrets' folder or network: from its file and one holder's private key."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from cases.errors import CannotOpen, NoSealedCase
from cases.evidence.names import clean_name
from cases.offline.manifest import MANIFEST, Manifest
from cases.vault.keys import Key, unwrap_key
from cases.vault.sealing import Sealed, open_sealed

PREFIX = b"AGE-SECRET-KEY-1"


def read_identities(raw: bytes) -> list[Key]:
    """The private keys of an identity file of the age tool; its comments are skipped. Raises: CannotOpen for none."""
    keys = [Key.load(line.strip()) for line in raw.splitlines() if line.strip().upper().startswith(PREFIX)]
    if not keys:
        raise CannotOpen
    return keys


def open_case(path: Path, keys: Sequence[Key]) -> Iterator[tuple[str, bytes]]:
    """Names and plain bytes of everything in the case, a piece at a time; pieces of one name belong end to end.

    Raises: NoSealedCase; CannotOpen when none of *keys* leads to it, or something was altered or moved.
    """
    try:
        with zipfile.ZipFile(path) as box:
            manifest = msgspec.json.decode(box.read(MANIFEST), type=Manifest)
            found = open_keys(box, manifest, keys)
            for word in manifest.sealed:
                record = read_record(box.read(word.file), key_of(found, word.key))
                # Words of a joined complaint name the case that they were filed in.
                own = record.case == manifest.case or word.key.startswith("mailbox")
                if not own or (record.slot, record.sequence) != (word.slot, word.sequence):
                    raise CannotOpen
                name = clean_name(
                    f"{word.sequence:04}-{word.slot}-{word.file.rpartition('-')[2].removesuffix('.age')}.json"
                )
                yield name, as_json(record.value)
            for number, parts in enumerate(manifest.evidence, start=1):
                key = key_of(found, parts.key)
                about = read_record(box.read(parts.about), key).value
                left, name = int(about["size"]), f"file-{number}-{clean_name(str(about['name']))}"
                for part in parts.files:
                    plain = key.open(box.read(part))[:left]
                    left -= len(plain)
                    yield name, plain
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError):
        raise NoSealedCase(path) from None


def open_keys(box: zipfile.ZipFile, manifest: Manifest, keys: Sequence[Key]) -> Mapping[str, Key]:
    """Every key of the case that *keys* lead to, by name. Raises: CannotOpen for none."""
    found: dict[str, Key] = {}
    for one in manifest.keys:
        candidates = [found[one.sealed_to]] if one.sealed_to in found else keys
        for key in candidates if one.opens not in found else ():
            try:
                found[one.opens] = unwrap_key(box.read(one.file), key, public=one.public_key)
                break
            except CannotOpen:
                continue
    if not found:
        raise CannotOpen
    return found


def key_of(found: Mapping[str, Key], name: str) -> Key:
    if name not in found:
        raise CannotOpen
    return found[name]


def read_record(payload: bytes, key: Key) -> Sealed:
    return msgspec.json.decode(open_sealed(payload, key), type=Sealed)


def as_json(value: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
