"""How an error is told, and the pages that many errors share."""

import msgspec

from web.i18n import N_


class Telling(msgspec.Struct, frozen=True):
    """One kind of error as a page: every text is a msgid and may name the error's facts as %(fact)s."""

    status: int
    title: str
    happened: str
    kept: str
    todo: str


NOTHING_CHANGED = N_("Nothing was changed.")
ALL_KEPT = N_("Everything that was sent before is safe.")

NOT_FOUND = Telling(
    404,
    N_("This page is not here"),
    N_("There is no page at this address, or it cannot be shown to you."),
    ALL_KEPT,
    N_("Check the address, or begin from the start page."),
)
UNREADABLE = Telling(
    400,
    N_("We could not read what was sent"),
    N_("The form arrived damaged or in letters that we cannot read."),
    NOTHING_CHANGED,
    N_("Go back, check what you typed or pasted, and send it again."),
)
METHOD = Telling(
    405,
    N_("This cannot be done here"),
    N_("The address is right, but it does not take this kind of request."),
    NOTHING_CHANGED,
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
    ALL_KEPT,
    N_("Wait a minute, go back, and send the form again."),
)
SIGNED_OUT = Telling(
    403,
    N_("You are signed out"),
    N_("You were away for a while, so the session was closed to protect what was open."),
    NOTHING_CHANGED,
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
    NOTHING_CHANGED,
    N_("Open it again with your code."),
)
BODY_CLOSED = Telling(
    403,
    N_("This page has closed itself"),
    N_("It closes after an hour without a page, and when the request is over or was given another link."),
    NOTHING_CHANGED,
    N_("Open the address from our letter again, with the PIN. What you wrote stands below: copy it first."),
)
NO_MAILBOX = Telling(
    404,
    N_("No mailbox opens with this code"),
    N_("A digit may be wrong or missing."),
    N_("Your complaint is safe and is being worked on, also without the code."),
    N_("Compare the 20 digits with your slip and type them again. If the code is lost, call us."),
)
