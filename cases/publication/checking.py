"""Whether two people stood behind every pack: `arasha verify` plays the institution's journal through and compares the rows.

A pack that somebody wrote into the table past the program is one that no entry speaks of. One that the same person
proposed and confirmed, or that somebody confirmed who did not answer for content then, is named too.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.errors import PackFault
from cases.packs.files import read_document
from cases.publication.entering import ADOPTED, CONFIRMED, FOUNDED, PROPOSED, REJECTED
from cases.publication.people import CONFIRMING, PROPOSING
from cases.unit_keys.checking import CHAIN
from cases.unit_keys.told import Told
from cases.verifying.damages import Damage, Fault

PACKS: Final = "packs"
ROWS = text("SELECT hash, published_at FROM packs ORDER BY published_at, hash")
OFFICE = text("SELECT files FROM packs WHERE hash = :hash")


class Published(msgspec.Struct):
    """What the journal tells of packs, entry by entry."""

    people: Told = msgspec.field(default_factory=Told)
    open: dict[int, tuple[str, dict[str, Any]]] = msgspec.field(default_factory=dict)
    """Sequence of a proposal that nobody has decided → who, and what."""
    since: dict[str, int] = msgspec.field(default_factory=dict)
    """Each pack's hash → when it came into force last."""
    present: str | None = None
    lone: list[str] = msgspec.field(default_factory=list)
    """Packs that came into force without two people."""

    def hear(
        self, sequence: int, actor: str, act: str, body: dict[str, Any], head_of: Callable[[str], str | None]
    ) -> None:
        """Take in one entry. *head_of*: the head office of the stored pack of that hash; it is asked only for who confirmed."""
        self.people.hear(act, body)
        match act:
            case str(one) if one == PROPOSED:
                self.open[sequence] = (actor, body)
            case str(one) if one == REJECTED:
                self.open.pop(body["proposal"], None)
            case str(one) if one == FOUNDED:
                self.begin({body["pack"]: body["since"]})
            case str(one) if one == ADOPTED:
                self.begin(body["packs"])
            case str(one) if one == CONFIRMED:
                who, what = self.open.pop(body["proposal"], ("", {}))
                agreed = (
                    who not in ("", actor)
                    and [what.get(name) for name in ("pack", "base", "seen")]
                    == [body[name] for name in ("pack", "base", "seen")]
                    and body["base"] == self.present
                    and self.was(who, PROPOSING, unit=None)
                    and self.was(actor, CONFIRMING, unit=head_of(body["base"]) or "")
                )
                if not agreed:
                    self.lone.append(body["pack"])
                self.since[body["pack"]] = body["since"]
                self.present = body["pack"]

    def begin(self, packs: dict[str, int]) -> None:
        """An institution begins once; whatever comes later without a second person is nobody's agreement."""
        if self.present is not None:
            self.lone += packs
        self.since |= packs
        self.present = max(packs, key=lambda one: packs[one])

    def was(self, actor: str, roles: frozenset[str], *, unit: str | None) -> bool:
        """Whether *actor* was here then, with one of *roles* and in *unit*, as the journal tells it."""
        number = actor.removeprefix("officer:")
        place, had, here = self.people.people.get(int(number) if number.isdigit() else 0, ("", (), False))
        return here and not roles.isdisjoint(had) and unit in (None, place)


def agreed_packs(session: Session) -> dict[str, int]:
    """The packs that two people agreed on, or that the institution began with, by hash, and since when each is in force."""
    published = play(session)
    return {one: since for one, since in published.since.items() if one not in published.lone}


def check_publications(session: Session) -> Iterator[Damage]:
    """Every pack in the table that two people did not agree on, or that came into force at another time than they said."""
    published = play(session)
    rows = {row.hash: row.published_at for row in session.connection().execute(ROWS)}
    for one in sorted({*rows, *published.since}, key=str):
        fault = None
        if one not in published.since or one in published.lone:
            fault = Fault.FORGED
        elif one not in rows:
            fault = Fault.MISSING
        elif rows[one] != published.since[one]:
            fault = Fault.CHANGED
        if fault is not None:
            yield Damage(PACKS, 0, 0, fault, f"pack {str(one)[:12]}")


def play(session: Session) -> Published:
    """What the institution's journal comes to."""

    @cache
    def head_of(pack: str) -> str | None:
        return head_office(session, pack)

    published = Published()
    for row in session.connection().execute(CHAIN):
        try:
            stored = msgspec.json.decode(row.body, type=dict[str, Any])
            published.hear(stored["sequence"], stored["actor"], stored["act"], stored["body"], head_of)
        except (msgspec.MsgspecError, TypeError, ValueError, KeyError, AttributeError):
            continue  # such an entry is named where the chain itself is checked
    return published


def head_office(session: Session, pack: str) -> str | None:
    """Which unit is the head office by the stored pack of that hash; None where there is none, or somebody damaged it.

    A pack is a megabyte of text: it is read only where somebody's confirmation rests on it.
    """
    row = session.connection().execute(OFFICE, {"hash": pack}).one_or_none()
    try:
        files = row.files if isinstance(row.files, dict) else msgspec.json.decode(row.files)  # type: ignore[union-attr]
        return str(read_document("institution.yaml", files["institution.yaml"]).data["head_office"])
    except (msgspec.MsgspecError, PackFault, AttributeError, TypeError, KeyError):
        return None
