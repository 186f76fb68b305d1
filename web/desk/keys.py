"""Keys as a member of staff meets them: their own digits, who waits to be let in, their unit's key, their passphrase."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.errors import (
    FingerprintDiffers,
    MembersChanged,
    NoSuchOfficer,
    ResetGone,
    SignInRefused,
    UnsignedKey,
    WeakPassphrase,
)  # fmt: skip
from cases.secrets_folder import Secrets
from cases.unit_keys import shown
from cases.unit_keys.admitting import admit_member
from cases.unit_keys.own_passphrase import change_passphrase
from cases.unit_keys.recovering import keep_recovery, make_recovery, next_number
from cases.unit_keys.renewing import renew_unit
from cases.unit_keys.resetting import make_new_key
from cases.vault.passphrases import suggest
from cases.vault.recovery import FEWEST, MOST
from cases.viewer import Officer
from web.desk.handing_out import read_number
from web.i18n import N_
from web.kit.forms import Form
from web.kit.pages import Page, done_words, page, redirect
from web.kit.slowing import note_wrong, wait_at
from web.kit.waiting_room import STAFF
from web.security import Access, drop_staff_cookie

KEYS = "/desk/keys"
USUAL = (3, 5)
"""Sheets that are needed and that are made, as the form proposes."""
DONE = {
    "admitted": N_("The new member can open your unit's cases now"),
    "renewed": N_("Your unit has a new key"),
    "going": N_("Not all cases have gone over to the new key yet"),
}
REASONS = {
    "left": N_("Somebody who held it has left."),
    "moved": N_("Somebody who held it works elsewhere now."),
    "compromised": N_("Somebody else may know a member's passphrase."),
    "recovered": N_("It was opened with recovery sheets."),
    "chosen": N_("A member chose to."),
}
WEAK = {
    "short": N_("Use at least 15 characters: several words are easiest"),
    "repeated": N_("Use more different characters"),
    "run": N_("Do not walk along the keyboard or the alphabet"),
    "named": N_("Leave your own name out of it"),
}
DIFFER = N_(
    "These are not the digits of this person's key. Compare again; if they still differ, tell your administrator."
)
CHANGED = N_("Others hold the key now than a moment ago. Look at the list again.")
UNSIGNED = N_(
    "A key is not as the institution signed it, so nothing was sealed to it. Tell your administrator at once."
)
WRONG = N_("This is not your present passphrase")
GONE = N_("This number is used up or too old, or the code is wrong. Ask your administrator for a new number.")
COUNTS = N_("Choose 2 to 16 sheets, and no more of them to be needed than there are")


@get(KEYS, access=Access.STAFF, sync_to_thread=True)
def show_keys(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
) -> Page:
    return draw(request, database, viewer, done=done_words(request, DONE))


@post("/desk/keys/members/{officer:str}", access=Access.CASEWORK, sync_to_thread=True)
def admit(
    request: Request,  # type: ignore[type-arg]
    *,
    officer: FromPath[str],
    database: NamedDependency[Database],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Let a new member in, after their digits were compared."""
    digits = form.one("digits")
    try:
        database.write(admit_member, read_number(officer), compared=digits, viewer=viewer, at=now)
    except FingerprintDiffers:
        return draw(request, database, viewer, problems={f"digits-{officer}": DIFFER}, typed={"digits": digits})
    except UnsignedKey:
        return draw(request, database, viewer, problems={f"digits-{officer}": UNSIGNED})
    except NoSuchOfficer:
        return redirect(request, KEYS)
    return redirect(request, KEYS, query={"done": "admitted"})


