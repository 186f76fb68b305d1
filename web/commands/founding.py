"""`arasha init`: founds a real institution and writes what has to be printed, once."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from cases.doors.first_house import Letter, Papers, Sheets, found_house
from cases.packs import jurisdiction
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import pepper_sheet
from cases.settings import Settings, read_settings
from cases.unit_keys.sheets import draw_sheet
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
    write_private(folder / "pepper.txt", (PEPPER + pepper_sheet(secrets.pepper)).encode())
    for name, content in drawn(made, pack, settings):
        write_private(folder / name, content)
    click.echo(f"{pack.institution.name['en']} is founded: {len(pack.units)} units, all without members yet.")
    click.echo(
        f"Print the {len(list(folder.iterdir()))} papers in {folder}, hand them over in envelopes, and delete it."
    )
    if not settings.address:
        click.echo("ARASHA_ADDRESS is not set: write the address that people type on each letter, before /desk/join.")
    click.echo(f"Then start it: arasha serve --data {settings.data}. The administrator's letter says how to begin.")


def drawn(papers: Papers, pack: Pack, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all papers but the pepper's."""
    for letter in papers.letters:
        yield f"letter-{letter.username}.txt", draw_letter(letter, pack, settings).encode()
    for recovery in papers.recoveries:
        for number, words in enumerate(recovery.sheets, start=1):
            sheet = draw_sheet(
                in_all(pack.units[recovery.unit].name), words, number=recovery.number, place=number,
                made=len(recovery.sheets), needed=recovery.threshold, day=now().astimezone(pack.calendar.zone).date(),
            )  # fmt: skip
            yield f"recovery-{recovery.unit.lower()}-{number}.pdf", sheet


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


def in_all(label: object) -> str:
    """A label in every language, one after the other."""
    words = dict(label)  # type: ignore[call-overload]
    return " / ".join(dict.fromkeys(words.values()))


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
