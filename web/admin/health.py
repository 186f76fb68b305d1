"""How the house is: clocks that should have rung, alerts that should have gone out, the channels, and who is on duty now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency

from cases.alarms.clocks import list_put_off
from cases.anchoring import listing
from cases.database import Database
from cases.duty import roster
from cases.health import Health, look_at_health
from cases.operations import heartbeats
from cases.operations.newest_backup import BACKED_UP_WITHIN, newest_backup
from cases.operations.workers import WorkerView, list_workers
from cases.settings import Settings
from cases.viewer import Officer
from web.admin.places import draw
from web.admin.unrung import unrung_by_reason
from web.i18n import gettext, moment, ngettext
from web.kit.given import GivenPack
from web.kit.pages import Page, open_page
from web.security import Access

PATIENCE = timedelta(minutes=2)
"""What is this late may still be in somebody's hands."""
SIGNED_WITHIN = timedelta(hours=36)
"""Of the daily signature: one that is missed is seen on the next morning."""
SIGNS = {"good": ("check", "green"), "bad": ("late", "red"), "mind": ("clock", "sand")}


class Line(msgspec.Struct, frozen=True):
    """One thing that is well, to be minded, or bad; and what to do about it."""

    name: str
    state: Literal["good", "mind", "bad"]
    words: str
    todo: str = ""


