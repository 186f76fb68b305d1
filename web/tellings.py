"""What a person reads for each error that we know: a status and words; the errors themselves carry facts only."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar.exceptions import ClientException, HTTPException, NotFoundException

from cases import errors as domain
from web.i18n import N_
from web.kit.forms import FormForged, FormTooLarge, FormUnreadable


@dataclass(frozen=True)
class Telling:
    """One kind of error as a page: every text is a msgid and may name the error's facts as %(fact)s."""

    status: int
    title: str
    happened: str
    kept: str
    todo: str


_NOTHING_CHANGED = N_("Nothing was changed.")
_ALL_KEPT = N_("Everything that was sent before is safe.")

NOT_FOUND = Telling(
    404,
    N_("This page is not here"),
    N_("There is no page at this address, or it cannot be shown to you."),
    _ALL_KEPT,
    N_("Check the address, or begin from the start page."),
)
UNREADABLE = Telling(
    400,
    N_("We could not read what was sent"),
    N_("The form arrived damaged or in letters that we cannot read."),
    _NOTHING_CHANGED,
    N_("Go back, check what you typed or pasted, and send it again."),
)
METHOD = Telling(
    405,
    N_("This cannot be done here"),
    N_("The address is right, but it does not take this kind of request."),
    _NOTHING_CHANGED,
    N_("Begin again from the start page."),
)
UNEXPECTED = Telling(
    500,
    N_("Something went wrong on our side"),
    N_("The service met an error that we did not expect. It is noted under the number %(incident)s."),
    N_("What was sent before this page is safe. What you sent just now may not have been saved."),
    N_("Go back and try once more. If it happens again, tell us the number %(incident)s: it says nothing about you."),
)
BUSY = Telling(
    503,
    N_("The service is resting for a moment"),
    N_("It cannot take your page just now."),
    _ALL_KEPT,
    N_("Wait a minute, go back, and send the form again."),
)
SIGNED_OUT = Telling(
    403,
    N_("You are signed out"),
    N_("You were away for a while, so the session was closed to protect what was open."),
    _NOTHING_CHANGED,
    N_("Sign in again in a new tab, then come back to this one and send the form again."),
)

KEPT_FOR_YOU = Telling(
    403,
    N_("You are signed out"),
    N_("You were away for a while, so the session was closed to protect what was open."),
    N_("What you typed is kept for seven days, sealed so that only you can read it. It was not sent."),
    N_("Sign in: the page then offers you what you typed."),
)
MAILBOX_CLOSED = Telling(
    403,
    N_("Your mailbox has closed itself"),
    N_("It closes after half an hour, so that nobody else reads it on this device."),
    _NOTHING_CHANGED,
    N_("Open it again with your code."),
)
BODY_CLOSED = Telling(
    403,
    N_("This page has closed itself"),
    N_("It closes after an hour without a page, and when the request is over or was given another link."),
    _NOTHING_CHANGED,
    N_("Open the address from our letter again, with the PIN. What you wrote stands below: copy it first."),
)
NO_MAILBOX = Telling(
    404,
    N_("No mailbox opens with this code"),
    N_("A digit may be wrong or missing."),
    N_("Your complaint is safe and is being worked on, also without the code."),
    N_("Compare the 20 digits with your slip and type them again. If the code is lost, call us."),
)

