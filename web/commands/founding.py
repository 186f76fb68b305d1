"""`arasha init`: founds a real institution and writes what has to be printed, once."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from cases import jurisdiction
from cases.doors.first_house import Letter, Papers, Sheets, found_house
from cases.jurisdiction import Pack
from cases.secrets_folder import pepper_sheet
from cases.settings import Settings, read_settings
from cases.unit_keys.recovering import NewRecovery
from cases.vault.recovery import FEWEST, MOST
from web.app import machine_clock as now
from web.commands.options import settings_options

COUNT = click.IntRange(FEWEST, MOST)
PEPPER = """\
ҚҰПИЯ · СЕКРЕТНО · SECRET

Бұрыш: онсыз бірде-бір пошта жәшігі мен есептік жазба ашылмайды. Сейфте сақтаңыз.
Перец: без него не откроется ни один ящик и ни одна учётная запись. Храните в сейфе.
The pepper: without it no mailbox and no account opens. Keep it in a safe.

"""
LETTER = """\
{institution}
{unit} · {roles}

Бұл кодпен сіз өз есептік жазбаңызды ашасыз. Ол бір рет, {until} дейін жарамды.
Егер оны біреу пайдаланып қойса, әкімшіге дереу айтыңыз.
По этому коду вы создаёте свою учётную запись. Он действует один раз, до {until}.
Если им уже воспользовались, сразу сообщите администратору.
With this code you make your account. It works once, until {until}.
If somebody has used it already, tell the administrator at once.

{page}
{code}

{username}
"""
UNKNOWN_ADDRESS = "________________________________ /desk/join"
SHEET = """\
{institution}
{unit} · {number} / {sheets}

Қалпына келтіру парағы. Бөлімшенің кілтін осындай {needed} парақ ашады.
Басқа парақтардан бөлек, жабық конвертте сақтаңыз.
Лист восстановления. Ключ подразделения открывают такие листы, вместе {needed}.
Храните отдельно от других, в закрытом конверте.
A recovery sheet. Any {needed} of them open the unit's key. Keep it apart from the others, in a closed envelope.

{words}
"""


@click.command()
@settings_options
@click.option("--needed", type=COUNT, default=3, show_default=True, help="Recovery sheets that open a unit's key.")
@click.option("--sheets", type=COUNT, default=5, show_default=True, help="Recovery sheets that are made of each.")
@click.option("--papers", type=click.Path(path_type=Path), help="Folder for what is printed (DATA-papers).")
def init(data: Path | None, database: str | None, needed: int, sheets: int, papers: Path | None) -> None:
    """Found a real institution from the pack: keys, recovery sheets, and a letter for each first member. No passwords."""
    settings = read_settings(os.environ, data=data, database=database)
    if needed > sheets:
        raise click.BadParameter("no more sheets can be needed than are made")
    folder = papers or settings.data.with_name(settings.data.name + "-papers")
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} is not empty")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pack = jurisdiction.load_pack(jurisdiction.read_folder(settings.pack))
    made, secrets = found_house(settings, sheets=Sheets(needed, sheets), at=now())
    write_private(folder / "pepper.txt", PEPPER + pepper_sheet(secrets.pepper))
    for name, text in drawn(made, pack, settings):
        write_private(folder / name, text)
    click.echo(f"{pack.institution.name['en']} is founded: {len(pack.units)} units, all without members yet.")
    click.echo(
        f"Print the {len(list(folder.iterdir()))} papers in {folder}, hand them over in envelopes, and delete it."
    )
    if not settings.address:
        click.echo("ARASHA_ADDRESS is not set: write the address that people type on each letter, before /desk/join.")
    click.echo(f"Then start it: arasha serve --data {settings.data}. The administrator's letter says how to begin.")


def drawn(papers: Papers, pack: Pack, settings: Settings) -> Iterator[tuple[str, str]]:
    """Names and texts of all papers but the pepper's."""
    for letter in papers.letters:
        yield f"letter-{letter.username}.txt", draw_letter(letter, pack, settings)
    for recovery in papers.recoveries:
        for number, words in enumerate(recovery.sheets, start=1):
            yield f"recovery-{recovery.unit.lower()}-{number}.txt", draw_sheet(recovery, number, words, pack)


def draw_letter(letter: Letter, pack: Pack, settings: Settings) -> str:
    zone = pack.calendar.zone
    return LETTER.format(
        institution=in_all(pack.institution.name),
        unit=in_all(pack.units[letter.unit].name),
        roles=", ".join(in_all(pack.words.roles[role]) for role in letter.roles),
        until=f"{letter.expires_at.astimezone(zone):%d.%m.%Y}",
        page=join_page(settings),
        code=letter.code,
        username=letter.username,
    )


def join_page(settings: Settings) -> str:
    """Where the letter's code is typed; a line to fill in by hand where the settings do not say (`ARASHA_ADDRESS`)."""
    return f"{settings.address.rstrip('/')}/desk/join" if settings.address else UNKNOWN_ADDRESS


def draw_sheet(recovery: NewRecovery, number: int, words: str, pack: Pack) -> str:
    every = words.split()
    lines = (
        "   ".join(f"{place + 1:>2} {word:<9}" for place, word in enumerate(every) if place // 4 == line).rstrip()
        for line in range((len(every) + 3) // 4)
    )
    return SHEET.format(
        institution=in_all(pack.institution.name),
        unit=in_all(pack.units[recovery.unit].name),
        number=number,
        sheets=len(recovery.sheets),
        needed=recovery.threshold,
        words="\n".join(lines),
    )


def in_all(label: object) -> str:
    """A label in every language, one after the other."""
    words = dict(label)  # type: ignore[call-overload]
    return " / ".join(dict.fromkeys(words.values()))


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