@get("/admin/health", access=Access.OVERSIGHT, sync_to_thread=True)
def show_health(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    settings: NamedDependency[Settings],
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    """Whether everything that works by itself does so."""
    open_page(request)
    health = database.read(look_at_health, viewer=viewer, at=now)
    empty = database.read(roster.empty_until, pack=pack, viewer=viewer, at=now)
    anchors = database.read(listing.copies, last=1, viewer=viewer)
    heard = database.read(heartbeats.last_beat, heartbeats.WORKER, viewer=viewer)
    workers = database.read(list_workers, viewer=viewer, at=now)
    backup = database.read(newest_backup, settings=settings, viewer=viewer)
    lines = [
        pack_line(request.app.state.shelf.refused),
        keys_line(database.seen.put_back),
        worker_line(heard, workers, now),
        alarms_line(health, now),
        put_off_line(health),
        channels_line(settings),
        sending_line(health, now, silent=not channels_of(settings)),
        duty_line(empty),
        anchor_line(anchors[0].at if anchors else None, now),
        backup_line(backup, now),
    ]
    unrung = database.read(list_put_off, viewer=viewer) if health.put_off else []
    return draw(
        request, viewer, "health.html", lines=lines, signs=SIGNS, workers=workers, unrung=unrung_by_reason(unrung, pack)
    )


def pack_line(refused: str | None) -> Line:
    name = gettext("Procedures and forms")
    if refused is None:
        return Line(name, "good", gettext("Those that two people agreed on"))
    words = gettext("A pack that two people did not agree on stands in the database (%(pack)s)", pack=refused[:12])
    todo = gettext(
        "It is not worked by; the one before stays in force. Run arasha verify and find out who put it there."
    )
    return Line(name, "bad", words, todo)


def keys_line(put_back: Mapping[str, tuple[int, int]]) -> Line:
    name = gettext("Keys of units")
    if not put_back:
        return Line(name, "good", gettext("Every unit has its newest key"))
    words = gettext(
        "An older key was put back: %(units)s",
        units=", ".join(f"{unit} ({present} < {seen})" for unit, (present, seen) in sorted(put_back.items())),
    )
    todo = gettext(
        "Nothing is sealed to it. Run arasha verify. If you put an older backup back yourself, delete the file seen-keys beside"
        " the pepper."
    )
    return Line(name, "bad", words, todo)


def worker_line(heard: datetime | None, workers: Sequence[WorkerView], now: datetime) -> Line:
    """All workers together: each says it for the others. One that fell silent beside others that work is to be minded."""
    name = gettext("Background work")
    words = gettext("Last sign: %(moment)s", moment=moment(heard)) if heard else gettext("There was no sign yet")
    if heard is None or now - heard > heartbeats.SILENT:
        return Line(name, "bad", words, start_a_worker())
    if any(each.silent for each in workers):
        return Line(name, "mind", words, gettext("A process below stopped without saying so: see what became of it."))
    return Line(name, "good", words)


def start_a_worker() -> str:
    return gettext("No worker is at work. Start arasha worker, or serve with ARASHA_WORKER=yes.")


def alarms_line(health: Health, now: datetime) -> Line:
    name = gettext("Time limits")
    if health.oldest_due is None or now - health.oldest_due <= PATIENCE:
        return Line(name, "good", gettext("Every alarm has rung in time"))
    words = ngettext("%(num)s alarm is late", "%(num)s alarms are late", health.late)
    since = gettext("%(words)s; the oldest since %(moment)s", words=words, moment=moment(health.oldest_due))
    return Line(name, "bad", since, start_a_worker())


def put_off_line(health: Health) -> Line:
    name = gettext("Alarms that cannot ring")
    if not health.put_off:
        return Line(name, "good", gettext("None"))
    words = ngettext(
        "%(num)s alarm fails each time it is tried", "%(num)s alarms fail each time they are tried", health.put_off
    )
    return Line(
        name,
        "bad",
        words,
        gettext("The list below says of which cases and why; of cases kept apart you see the number only."),
    )


def channels_of(settings: Settings) -> list[str]:
    """The ways by which an alert leaves the house."""
    mail = [gettext("e-mail")] if settings.smtp else []
    return mail + ([gettext("SMS"), gettext("call")] if settings.gateway else [])


def channels_line(settings: Settings) -> Line:
    channels = channels_of(settings)
    if channels:
        return Line(gettext("Ways to reach people"), "good", ", ".join(channels))
    todo = gettext("Set up a mail server or a gateway: ARASHA_SMTP, ARASHA_GATEWAY.")
    return Line(gettext("Ways to reach people"), "bad", gettext("None: alerts stand on the duty page only"), todo)


def sending_line(health: Health, now: datetime, *, silent: bool) -> Line:
    name = gettext("Alerts")
    told = []
    if health.oldest_waiting and now - health.oldest_waiting > PATIENCE:
        words = ngettext("%(num)s alert waits", "%(num)s alerts wait", health.waiting)
        told.append(
            gettext("%(words)s; the oldest since %(moment)s", words=words, moment=moment(health.oldest_waiting))
        )
    if health.failing:
        told.append(ngettext("%(num)s failed and is tried again", "%(num)s failed and are tried again", health.failing))
    if health.given_up:
        told.append(
            ngettext(
                "%(num)s of the last day reached nobody", "%(num)s of the last day reached nobody", health.given_up
            )
        )
    if not told:
        return Line(name, "good", gettext("Everything has gone out"))
    todo = "" if silent else gettext("See whether the mail server and the gateway answer.")
    return Line(name, "bad", ". ".join(told), todo)


def duty_line(empty: datetime | None) -> Line:
    name = gettext("On duty now")
    if empty is None:
        return Line(name, "good", gettext("Somebody is on duty"))
    return Line(name, "bad", gettext("Nobody until %(moment)s", moment=moment(empty)), gettext("Fill the roster."))


def anchor_line(last: datetime | None, now: datetime) -> Line:
    name = gettext("Journal signed")
    if last is None:
        return Line(name, "mind", gettext("Not yet: it is signed once a day"))
    state: Literal["good", "bad"] = "good" if now - last < SIGNED_WITHIN else "bad"
    return Line(name, state, moment(last))


def backup_line(newest: datetime | None, now: datetime) -> Line:
    name = gettext("Backup")
    if newest is None:
        todo = gettext(
            "Set up ARASHA_BACKUP, ARASHA_BACKUP_KEY and ARASHA_BACKUP_SHRED where the background work runs."
        )
        return Line(name, "bad", gettext("There is none yet"), todo)
    words = gettext("The newest is of %(moment)s", moment=moment(newest))
    if now - newest <= BACKED_UP_WITHIN:
        return Line(name, "good", words)
    return Line(
        name, "bad", words, gettext("Run arasha backup on the machine that makes it: it says what is in the way.")
    )


routes = [show_health]
