"""What pages about letters say, and the fields of their forms."""

from collections.abc import Mapping
from typing import Final

from cases.letters.email_form import LONGEST_ADDRESS
from web.desk.beginning import words_of
from web.desk.words import SignWords
from web.i18n import N_, NAMES
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option

PARTS: Final = ("title", "to", "text", "translation")
"""What an officer writes of a letter."""
STATES: Final[Mapping[str, SignWords]] = {
    "draft": SignWords(N_("Draft"), "pen", "sand"),
    "proposed": SignWords(N_("Waits to be signed"), "people", "blue"),
    "signed": SignWords(N_("Signed, not sent yet"), "check", "blue"),
    "sent": SignWords(N_("Sent, not delivered yet"), "mail", "blue"),
    "delivered": SignWords(N_("Delivered"), "check", "green"),
    "discarded": SignWords(N_("Laid aside"), "cross", "grey"),
}
WAYS: Final[Mapping[str, str]] = {
    "mailbox": N_("Into their mailbox"),
    "hand": N_("By hand"),
    "post": N_("By post"),
    "email": N_("By e-mail"),
    "link": N_("Behind the link of the body"),
}
WAY_HINTS: Final[Mapping[str, str]] = {
    "mailbox": N_("At once; with this they are told."),
    "hand": N_("In custody always so: never through the facility's staff."),
    "post": N_("In a plain envelope without our name where others open the post."),
    "email": N_("No mail server is set up here: download the PDF, send it from our own address, then note it here."),
}
FROM_HERE: Final = "from-here"
"""By e-mail, sent from here and not only noted."""
EMAIL_HINT: Final = N_("From here, with a link: it opens with a PIN that you tell them another way.")
HANDED: Final[Mapping[str, str]] = {
    "waits": N_("it goes out in a moment"),
    "late": N_("not gone yet: it is tried again until the mail server takes it"),
    "gone": N_("handed to the mail server"),
    "lost": N_("did not go out"),
}
LINK_HINT: Final = N_(
    "The PDF is sealed to the link. Where an e-mail is known, the body is told that something waits, and no more."
)
WHOSE: Final[Mapping[str, str]] = {
    "complainant": N_("complained here"),
    "other": N_("is named in the case"),
    "colleague": N_("works with us"),
}
REFUSALS: Final[Mapping[str, str]] = {
    "state": N_("Somebody else went on with it meanwhile."),
    "role": N_("Your role does not do this with such a letter."),
    "same_person": N_("You wrote on it yourself: somebody else must sign it."),
    "nobody": N_("Nobody complained in this case."),
    "no_layout": N_("The rules of the institution have no layout for letters."),
    "no_server": N_("No mail server is set up here: it goes another way."),
    "pin_shown": N_("It went out already. The PIN is shown once: if nobody noted it, send the letter again."),
    "changed": N_("It has changed since you opened it: look at it again."),
}
DONE: Final[Mapping[str, str]] = {
    "saved": N_("The draft is saved"),
    "propose": N_("It waits to be signed"),
    "return": N_("It is a draft again"),
    "sign": N_("It is signed"),
    "send": N_("It is noted as sent"),
    "deliver": N_("It is noted as delivered"),
    "take-back": N_("The link opens nothing any more"),
    "discard": N_("It is laid aside"),
}


def letter_fields(translated: str | None) -> tuple[Field, ...]:
    """The parts of a letter; *translated*: the complainant's language where the letter is in another one."""
    title = Field(
        name="title", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(N_("Heading of the letter")), required=True
    )  # fmt: skip
    to = Field(
        name="to", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(N_("Whom it is for")),
        hint=words_of(N_("As on the envelope, each part on its own line.")), rows=3,
    )  # fmt: skip
    text = Field(
        name="text", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(N_("What the letter says")),
        hint=words_of(N_("A blank line begins a new paragraph. What stands in [square brackets] is for you to write.")),
        required=True, rows=18,
    )  # fmt: skip
    if translated is None:
        return title, to, text
    translation = Field(
        name="translation", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(N_("The same in their language")),
        hint={language: f"{one} ({NAMES[translated]})" for language, one in words_of(N_("The complainant reads it")).items()},
        required=True, rows=18,
    )  # fmt: skip
    return title, to, text, translation


def email_fields(*, known: bool, agreed: bool) -> tuple[Field, ...]:
    """Where it goes and, unless the complainant *agreed* when they filed, that they did since. *known*: they gave an address."""
    hint = (
        N_("They gave it when they filed.") if known else N_("Ask them for it. It is kept until the e-mail has gone.")
    )
    address = Field(
        name="address", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(N_("E-mail of the complainant")),
        hint=words_of(hint), required=True, limit=LONGEST_ADDRESS,
    )  # fmt: skip
    if agreed:
        return (address,)
    consent = Field(
        name="agreed", kind=FieldKind.CHOICES, secrecy=Secrecy.SEALED, label=words_of(N_("Before it goes")), required=True,
        options=(Option(value="yes", label=words_of(N_("The complainant agreed to e-mail"))),),
    )  # fmt: skip
    return address, consent


REASON: Final = N_("What should be changed?")
DAY: Final = N_("On which day did it reach them?")


def reason_field() -> Field:
    return Field(
        name="reason", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(REASON), required=True, rows=3
    )


def day_field() -> Field:
    return Field(
        name="day", kind=FieldKind.DATE, secrecy=Secrecy.SEALED, label=words_of(DAY), required=True, future=False
    )


def choice_fields() -> tuple[Field, ...]:
    """What is ticked beside a letter, for the summary of what is wrong."""
    return tuple(
        Field(name=name, kind=FieldKind.CHOICE, secrecy=Secrecy.SEALED, label=words_of(words))
        for name, words in (("names", NAMES_GO), ("way", WAY), ("agreed", AGREED))
    )


NAMES_GO: Final = N_("Names that perhaps should not go out")
WAY: Final = N_("How does it go out?")
AGREED: Final = N_("The complainant agreed to post or e-mail")
