"""Made-up complaints that are ready to be written: invented, prepared as the public form does it, their lives decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import yaml

from cases.database import Database
from cases.demonstration.inventing import Words
from cases.demonstration.living import LIFE, Story
from cases.filing import intake
from cases.filing.filing import Filing
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.vault.codes import new_code
from cases.viewer import Nobody

CHANNELS = ("web", "web", "web", "paper", "phone", "visit")
HERE = Path(__file__).parent
FORGOTTEN = 0.01
"""Share of cases that were left lying: a house without any would have nothing to find late."""
FORGOTTEN_FOR = 30
"""Days after which somebody has found those."""
LANGUAGES = ("kk", "kk", "kk", "ru", "ru", "ru", "en")
TRACKS = (
    "harassment",
    "harassment",
    "detention",
    "detention",
    "detention",
    "business",
    "business",
    "environment",
    "other",
)


class Wanted(msgspec.Struct, frozen=True):
    """A batch that is to be made: when each complaint arrives, and whether it gets a receipt code."""

    moments: Sequence[tuple[datetime, bool]]
    lot_seed: float
    """Of this batch alone, so that it comes out the same whoever makes it."""
    until: datetime


class Made(msgspec.Struct, frozen=True):
    """One case that is ready to be written and lived. `turn`: whose of the officers of a unit it is."""

    filing: Filing
    story: Story
    words: Words
    turn: int
    nickname: str | None


class Tales(msgspec.Struct, frozen=True):
    """The files of this folder."""

    stories: Mapping[str, Any]
    lives: Mapping[str, Any]


def read_yaml(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def read_tales() -> Tales:
    return Tales(read_yaml("stories"), read_yaml("lives"))


def make_batch(database: Database, pack: Pack, secrets: Secrets, wanted: Wanted, *, tales: Tales) -> list[Made]:
    """Everything of a batch but its rows."""
    lot = Random(wanted.lot_seed)  # noqa: S311 - made-up lives want the same lot every time, secrets come from elsewhere
    return [
        make(database, pack, secrets, tales=tales, lot=lot, with_code=with_code, at=at, until=wanted.until)
        for at, with_code in wanted.moments
    ]


def make(
    database: Database, pack: Pack, secrets: Secrets, *,
    tales: Tales, lot: Random, with_code: bool, at: datetime, until: datetime,
) -> Made:  # fmt: skip
    """Invent a complaint, prepare it as the public form does, and decide how its life will go."""
    language, track = lot.choice(LANGUAGES), lot.choice(TRACKS)
    region = lot.choice([unit for unit in pack.units.values() if unit.kind == "region"])
    raw = invented_answers(
        pack, tales, lot, language=language, track=track, region=region.code, place=region.seat[language]
    )
    filing = intake.prepare(
        database, raw, pack=pack, secrets=secrets, language=language, channel=lot.choice(CHANNELS),
        submission=lot.randbytes(16), code=new_code() if with_code else None, viewer=Nobody(), at=at,
    )  # fmt: skip
    procedure = filing.route.procedure
    urgent = filing.route.urgency == LIFE
    life = choose_life(tales.lives["lives"][procedure], lot, days=(until - at).days, urgent=urgent)
    story = Story(
        life["steps"], tales.lives["otherwise"][procedure], "recent" in life, tales.lives["habits"], tales.lives["late"]
    )
    words = Words(
        tales.stories["officer_words"][language],
        tales.stories["complainant_words"][language],
        tales.stories["respondent_words"][language],
        tales.stories["bodies"][track],
    )
    nickname = lot.choice(tales.stories["nicknames"][track][language]) if lot.random() < 0.4 else None
    return Made(filing, story, words, lot.randrange(60), nickname)


def choose_life(lives: Sequence[Mapping[str, Any]], lot: Random, *, days: int, urgent: bool) -> Mapping[str, Any]:
    """A life by weight; one that stops half-way only for a case of few enough *days* ago, or a forgotten one, never urgent."""
    forgotten = not urgent and days <= FORGOTTEN_FOR and lot.random() < FORGOTTEN
    fitting = [life for life in lives if forgotten or days <= life.get("recent", days)]
    return lot.choices(fitting, weights=[life["weight"] for life in fitting])[0]


def invented_answers(
    pack: Pack, tales: Tales, lot: Random, *, language: str, track: str, region: str, place: str
) -> dict[str, list[str]]:
    """Answers to the core questionnaire, as its form would send them."""
    story = lot.choice(tales.stories[track][language]).replace("{place}", place)
    raw = {
        "danger_24h": [lot.choices(("no", "unsure", "yes"), weights=(80, 16, 4))[0]],
        "filed_by": [lot.choices(("self", "relative", "lawyer"), weights=(70, 20, 10))[0]],
        "track": [track],
        "story": [story],
        "region": [region],
        "ongoing": [lot.choice(("true", "false"))],
        "contact_route": ["code_only"],
        "shared_phone": [lot.choice(("yes", "no"))],
        "about_us": [lot.choices(("no", "our_staff"), weights=(985, 15))[0]],
        "identity": [lot.choices(("named", "confidential", "anonymous"), weights=(75, 17, 8))[0]],
        "respondent_may_know": [lot.choice(("yes", "without_name", "no"))],
        "consents": ["processing"],
    }
    local = [code for code, entry in pack.registers["facilities"].items() if entry.region == region]
    if track == "detention" and local:
        raw |= {"facility": [lot.choice(local)], "body_kind": ["facility"]}
    elif track in {"harassment", "business"}:
        raw["body_kind"] = [lot.choices(("private", "local", "national_company"), weights=(70, 24, 6))[0]]
    else:
        raw["body_kind"] = [lot.choices(("local", "central", "private"), weights=(70, 8, 22))[0]]
    if raw["danger_24h"] == ["yes"]:
        return {name: raw[name] for name in ("danger_24h", "track", "story", "region")}
    return raw
