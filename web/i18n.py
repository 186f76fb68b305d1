"""Three languages in one process: their texts, read when they are first spoken, and how each writes days, sums and numbers.

Who is being spoken to is a `Voice` in a context variable: set once a request, read by templates and by Python alike,
also in handler threads (context variables travel with them).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.localedata import load
from babel.numbers import format_decimal

from web.catalogue import Catalogue, read_catalogue

LOCALE = Path(__file__).parent / "locale"
NO_BREAK = "\u00a0"
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
# British English puts the day before the month, as people here do.
SPELLING = {"en": "en_GB"}
NEVER_SAID = (
    "unit_patterns", "unit_display_names", "compound_unit_patterns", "time_zones", "meta_zones", "currency_names",
    "currency_names_plural", "interval_formats", "date_fields", "compact_currency_formats", "compact_decimal_formats",
)  # fmt: skip
"""What Babel knows of a language and no page asks for: names of units, zones and currencies, two thirds of its rules."""


class Voice(msgspec.Struct, frozen=True):
    """How to speak on one page: the language, the institution's zone and currency, and the page's moment."""

    language: str = "kk"
    zone: ZoneInfo = msgspec.field(default_factory=lambda: ZoneInfo("UTC"))
    currency: str = "KZT"
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def locale(self) -> Locale:
        """Babel's rules for the language."""
        return rules(self.language)

    @property
    def today(self) -> date:
        """The day in the institution's zone."""
        return self.now.astimezone(self.zone).date()


_voice: ContextVar[Voice | None] = ContextVar("voice", default=None)
_FALLBACK = Voice()


@cache
def rules(language: str) -> Locale:
    """Babel's rules for *language*, without what is never said. Babel keeps what it has read, so it is taken out there."""
    locale = Locale.parse(SPELLING.get(language, language))
    for name in (*inherited(str(locale)), "root"):
        for part in NEVER_SAID:
            load(name).pop(part, None)
    return locale


def inherited(name: str) -> Iterator[str]:
    """A locale and those that its rules are made of, the root's aside: en_GB, en_001, en."""
    while name:
        yield name
        name = get_global("parent_exceptions").get(name) or name.rpartition("_")[0]
        if name == "root":
            return


@cache
def zone(name: str) -> ZoneInfo:
    """The institution's time zone by its name."""
    return ZoneInfo(name)


def voice() -> Voice:
    """The voice of the page being made."""
    return _voice.get() or _FALLBACK


def speak(one: Voice) -> None:
    """Use this voice for the rest of the request."""
    _voice.set(one)


@contextmanager
def speaking(one: Voice) -> Iterator[None]:
    """Use this voice inside the block."""
    token = _voice.set(one)
    try:
        yield
    finally:
        _voice.reset(token)


@cache
def catalogue(language: str) -> Catalogue:
    """All texts of one language, from `locale/<language>/*.po`."""
    return read_catalogue(sorted((LOCALE / language).glob("*.po")))


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a text of a table for translation; `gettext` translates it when it is shown."""
    return message


def gettext(message: str, **values: object) -> str:
    """The text in the page's language, with %(named)s values. A per cent sign is written %%."""
    return catalogue(voice().language).gettext(message) % values


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The text for a count, with %(num)s and other named values."""
    if not values:
        return _counted(one, many, number, voice().language)
    return catalogue(voice().language).ngettext(one, many, number) % {"num": whole(number), **values}


@lru_cache(maxsize=4096)
def _counted(one: str, many: str, number: int, language: str) -> str:
    """Kept: a queue says of fifty cases that three days are left."""
    return catalogue(language).ngettext(one, many, number) % {"num": _whole(number, language)}


def label(words: Mapping[str, str] | str | None) -> str:
    """A pack's words `{kk, ru, en}` in the page's language; plain text as it is; nothing for nothing."""
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    return words.get(voice().language) or next(iter(words.values()), "")


def local_day(day: date) -> date:
    """The calendar day in the institution's zone. A moment without a zone is an error: Babel would read it as UTC."""
    if isinstance(day, datetime):
        if day.tzinfo is None:
            raise ValueError("a moment without a zone")
        return day.astimezone(voice().zone).date()
    return day