@post("/desk/keys/renewal", access=Access.CASEWORK, sync_to_thread=True)
def renew(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """A new key for the viewer's unit, or on with the one begun."""
    members = [read_number(one) for one in form.all("member")]
    try:
        renewed = renew_unit(database, members=members, directory=secrets.directory, viewer=viewer, at=now)
    except MembersChanged:
        return draw(request, database, viewer, problems={"renewal": CHANGED})
    except UnsignedKey:
        return draw(request, database, viewer, problems={"renewal": UNSIGNED})
    return redirect(request, KEYS, query={"done": "renewed" if renewed.done else "going"})


@post("/desk/keys/recovery", access=Access.DECIDING, sync_to_thread=True)
def make_sheets(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """New recovery sheets for the viewer's unit, shown this once; those of before are void."""
    threshold, sheets = read_number(form.one("threshold")), read_number(form.one("sheets"))
    if not FEWEST <= threshold <= sheets <= MOST:
        return draw(request, database, viewer, problems={"threshold": COUNTS}, typed=typed_of(form))
    keys = {epoch: key for (unit, epoch), key in viewer.keyring.units.items() if unit == viewer.unit}
    if not keys:
        return redirect(request, KEYS)
    number = database.read(next_number, viewer.unit, viewer=viewer)
    new = make_recovery(
        viewer.unit, keys, number=number, threshold=threshold, sheets=sheets, directory=secrets.directory
    )
    database.write(keep_recovery, new, viewer=viewer, at=now)
    return page(request, "desk/recovery_sheets.html", new=new)


@post("/desk/keys/passphrase", access=Access.STAFF)
async def change_own(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """Another passphrase, in the waiting room's time."""
    return await STAFF.wait_turn(
        partial(put_own, request, database=database, secrets=secrets, viewer=viewer, form=form, now=now)
    )


def put_own(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    viewer: Officer,
    form: Form,
    now: datetime,
) -> Page:
    """Another passphrase; with a new key where somebody may know the old one. Every session ends."""
    try:
        change_passphrase(
            database, current=form.one("current"), wanted=form.one("wanted"), known=bool(form.one("known")),
            secrets=secrets, viewer=viewer, at=now,
        )  # fmt: skip
    except SignInRefused:
        return draw(request, database, viewer, problems={"current": WRONG}, typed=typed_of(form))
    except WeakPassphrase as weak:
        return draw(request, database, viewer, problems={"wanted": WEAK[weak.reason]}, typed=typed_of(form))
    response = redirect(request, "/desk/sign-in")
    drop_staff_cookie(response, request)
    return response


@get("/desk/new-key", access=Access.ANYONE, sync_to_thread=True)
def show_new_key(request: Request) -> Page:  # type: ignore[type-arg]
    """Where an officer without a passphrase makes a new key with the number that they were given."""
    return page(request, "desk/new_key.html", proposed=suggest(), problems={}, number="")


@post("/desk/new-key", access=Access.ANYONE)
async def send_new_key(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    """A new key by the administrator's number, in the waiting room's time."""
    work = partial(take_new_key, request, database=database, secrets=secrets, form=form, now=now)
    return await wait_at("staff", STAFF, request, work)


def take_new_key(
    request: Request,  # type: ignore[type-arg]
    *,
    database: Database,
    secrets: Secrets,
    form: Form,
    now: datetime,
) -> Page:
    number = form.one("number")
    try:
        make_new_key(database, number, passphrase=form.one("wanted"), code=form.one("code"), secrets=secrets, at=now)
    except WeakPassphrase as weak:
        problems = {"wanted": WEAK[weak.reason]}
    except (ResetGone, SignInRefused):
        note_wrong(request, database, "staff")
        problems = {"number": GONE}
    else:
        return redirect(request, "/desk/sign-in")
    return page(request, "desk/new_key.html", status=422, proposed=suggest(), problems=problems, number=number)


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    viewer: Officer,
    *,
    problems: Mapping[str, str] = {},
    typed: Mapping[str, str] = {},
    done: str | None = None,
) -> Page:
    """The page; after a form that could not be taken with what was typed, passphrases left out."""
    return page(
        request,
        "desk/keys.html",
        status=422 if problems else 200,
        keys=database.read(shown.own_keys, viewer=viewer),
        reasons=REASONS,
        problems=problems,
        typed=typed,
        done=done,
        usual=USUAL,
        proposed=suggest(),
    )


def typed_of(form: Form) -> Mapping[str, str]:
    return {name: form.one(name) for name in ("threshold", "sheets", "known")}


routes = [show_keys, admit, renew, make_sheets, change_own, show_new_key, send_new_key]
