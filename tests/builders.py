"""A founded house with staff, and complaints to put into it: what database, web and journey tests start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from secrets import token_bytes
from typing import Any

from hypothesis.vendor.pretty import RepresentationPrinter

from cases.acts import acting
from cases.database import Database
from cases.doors import staff
from cases.doors.founding import found_institution
from cases.filing import intake
from cases.filing.filing import Receipt
from cases.packs import jurisdiction, packs
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets, new_secrets
from cases.settings import PACKS
from cases.vault import totp
from cases.vault.keyring import Keyring
from cases.vault.stretching import Cost
from cases.viewer import Nobody, Officer, System, Viewer
from tests.harness.foundings import Founding

CHEAP = Cost(memory_kib=64, passes=1)
PASSPHRASE = "seven quiet storks over the salt lake"
ORDINARY: Mapping[str, Sequence[str]] = {
    "danger_24h": ["no"],
    "filed_by": ["self"],
    "track": ["harassment"],
    "story": ["The manager keeps grabbing my hand when we are alone."],
    "region": ["KZ-39"],
    "contact_route": ["code_only"],
    "body_kind": ["local"],
    "about_us": ["no"],
    "identity": ["named"],
    "consents": ["processing"],
}
"""Answers to the core questionnaire as its form sends them: named, not urgent, Kostanay region."""


@cache
def kazakhstan() -> Pack:
    """The Kazakhstan pack, loaded once a test process: it is frozen."""
    return jurisdiction.load_pack(jurisdiction.read_folder(PACKS / "kz"))


@dataclass
class Clock:
    """The time of a house; a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        """On by so many days, hours, minutes…"""
        self.now += timedelta(**by)
        return self.now


@dataclass
class House:
    """A founded institution in a test's database."""

    database: Database
    pack: Pack
    secrets: Secrets
    clock: Clock
    officers: dict[str, Officer] = field(default_factory=dict)
    totp_secrets: dict[str, str] = field(default_factory=dict)
    keyring: Keyring = field(default_factory=Keyring)
    lot: Random = field(default_factory=lambda: Random(7))

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: FBT001 (the printer calls it so)
        """Print less than a whole pack, with which a property that fails would hang for an hour."""
        printer.text(f"<House of {len(self.officers)} officers>")

    def officer(self, username: str) -> Officer:
        return self.officers[username]

    def employ(self, username: str, unit: str, *roles: str) -> Officer:
        """A new member of staff with PASSPHRASE and a TOTP secret of their own."""
        secret = totp.new_totp_secret()
        new = staff.prepare_officer(
            username=username, name=username.title(), unit=unit, roles=roles, languages=("kk", "ru", "en"), passphrase=PASSPHRASE,
            totp_secret=secret, secrets=self.secrets, by_keys=self.keyring,
        )  # fmt: skip
        officer_id = self.database.write(staff.add_officer, new, viewer=System(), at=self.clock())
        keys = {place: key for place, key in self.keyring.units.items() if place[0] == unit}
        hired = Officer(
            officer_id,
            username,
            username.title(),
            unit,
            frozenset(roles),
            ("kk", "ru", "en"),
            Keyring(units=keys),
            self.secrets.pinned,
        )
        self.officers[username], self.totp_secrets[username] = hired, secret
        return hired

    def moved_to(self, database: Database, *, at: datetime) -> "House":
        """The same house and people in another *database*, its clock at *at*."""
        return House(
            database, self.pack, self.secrets, Clock(at), {**self.officers}, {**self.totp_secrets}, self.keyring
        )

    def totp(self, username: str) -> str:
        """The code on the officer's telephone now."""
        return totp.code_at(self.totp_secrets[username], self.clock())

    def file(
        self, *, language: str = "ru", channel: str = "web", submission: bytes | None = None, **answers: Any
    ) -> Receipt:
        """File the ordinary complaint with other *answers* (one text or several; None leaves a question out)."""
        return intake.receive(
            self.database, raw_answers(**answers), pack=self.pack, secrets=self.secrets, language=language, channel=channel,
            submission=submission or token_bytes(16), viewer=Nobody(), at=self.clock(),
        )  # fmt: skip

    def act(
        self, reference: str, act: str, *, by: Viewer | str, number: int = 1, version: int | None = None, key: str | None = None,
        **answers: Any,
    ) -> acting.Acted:  # fmt: skip
        """One act on a proceeding of the case, now."""
        viewer = self.officer(by) if isinstance(by, str) else by
        return self.database.write(
            acting.record_act, reference, number, act, as_raw(answers), pack=self.pack, key=key or token_bytes(8).hex(),
            version=version, viewer=viewer, at=self.clock(),
        )  # fmt: skip


_kept: dict[tuple[datetime, bool], tuple[Founding, House]] = {}


def found_house(database: Database, *, at: datetime, staffed: bool = True, secrets: Secrets | None = None) -> House:
    """Found the Kazakhstan institution; *staffed* gives Kostanay, Almaty, head office and integrity their people.

    Who founds at the same moment again gets the same people with the same keys. *secrets*: those of a folder, for what
    reads them from there.
    """
    if secrets is not None:
        return found_anew(database, secrets, at=at, staffed=staffed)
    if (at, staffed) not in _kept:
        house = found_anew(database, new_secrets(code_cost=CHEAP, staff_cost=CHEAP), at=at, staffed=staffed)
        _kept[at, staffed] = Founding.of(database), house.moved_to(database, at=at)
        return house
    founding, kept = _kept[at, staffed]
    founding.put_into(database)
    return kept.moved_to(database, at=at)


def found_anew(database: Database, secrets: Secrets, *, at: datetime, staffed: bool) -> House:
    pack = kazakhstan()
    database.write(packs.found, pack, name="kz", viewer=System(), at=at)
    founding = database.write(
        found_institution, list(pack.units.values()), directory=secrets.directory, viewer=System(), at=at
    )
    house = House(database, pack, secrets, Clock(at), keyring=founding.keyring)
    if staffed:
        for place in ("39", "75"):
            house.employ(f"caseworker.{place}", f"KZ-{place}", "caseworker", "intake")
            house.employ(f"representative.{place}", f"KZ-{place}", "representative")
        house.employ("supervisor.ho", "KZ-HO", "supervisor")
        house.employ("caseworker.ho", "KZ-HO", "caseworker", "intake")
        house.employ("integrity.in", "KZ-IN", "integrity")
        house.employ("integrity2.in", "KZ-IN", "integrity")
        house.employ("auditor.ho", "KZ-HO", "auditor")
    return house


def raw_answers(**answers: Any) -> dict[str, list[str]]:
    """The ordinary complaint's answers with others put in their place."""
    return as_raw({**ORDINARY, **answers})


def as_raw(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
        for name, value in answers.items()
        if value is not None
    }
