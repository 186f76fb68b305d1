"""Rules of languages are read without what no page says; what pages say is as Babel has it."""

import subprocess
import sys

AS_BABEL = """
from datetime import date
from babel import Locale, localedata
from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_decimal
from web import i18n

DAY = date(2026, 11, 23)


def said(locale):
    return (
        format_date(DAY, format="long", locale=locale), format_date(DAY, format="EEEE", locale=locale),
        format_skeleton("yMMMM", DAY, locale=locale), format_decimal(-15000.25, locale=locale),
        dict(get_day_names("wide", context="stand-alone", locale=locale)), dict(get_day_names("abbreviated", locale=locale)),
        locale.get_display_name(),
    )


spelt = {"kk": "kk", "ru": "ru", "en": "en_GB", "uz": "uz"}
before = {language: said(Locale.parse(name)) for language, name in spelt.items()}
held = {name: len(str(localedata.load(name))) for name in ("root", "en", "en_001", *spelt.values())}
after = {language: said(i18n.rules(language)) for language in spelt}
assert before == after, (before, after)
for name, size in held.items():
    assert len(str(localedata.load(name))) < 0.7 * size, name
assert i18n.language_name("uz").startswith("o")
"""


def test_what_is_said_is_said_as_before_by_a_third_of_the_rules() -> None:
    """In a process of its own: the rules are the process's."""
    done = subprocess.run([sys.executable, "-c", AS_BABEL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