TELLINGS: Mapping[type[Exception], Telling] = {
    domain.CaseNotFound: Telling(
        404,
        N_("There is no such case"),
        N_("No case with this number can be shown to you."),
        _NOTHING_CHANGED,
        N_("Check the number. If the case was passed to another unit, ask that unit."),
    ),
    domain.ProceedingNotFound: Telling(
        404,
        N_("There is no such proceeding"),
        N_("The case has no proceeding with this number."),
        _NOTHING_CHANGED,
        N_("Open the case again and choose the proceeding there."),
    ),
    domain.ActRefused: Telling(
        409,
        N_("This cannot be done now"),
        N_("The procedure does not allow this act at the case's present stage."),
        _NOTHING_CHANGED,
        N_("Open the case again: it shows what can be done now and why the rest cannot."),
    ),
    domain.ChangedMeanwhile: Telling(
        409,
        N_("The case has changed meanwhile"),
        N_("A colleague acted on it after your page was opened, so your act was not done."),
        _NOTHING_CHANGED,
        N_("Copy what you typed, open the case again, look at what is new, and decide whether your act still fits."),
    ),
    domain.LetterRefused: Telling(
        409,
        N_("The letter does not go on like this"),
        N_("It is in another state by now, or your role does not write, sign or send such letters."),
        _NOTHING_CHANGED,
        N_("Open the letter again: it shows what can be done with it and by whom."),
    ),
    domain.InvalidAnswers: Telling(
        400,
        N_("Some answers cannot be taken"),
        N_("One or more answers are missing or cannot be right."),
        _NOTHING_CHANGED,
        N_("Go back, put them right, and send the form again."),
    ),
    domain.NotForThem: Telling(
        409,
        N_("The case was not given"),
        N_("Something keeps that officer out of the case: what it is about, or a part in it before."),
        _NOTHING_CHANGED,
        N_("Open the case again and choose somebody else."),
    ),
    domain.CodeUnchanged: Telling(
        403,
        N_("Change your code first"),
        N_("Your code came through other hands."),
        _ALL_KEPT,
        N_("Open your mailbox: it shows you a new code to write down."),
    ),
    domain.CodeTaken: Telling(
        409,
        N_("The new code was shown already"),
        N_("A code is shown once and kept nowhere."),
        _ALL_KEPT,
        N_("If nobody wrote it down, make another one: the one before then opens nothing."),
    ),
    domain.KeptOut: Telling(
        409,
        N_("This person cannot join the unit"),
        N_("The unit reads a case that they must be kept out of."),
        _NOTHING_CHANGED,
        N_("Ask the integrity unit before you try again."),
    ),
    domain.NotAllowed: Telling(
        403,
        N_("This page is not open to you"),
        N_("Your role does not open it."),
        _NOTHING_CHANGED,
        N_("If you need it for your work, ask the head of your unit."),
    ),
    domain.CodeUnknown: NO_MAILBOX,
    domain.LinkUnknown: Telling(
        404,
        N_("This does not open"),
        N_("The PIN does not belong to this address, or the request is over."),
        _NOTHING_CHANGED,
        N_("Compare both with our letter. If they are right, ring the officer who wrote to you."),
    ),
    domain.BadCode: NO_MAILBOX,
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
    domain.TooManyTries: Telling(
        429,
        N_("Very many try over your connection just now"),
        N_("So we look at one after the other, and have not looked at yours."),
        _NOTHING_CHANGED,
        N_("Wait ten seconds, go back and send it again."),
    ),
    domain.SheetMisprinted: Telling(
        500,
        N_("A sheet was not drawn as it should be"),
        N_("It does not show all of its words, so it was not given out."),
        _NOTHING_CHANGED,
        N_("Tell your administrator."),
    ),
    domain.ArchiveUnreadable: Telling(
        422,
        N_("This archive cannot be taken"),
        N_("It is no ZIP archive with the files of a pack, or too much of one."),
        _NOTHING_CHANGED,
        N_("Go back and choose another file."),
    ),
    domain.TollOpen: Telling(
        429,
        N_("Send in a moment"),
        N_("Very many complaints come over your connection just now, so sending takes a little longer."),
        _NOTHING_CHANGED,
        N_("Wait %(seconds)s seconds, go back and send it again."),
    ),
    domain.SignInRefused: Telling(
        403,
        N_("Name, passphrase or code is wrong"),
        N_("You were not signed in."),
        _NOTHING_CHANGED,
        N_("Try again. The code from the phone changes every 30 seconds, and each works once."),
    ),
    domain.PasskeyRefused: Telling(
        403,
        N_("The passkey was not taken"),
        N_("It is not one of this institution's, or it answered a question that is too old."),
        _NOTHING_CHANGED,
        N_("Open the page again and try once more."),
    ),
    domain.Resting: Telling(
        429,
        N_("Too many tries"),
        N_("There were many wrong tries under this name, so it rests until %(until)s."),
        _NOTHING_CHANGED,
        N_("Wait until then. If it was not you who tried, tell the head of your unit."),
    ),
    domain.SignedOut: SIGNED_OUT,
    domain.CannotOpen: Telling(
        403,
        N_("This cannot be opened with your keys"),
        N_("It is sealed for others, or your unit's keys changed after you signed in."),
        _NOTHING_CHANGED,
        N_("Sign out and sign in again. If that does not help, ask a colleague who handles the case."),
    ),
    domain.BadReference: Telling(
        404,
        N_("There is no such case"),
        N_("A case number looks like 2026-481516-3."),
        _NOTHING_CHANGED,
        N_("Check the number and try again."),
    ),
    domain.CalendarChanged: Telling(
        409,
        N_("The calendar has changed meanwhile"),
        N_("A colleague put a newer version in force after your page was opened, so yours was not."),
        _NOTHING_CHANGED,
        N_("Open the calendar again, look at what is new, and make your change there if it is still needed."),
    ),
    domain.ProposalRefused: Telling(
        409,
        N_("These rules cannot be decided on like this"),
        N_("The proposal was decided, is outdated, or is not what your page showed."),
        _NOTHING_CHANGED,
        N_("Open the list of proposals again and look at it anew."),
    ),
    domain.BadCalendarDays: Telling(
        400,
        N_("The calendar cannot be changed like this"),
        N_("A day, its words or the reason is missing or cannot be right."),
        _NOTHING_CHANGED,
        N_("Go back, put them right, and send the form again."),
    ),
    domain.FileRefused: Telling(
        422,
        N_("This file cannot be taken"),
        N_("It is empty, too large, damaged or of a kind that we do not take."),
        _NOTHING_CHANGED,
        N_("Go back and choose another file."),
    ),
    domain.UploadGone: Telling(
        410,
        N_("This file is no longer awaited"),
        N_("It was finished before, or two days passed since its last part came."),
        _ALL_KEPT,
        N_("Open your files again: if it is not there, send it anew."),
    ),
    domain.UploadBroken: Telling(
        409,
        N_("A part of the file is missing"),
        N_("The parts of the file did not come in their order."),
        _NOTHING_CHANGED,
        N_("Choose the same file again: what is with us already is not sent twice."),
    ),
    domain.FileNotFound: Telling(
        404,
        N_("There is no such file"),
        N_("No file at this address can be shown to you."),
        _NOTHING_CHANGED,
        N_("Open the case or the mailbox again and choose the file there."),
    ),
    domain.FileAltered: Telling(
        410,
        N_("This file is damaged"),
        N_("What is stored is not what was handed in: it was damaged or changed. Nothing of it was shown to you."),
        N_("All other files and the case itself are as they were."),
        N_("Tell the head of your unit at once, so that the file can be brought back from a backup."),
    ),
    domain.FileHeld: Telling(
        503,
        N_("This file waits for the virus check"),
        N_("The virus scanner does not answer just now, and a file that it has not seen is not given out."),
        _NOTHING_CHANGED,
        N_("Try again in an hour. If it lasts, tell your administrator."),
    ),
    domain.FileInfected: Telling(
        403,
        N_("This file is harmful"),
        N_("The virus scanner found something in it, so it is not given out."),
        _NOTHING_CHANGED,
        N_("Ask who sent it for a photo or a printed copy instead."),
    ),
    domain.NotCleaned: Telling(
        404,
        N_("There is no cleaned copy"),
        N_("For this file none can be made: the original may hold names, places or programs."),
        _NOTHING_CHANGED,
        N_("Open the original only if you must, on a device without other people's data."),
    ),
    domain.SandboxFailed: Telling(
        503,
        N_("No cleaned copy can be made just now"),
        N_("This server cannot wall off the program that opens files, so it does not open them."),
        _NOTHING_CHANGED,
        N_("Tell your administrator. Open the original only if you must."),
    ),
    domain.ScannerDown: Telling(
        503,
        N_("Files cannot be checked just now"),
        N_("The virus scanner does not answer."),
        _NOTHING_CHANGED,
        N_("Try again in an hour. If it lasts, tell your administrator."),
    ),
    domain.StoreDown: Telling(
        503,
        N_("Files cannot be reached just now"),
        N_("The place where files are kept does not answer, or is full."),
        _ALL_KEPT,
        N_("Try again in a few minutes. If it lasts, tell your administrator."),
    ),
    domain.BoxNotFound: Telling(
        404,
        N_("There is no such protocol"),
        N_("Your unit opened no complaint box under this address."),
        _NOTHING_CHANGED,
        N_("Go back to the list and choose it there."),
    ),
    domain.NoSuchIntegration: Telling(
        404,
        N_("There is no such integration"),
        N_("No program was ever given a token under this address."),
        _NOTHING_CHANGED,
        N_("Go back to the list and choose it there."),
    ),
    domain.NoSuchOfficer: Telling(
        404,
        N_("There is no such officer"),
        N_("Nobody who works here can be shown to you under this address."),
        _NOTHING_CHANGED,
        N_("Go back to the list and choose the person there."),
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
        _NOTHING_CHANGED,
        N_("Go back, reload the page and send it again. If cookies are off, allow them: they end with your visit."),
    ),
    NotFoundException: NOT_FOUND,
}
BY_STATUS = {
    404: NOT_FOUND,
    405: METHOD,
    413: TELLINGS[FormTooLarge],
    429: Telling(
        429,
        N_("Too many requests"),
        N_("So many requests came at once that we ask you to wait."),
        _ALL_KEPT,
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
    return UNEXPECTED
