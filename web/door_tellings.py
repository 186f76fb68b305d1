"""What a person reads at a door that does not open: codes, passphrases, links, tries, and what one's role does not open."""

from collections.abc import Mapping

from cases import errors as domain
from web.i18n import N_
from web.telling import ALL_KEPT, NO_MAILBOX, NOTHING_CHANGED, SIGNED_OUT, Telling

DOORS: Mapping[type[Exception], Telling] = {
    domain.CodeUnchanged: Telling(
        403,
        N_("Change your code first"),
        N_("Your code came through other hands."),
        ALL_KEPT,
        N_("Open your mailbox: it shows you a new code to write down."),
    ),
    domain.CodeTaken: Telling(
        409,
        N_("The new code was shown already"),
        N_("A code is shown once and kept nowhere."),
        ALL_KEPT,
        N_("If nobody wrote it down, make another one: the one before then opens nothing."),
    ),
    domain.KeptOut: Telling(
        409,
        N_("This person cannot join the unit"),
        N_("The unit reads a case that they must be kept out of."),
        NOTHING_CHANGED,
        N_("Ask the integrity unit before you try again."),
    ),
    domain.NotAllowed: Telling(
        403,
        N_("This page is not open to you"),
        N_("Your role does not open it."),
        NOTHING_CHANGED,
        N_("If you need it for your work, ask the head of your unit."),
    ),
    domain.CodeUnknown: NO_MAILBOX,
    domain.LinkUnknown: Telling(
        404,
        N_("This does not open"),
        N_("The PIN does not belong to this address, or the request is over."),
        NOTHING_CHANGED,
        N_("Compare both with our letter. If they are right, ring the officer who wrote to you."),
    ),
    domain.BadCode: NO_MAILBOX,
    domain.TooManyTries: Telling(
        429,
        N_("Very many try over your connection just now"),
        N_("So we look at one after the other, and have not looked at yours."),
        NOTHING_CHANGED,
        N_("Wait ten seconds, go back and send it again."),
    ),
    domain.TollOpen: Telling(
        429,
        N_("Send in a moment"),
        N_("Very many complaints come over your connection just now, so sending takes a little longer."),
        NOTHING_CHANGED,
        N_("Wait %(seconds)s seconds, go back and send it again."),
    ),
    domain.SignInRefused: Telling(
        403,
        N_("Name, passphrase or code is wrong"),
        N_("You were not signed in."),
        NOTHING_CHANGED,
        N_("Try again. The code from the phone changes every 30 seconds, and each works once."),
    ),
    domain.PasskeyRefused: Telling(
        403,
        N_("The passkey was not taken"),
        N_("It is not one of this institution's, or it answered a question that is too old."),
        NOTHING_CHANGED,
        N_("Open the page again and try once more."),
    ),
    domain.Resting: Telling(
        429,
        N_("Too many tries"),
        N_("There were many wrong tries under this name, so it rests until %(until)s."),
        NOTHING_CHANGED,
        N_("Wait until then. If it was not you who tried, tell the head of your unit."),
    ),
    domain.SignedOut: SIGNED_OUT,
    domain.NoSuchIntegration: Telling(
        404,
        N_("There is no such integration"),
        N_("No program was ever given a token under this address."),
        NOTHING_CHANGED,
        N_("Go back to the list and choose it there."),
    ),
    domain.NoSuchOfficer: Telling(
        404,
        N_("There is no such officer"),
        N_("Nobody who works here can be shown to you under this address."),
        NOTHING_CHANGED,
        N_("Go back to the list and choose the person there."),
    ),
}
