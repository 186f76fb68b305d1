"""What pages say of files: their kind, size and state, and why one is not taken."""

from collections.abc import Mapping

from cases.errors import ArashaError, FileInfected, FileRefused, ScannerDown
from cases.evidence.kinds import Kind
from web.i18n import N_, decimal, gettext, whole

GROUPS: Mapping[str, str] = {
    "picture": N_("Picture"),
    "video": N_("Video"),
    "sound": N_("Sound recording"),
    "document": N_("Document"),
    "table": N_("Table"),
    "archive": N_("Archive"),
    "letter": N_("E-mail letter"),
    "text": N_("Text"),
}
REFUSED: Mapping[str, str] = {
    "empty": N_("There is nothing in this file. Choose another, or try to record it again."),
    "kind": N_(
        "We cannot take this kind of file. Send a photo, video, sound, PDF or office paper; anything else packed as ZIP."
    ),
    "mixed": N_("This file is two kinds of file in one, which can do harm. Save it anew, or send a photo of it."),
    "bomb": N_("This archive would unpack to far more than it should. Send what is in it file by file."),
    "broken": N_("This file is damaged or was not copied whole. Copy it once more and send it again."),
    "too_large": N_("This file is larger than %(limit)s. Send it in pieces, or call us: we also take it on a disk."),
    "too_many": N_(
        "There are %(limit)s files already, as many as we can take. Write to us, or call us, about the rest."
    ),
    "case_full": N_("All files together are more than %(limit)s. Write to us, or call us, about the rest."),
}


def refusal_of(problem: ArashaError) -> str:
    """Why a file is not taken, in words."""
    match problem:
        case FileRefused():
            words = whole(problem.limit) if problem.reason == "too_many" else size_words(problem.limit)
            return gettext(REFUSED[problem.reason], limit=words)
        case FileInfected():
            return gettext("The virus scanner found something harmful in this file, so it was not kept.")
        case ScannerDown():
            return gettext("We cannot check files for viruses just now. Send this one again in an hour.")
    return gettext("The file could not be stored just now. Send it again in a few minutes.")


def kind_words(kind: Kind) -> str:
    return gettext(GROUPS[kind.group])


def size_words(size: int) -> str:
    """A size as people know it: 1 kB is 1,000 bytes, as telephones count."""
    for unit, words in ((10**9, N_("%(number)s GB")), (10**6, N_("%(number)s MB"))):
        if size >= unit:
            return gettext(words, number=decimal(size / unit))
    return gettext("%(number)s kB", number=decimal(max(size / 1000, 0.1)))