def day(value: date | str) -> str:
    """23.11.2026 in every language; a partial date keeps what is known: 11.2026, 2026.

    Babel's short Kazakh pattern gives two-digit years, and people here write the day first in all three languages.
    """
    if isinstance(value, str):
        return ".".join(reversed(value.split("-")))
    known = local_day(value)
    return f"{known.day:02}.{known.month:02}.{known.year:04}"  # a third of what `strftime` takes


def long_day(value: date) -> str:
    """2026 ж. 23 қараша, 23 ноября 2026 г., 23 November 2026."""
    return _joined(format_date(local_day(value), format="long", locale=voice().locale))


def weekday(value: date) -> str:
    """дүйсенбі, понедельник, Monday."""
    return format_date(value, format="EEEE", locale=voice().locale)


def month(value: date) -> str:
    """2026 ж. қараша, ноябрь 2026 г., November 2026."""
    return _joined(format_skeleton("yMMMM", local_day(value), locale=voice().locale))


def moment(value: datetime) -> str:
    """23.11.2026, 23:05 in the institution's zone."""
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return f"{value.astimezone(voice().zone):%d.%m.%Y, %H:%M}"


def clock(value: datetime) -> str:
    """23:05 in the institution's zone."""
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    return f"{value.astimezone(voice().zone):%H:%M}"


def whole(number: int) -> str:
    """15 000 in Kazakh and Russian, 15,000 in English."""
    return _whole(number, voice().language)


@lru_cache(maxsize=4096)
def _whole(number: int, language: str) -> str:
    """Kept, because a queue draws the same small numbers over and over, and Babel takes a fifth of a millisecond for one."""
    return _joined(format_decimal(number, locale=rules(language)))


def decimal(number: float | Decimal, digits: int = 1) -> str:
    """A number with at most so many digits after the mark of the language."""
    return _joined(format_decimal(round(float(number), digits), format=f"#,##0.{'#' * digits}", locale=voice().locale))


def percent(share: float) -> str:
    """15,3 % from 0.153; Russian and Kazakh put a space before the sign."""
    return decimal(share * 100) + ("%" if voice().language == "en" else f"{NO_BREAK}%")


def money(amount: Decimal | int | str) -> str:
    """15 000,00 ₸: one way in all three languages, as on bills and in court."""
    sum_ = format_decimal(Decimal(str(amount)), format="#,##0.00", locale=rules("ru"))
    return f"{_joined(sum_)}{NO_BREAK}{currency_sign()}"


SIGNS = {"KZT": "₸", "EUR": "€", "USD": "$", "KGS": "сом", "UZS": "soʻm"}


def days_left(due: date) -> str:
    """How long until a day that law or promise sets: "3 days left", "today", "2 days late".

    Of a moment that is less than a day away, hours or minutes.
    """
    if isinstance(due, datetime):
        left = due - voice().now
        if abs(left) < timedelta(days=1):
            return _hours_left(left)
    days = (local_day(due) - voice().today).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(num)s day left", "%(num)s days left", days)
    return ngettext("%(num)s day late", "%(num)s days late", -days)


def currency_sign() -> str:
    """₸ for tenge."""
    return SIGNS.get(voice().currency, voice().currency)


def _hours_left(left: timedelta) -> str:
    minutes = int(abs(left).total_seconds() // 60)
    late = left < timedelta()
    if minutes < 60:
        return (
            ngettext("%(num)s minute late", "%(num)s minutes late", minutes)
            if late
            else ngettext("%(num)s minute left", "%(num)s minutes left", minutes)
        )
    hours = minutes // 60
    if late:
        return ngettext("%(num)s hour late", "%(num)s hours late", hours)
    return ngettext("%(num)s hour left", "%(num)s hours left", hours)


def language_name(language: str) -> str:
    """What speakers call their language."""
    return NAMES.get(language) or str(rules(language).get_display_name() or language)


def _joined(text: str) -> str:
    """Every kind of space inside a date or number as one that neither breaks nor is missing from the font."""
    return text.replace(" ", NO_BREAK).replace("\u202f", NO_BREAK)
