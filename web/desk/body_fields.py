"""What an officer is asked before something goes to a body: its words, where reminders go, and which file."""

from collections.abc import Iterable

from cases.bodies import links
from cases.bodies.sealed_files import LONGEST_TITLE
from cases.evidence.reading import FileView
from web.desk.beginning import words_of
from web.i18n import N_, NAMES
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option

TEXT, TEXT_HINT = (
    N_("What the body is to see"),
    N_("Only what it needs. It sees these words and nothing else of the case."),
)
ADDRESS = N_("E-mail of the body for reminders")
ADDRESS_HINT = N_("A reminder says only that a request waits. Without an address nobody is reminded.")
FILE = N_("Which file of the case?")
TITLE = N_("What is this file?")
TITLE_HINT = N_("For example: Order of 3 November. The body reads this; it does not see the file's own name.")
LOOKED = N_("Before it goes")
LOOKED_YES = N_("I have looked at the file: it tells the body nothing that it may not know")


def request_fields(*, with_address: bool) -> list[Field]:
    text = Field(
        name="text", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(TEXT), hint=words_of(TEXT_HINT),
        required=True, limit=links.LONGEST, rows=8,
    )  # fmt: skip
    address = Field(
        name="address", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(ADDRESS), hint=words_of(ADDRESS_HINT),
        limit=links.LONGEST_ADDRESS,
    )  # fmt: skip
    return [text, address] if with_address else [text]


def file_fields(files: Iterable[FileView]) -> list[Field]:
    """Questions beside a file that is to be given; *files*: those that may be."""
    options = tuple(Option(value=str(one.id), label=dict.fromkeys(NAMES, one.name)) for one in files)
    file = Field(
        name="file", kind=FieldKind.CHOICE, secrecy=Secrecy.SEALED, label=words_of(FILE), required=True, options=options
    )
    title = Field(
        name="title", kind=FieldKind.TEXT, secrecy=Secrecy.SEALED, label=words_of(TITLE), hint=words_of(TITLE_HINT),
        required=True, limit=LONGEST_TITLE,
    )  # fmt: skip
    looked = Field(
        name="looked", kind=FieldKind.CHOICES, secrecy=Secrecy.SEALED, label=words_of(LOOKED), required=True,
        options=(Option(value="yes", label=words_of(LOOKED_YES)),),
    )  # fmt: skip
    return [file, title, looked]
