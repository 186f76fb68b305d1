"""What a person reads for each error that we know: a status and words; the errors themselves carry facts only."""

from collections.abc import Mapping

from litestar.exceptions import ClientException, HTTPException, NotFoundException

from cases import errors as domain
from cases.transactions.away import is_away
from web.door_tellings import DOORS
from web.file_tellings import FILES
from web.i18n import N_
from web.kit.forms import FormForged, FormTooLarge, FormUnreadable
from web.telling import ALL_KEPT, BUSY, METHOD, NOT_FOUND, NOTHING_CHANGED, UNEXPECTED, UNREADABLE, Telling

TELLINGS: Mapping[type[Exception], Telling] = {
    domain.CaseNotFound: Telling(
        404,
        N_("There is no such case"),
        N_("No case with this number can be shown to you."),
        NOTHING_CHANGED,
        N_("Check the number. If the case was passed to another unit, ask that unit."),
    ),
    domain.ProceedingNotFound: Telling(
        404,
        N_("There is no such proceeding"),
        N_("The case has no proceeding with this number."),
        NOTHING_CHANGED,
        N_("Open the case again and choose the proceeding there."),
    ),
    domain.ActRefused: Telling(
        409,
        N_("This cannot be done now"),
        N_("The procedure does not allow this act at the case's present stage."),
        NOTHING_CHANGED,
        N_("Open the case again: it shows what can be done now and why the rest cannot."),
    ),
    domain.ChangedMeanwhile: Telling(
        409,
        N_("The case has changed meanwhile"),
        N_("A colleague acted on it after your page was opened, so your act was not done."),
        NOTHING_CHANGED,
        N_("Copy what you typed, open the case again, look at what is new, and decide whether your act still fits."),
    ),
    domain.LetterRefused: Telling(
        409,
        N_("The letter does not go on like this"),
        N_("It is in another state by now, or your role does not write, sign or send such letters."),
        NOTHING_CHANGED,
        N_("Open the letter again: it shows what can be done with it and by whom."),
    ),
    domain.InvalidAnswers: Telling(
        400,
        N_("Some answers cannot be taken"),
        N_("One or more answers are missing or cannot be right."),
        NOTHING_CHANGED,
        N_("Go back, put them right, and send the form again."),
    ),
    domain.NotForThem: Telling(
        409,
        N_("The case was not given"),
        N_("Something keeps that officer out of the case: what it is about, or a part in it before."),
        NOTHING_CHANGED,
        N_("Open the case again and choose somebody else."),
    ),
    domain.DraftGone: Telling(
        404,
        N_("This form is no longer open"),
        N_("It was sent, left or put away after a long pause, and nobody can read what was in it."),
        N_("If you sent it, your complaint is safe."),
        N_("If you have a code, open your mailbox with it. Otherwise begin a new form."),
    ),
    domain.AlreadySent: Telling(
        409,
        N_("This was sent already"),
        N_("The same form came a second time; the first one counts. Its number is %(reference)s."),
        N_("Your complaint is registered once, with everything in it."),
        N_("Open your mailbox with your code to follow it or to add something."),
    ),
    domain.CannotOpen: Telling(
        403,
        N_("This cannot be opened with your keys"),
        N_("It is sealed for others, or your unit's keys changed after you signed in."),
        NOTHING_CHANGED,
        N_("Sign out and sign in again. If that does not help, ask a colleague who handles the case."),
    ),
    domain.BadReference: Telling(
        404,
        N_("There is no such case"),
        N_("A case number looks like 2026-481516-3."),
        NOTHING_CHANGED,
        N_("Check the number and try again."),
    ),
    domain.CalendarChanged: Telling(
        409,
        N_("The calendar has changed meanwhile"),
        N_("A colleague put a newer version in force after your page was opened, so yours was not."),
        NOTHING_CHANGED,
        N_("Open the calendar again, look at what is new, and make your change there if it is still needed."),
    ),
    domain.ProposalRefused: Telling(
        409,
        N_("These rules cannot be decided on like this"),
        N_("The proposal was decided, is outdated, or is not what your page showed."),
        NOTHING_CHANGED,
        N_("Open the list of proposals again and look at it anew."),
    ),
    domain.BadCalendarDays: Telling(
        400,
        N_("The calendar cannot be changed like this"),
        N_("A day, its words or the reason is missing or cannot be right."),
        NOTHING_CHANGED,
        N_("Go back, put them right, and send the form again."),
    ),
    domain.BoxNotFound: Telling(
        404,
        N_("There is no such protocol"),
        N_("Your unit opened no complaint box under this address."),
        NOTHING_CHANGED,
        N_("Go back to the list and choose it there."),
    ),
    domain.FolderInUse: BUSY,
    FormTooLarge: Telling(
        413,
        N_("That is too much at once"),
        N_("A form can take about one million letters, some 300 pages."),
        N_("Nothing was saved."),
        N_("Go back and shorten the text. A long document can be handed in later, after you have your code."),
    ),
    FormUnreadable: UNREADABLE,
    FormForged: Telling(
        403,
        N_("Please send the form once more"),
        N_("The page was open for very long, or cookies are turned off, so we could not be sure that you sent it."),
        NOTHING_CHANGED,
        N_("Go back, reload the page and send it again. If cookies are off, allow them: they end with your visit."),
    ),
    NotFoundException: NOT_FOUND,
    **DOORS,
    **FILES,
}
BY_STATUS = {
    404: NOT_FOUND,
    405: METHOD,
    413: TELLINGS[FormTooLarge],
    429: Telling(
        429,
        N_("Too many requests"),
        N_("So many requests came at once that we ask you to wait."),
        ALL_KEPT,
        N_("Wait a minute and try again."),
    ),
    503: BUSY,
}


def telling_of(error: Exception) -> Telling:
    """How to tell a person about this error."""
    for kind in type(error).__mro__:
        if kind in TELLINGS:
            return TELLINGS[kind]
    if isinstance(error, HTTPException) and error.status_code in BY_STATUS:
        return BY_STATUS[error.status_code]
    if isinstance(error, ClientException):
        return UNREADABLE
    return BUSY if is_away(error) else UNEXPECTED
