"""What a doctor looks at without the database: folders, room, clock, and programs and services beside us."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.backups.listing import last_backup
from cases.backups.places import is_bucket
from cases.backups.secrets_copies import secrets_too_old
from cases.errors import ArashaError
from cases.evidence import clamd
from cases.evidence.store import open_store
from cases.filing.paper import draw_pdf
from cases.operations.findings import Finding, bad, good, mind
from cases.operations.newest_backup import BACKED_UP_WITHIN
from cases.operations.store_pulse import answers
from cases.sending.post import open_mail
from cases.settings import Settings
from cases.viewer import Viewer

LITTLE = 2 * 1024**3
"""Bytes of free room below which it is worth a look: one file that somebody sends may be as large."""
NEARLY_NONE = 256 * 1024**2
CLOCKS_DIFFER = timedelta(seconds=30)
PATIENCE_S = 5.0


def look_at_folders(settings: Settings) -> Iterator[Finding]:
    """Nobody else on the machine reads the data or the secrets."""
    for name, folder in (("data folder", settings.data), ("secrets folder", settings.secrets)):
        if not folder.is_dir():
            yield bad(name, f"{folder} is not there")
            continue
        found = folder.stat()
        if stat.S_IMODE(found.st_mode) & 0o077:
            yield bad(name, f"others on this machine may enter {folder}: chmod 700 {folder}")
        elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield bad(name, f"this account may not write to {folder}")
        else:
            yield good(name, f"{folder}, ours alone")
    loose = [path for path in sorted(settings.secrets.glob("*")) if readable_by_others(path)]
    if loose:
        yield bad("secrets", f"others may read {loose[0]}: chmod 600 {loose[0]}")


def readable_by_others(path: Path) -> bool:
    private = not path.name.endswith(".public")
    return private and path.is_file() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def look_at_room(settings: Settings) -> Iterator[Finding]:
    """Free room where something is written."""
    wanted = [
        settings.data,
        *([Path(settings.evidence)] if settings.evidence and "://" not in settings.evidence else []),
    ]
    wanted += [Path(settings.backup)] if settings.backup and not is_bucket(settings.backup) else []
    for folder in wanted:
        if not folder.is_dir():
            continue
        free = shutil.disk_usage(folder).free
        words = f"{free / 1024**3:.1f} GiB free in {folder}"
        yield (bad if free < NEARLY_NONE else mind if free < LITTLE else good)("room", words)


def look_at_clock(session: Session, *, viewer: Viewer, at: datetime) -> Finding:
    """The clock of this machine beside the database server's: two that differ ring alarms at two times."""
    if session.connection().dialect.name != "postgresql":
        return good("clock", f"{at:%Y-%m-%d %H:%M:%S} UTC; compare it with a watch")
    theirs: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs(theirs - at)
    words = f"{apart.total_seconds():.0f} s from the database server's"
    return bad("clock", words) if apart > CLOCKS_DIFFER else good("clock", words)


def look_at_store(settings: Settings) -> Finding:
    """Whether files can be laid down and fetched."""
    try:
        found = answers(open_store(settings))
    except ArashaError:
        found = False
    where = settings.evidence or "the data folder"
    return good("store of files", f"{where} answers") if found else bad("store of files", f"{where} does not answer")


def look_at_scanner(settings: Settings) -> Finding:
    """Whether clamd answers PING."""
    if not settings.clamd:
        return mind("virus scanner", "none is set up (ARASHA_CLAMD): files are given out unscanned, and say so")
    try:
        with closing(clamd.connect(settings.clamd)) as line:
            line.settimeout(PATIENCE_S)
            line.sendall(b"zPING\0")
            answer = clamd.read_answer(line)
    except OSError:
        answer = ""
    if answer == "PONG":
        return good("virus scanner", "clamd answers")
    return bad("virus scanner", f"clamd does not answer; until it does files are {settings.clamd_down}")


def look_at_channels(settings: Settings) -> Iterator[Finding]:
    """Whether alerts have a way out, and whether somebody is at its other end. Nothing is sent."""
    if not settings.smtp and not settings.gateway:
        yield bad("alerts", "no mail server and no gateway: an urgent case rings nobody (ARASHA_SMTP, ARASHA_GATEWAY)")
    if settings.gateway:
        yield good("gateway", "set up; the test alarm on Fridays shows whether it rings")
    if settings.smtp:
        try:
            server = open_mail(settings).server
            with closing(socket.create_connection((server.host, server.port), timeout=PATIENCE_S)):
                yield good("mail server", f"{server.host} answers")
        except ArashaError as error:
            yield bad("mail server", f"is not set up as it should be ({type(error).__name__})")
        except OSError:
            yield bad("mail server", "does not answer: ARASHA_SMTP")


def look_at_backups(settings: Settings, at: datetime) -> Finding:
    """How old the newest whole backup is."""
    if not settings.backup:
        return bad("backup", "none is set up: ARASHA_BACKUP, ARASHA_BACKUP_KEY, ARASHA_BACKUP_SHRED")
    if settings.backup_shred and (old := secrets_too_old(Path(settings.backup_shred), at=at)):
        return bad("backup", f"{old} is older than 35 days: what was shredded meanwhile still opens with it; remove it")
    try:
        newest = last_backup(settings)
    except ArashaError as error:
        return bad(
            "backup", f"{settings.backup} does not answer or is not set up as it should be ({type(error).__name__})"
        )
    if newest is None:
        return bad("backup", f"there is none in {settings.backup}")
    words = f"the newest is of {newest:%Y-%m-%d %H:%M} UTC"
    return bad("backup", words) if at - newest > BACKED_UP_WITHIN else good("backup", words)


TRIAL = """\
#let data = json(bytes(sys.inputs.data))
#set document(title: data.words)
#set text(font: "Libertinus Serif", lang: "kk")
#data.words
"""
KAZAKH = "Әділ ғұмыр, өкініш һәм үміт: қаңтар"


def look_at_papers() -> Finding:
    """Whether a paper can be drawn in Kazakh: drawn, and read again from what was drawn."""
    try:
        drawn = draw_pdf(TRIAL, {"words": KAZAKH})
        read = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_bounded()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the drawing library is what is to be told
        return bad("papers", f"a PDF cannot be drawn ({type(error).__name__})")
    if KAZAKH not in read:
        return bad("papers", "the fonts lack letters of Kazakh")
    return good("papers", "a PDF is drawn, with every letter of Kazakh")
