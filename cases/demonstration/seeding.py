"""Three years of made-up cases, filed and handled through the use cases; many in one transaction, to take under a minute."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy.orm import Session

from cases import casefile, intake
from cases.database import Database
from cases.demonstration.beside import begin_own_cases, note_who_is_away
from cases.demonstration.casting import Cast, gather
from cases.demonstration.inventing import Words
from cases.demonstration.living import LIFE, Story, live
from cases.filing import Filing, file_complaint
from cases.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.vault.codes import Code, new_code
from cases.viewer import Nobody, Officer, System, Viewer

CHANNELS = ("web", "web", "web", "paper", "phone", "visit")
HERE = Path(__file__).parent
YEARS = timedelta(days=3 * 365)
BATCH = 50
"""Cases a transaction: the commit's fsync is paid once for all of them."""
WITH_CODE = 40
"""How many get a receipt code: each costs an Argon2, and nobody tries more (design 09)."""
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


@dataclass(frozen=True)
class Made:
    """One case that is ready to be written and lived."""

    filing: Filing
    story: Story
    words: Words
    cast: Cast
    nickname: str | None


@dataclass(frozen=True)
class Tales:
    """The files of this folder."""

    stories: Mapping[str, Any]
    lives: Mapping[str, Any]


def seed_cases(
    database: Database, pack: Pack, secrets: Secrets, officers: Sequence[Officer], *,
    how_many: int, lot: Random, until: datetime, say: Callable[[str], None],
) -> list[tuple[str, str]]:  # fmt: skip
    """File and handle *how_many* made-up cases over the three years before *until*, showing a bar.

    Gives (reference, code) of the few that have a receipt code.
    """
    codes: list[tuple[str, str]] = []
    tales = Tales(read_yaml("stories"), read_yaml("lives"))
    moments = sorted(arrival(lot, until) for _ in range(how_many))
    keep_codes = set(lot.sample(range(how_many), k=min(WITH_CODE, how_many)))
    for first in range(0, how_many, BATCH):
        batch = [
            make(
                database,
                pack,
                secrets,
                officers=officers,
                tales=tales,
                lot=lot,
                code=new_code() if number in keep_codes else None,
                at=at,
                until=until,
            )
            for number, at in enumerate(moments[first : first + BATCH], start=first)
        ]
        codes += database.write(write_batch, batch, pack=pack, lot_seed=lot.random(), until=until, viewer=System())
        show_bar(min(first + BATCH, how_many), how_many, say)
    language = pack.languages[0]
    words = Words(*(tales.stories[f"{who}_words"][language] for who in ("officer", "complainant", "respondent")))
    begin_own_cases(database, pack, secrets, officers, lives=tales.lives, words=words, lot=lot, until=until)
    note_who_is_away(database, pack, officers, tales.lives, lot=lot, at=until)
    return codes


def read_yaml(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def arrival(lot: Random, until: datetime) -> datetime:
    """More in later years, as in life; mostly by day."""
    days = YEARS.days * lot.random() ** 1.4
    moment = until - timedelta(days=days)
    hour = min(23, max(0, round(lot.gauss(8, 4))))
    return min(moment.replace(hour=hour, minute=lot.randrange(60)), until - timedelta(minutes=5))


def make(
    database: Database, pack: Pack, secrets: Secrets, *,
    officers: Sequence[Officer], tales: Tales, lot: Random, code: Code | None, at: datetime, until: datetime,
) -> Made:  # fmt: skip
    """Invent a complaint, prepare it as the public form does, and decide how its life will go."""
    language, track = lot.choice(LANGUAGES), lot.choice(TRACKS)
    region = lot.choice([unit for unit in pack.units.values() if unit.kind == "region"])
    raw = invented_answers(
        pack, tales, lot, language=language, track=track, region=region.code, place=region.seat[language]
    )
    filing = intake.prepare(
        database, raw, pack=pack, secrets=secrets, language=language, channel=lot.choice(CHANNELS),
        submission=lot.randbytes(16), code=code, viewer=Nobody(), at=at,
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
    )
    nickname = lot.choice(tales.stories["nicknames"][track][language]) if lot.random() < 0.4 else None
    house, head_office = gather(officers, pack)
    return Made(filing, story, words, Cast(house, head_office, lot.randrange(60)), nickname)


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


def write_batch(
    session: Session, batch: Sequence[Made], *, pack: Pack, lot_seed: float, until: datetime, viewer: Viewer
) -> list[tuple[str, str]]:
    """File and live a batch in one transaction. The lot starts from a seed, because a use case may be run again."""
    codes = []
    lot = Random(lot_seed)  # noqa: S311 - see above
    for made in batch:
        at = made.filing.received_at
        receipt = file_complaint(session, made.filing, pack=pack, viewer=Nobody(), at=at)
        if made.nickname:
            casefile.rename(
                session, receipt.reference, made.nickname, viewer=made.cast.officers(made.filing.route.lead)[0], at=at
            )
        with session.no_autoflush:  # the case's own row is written once, at the end of its life
            live(
                session, receipt.reference, receipt.complaint_id, made.story, cast=made.cast, words=made.words, pack=pack,
                lot=lot, at=at, until=until,
            )  # fmt: skip
        if receipt.code:
            codes.append((receipt.reference, receipt.code))
    return codes


def show_bar(done: int, total: int, say: Callable[[str], None]) -> None:
    filled = 30 * done // total
    say(
        f"\r  made-up cases [{'█' * filled}{'·' * (30 - filled)}] {done:,} of {total:,}"
        + ("\n" if done == total else "")
    )
