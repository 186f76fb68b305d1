"""What a person reads when a file or a sheet is refused, gone, damaged or waits."""

from collections.abc import Mapping

from cases import errors as domain
from web.i18n import N_
from web.telling import ALL_KEPT, NOTHING_CHANGED, Telling

FILES: Mapping[type[Exception], Telling] = {
    domain.SheetMisprinted: Telling(
        500,
        N_("A sheet was not drawn as it should be"),
        N_("It does not show all of its words, so it was not given out."),
        NOTHING_CHANGED,
        N_("Tell your administrator."),
    ),
    domain.ArchiveUnreadable: Telling(
        422,
        N_("This archive cannot be taken"),
        N_("It is no ZIP archive with the files of a pack, or too much of one."),
        NOTHING_CHANGED,
        N_("Go back and choose another file."),
    ),
    domain.FileRefused: Telling(
        422,
        N_("This file cannot be taken"),
        N_("It is empty, too large, damaged or of a kind that we do not take."),
        NOTHING_CHANGED,
        N_("Go back and choose another file."),
    ),
    domain.UploadGone: Telling(
        410,
        N_("This file is no longer awaited"),
        N_("It was finished before, or two days passed since its last part came."),
        ALL_KEPT,
        N_("Open your files again: if it is not there, send it anew."),
    ),
    domain.UploadBroken: Telling(
        409,
        N_("A part of the file is missing"),
        N_("The parts of the file did not come in their order."),
        NOTHING_CHANGED,
        N_("Choose the same file again: what is with us already is not sent twice."),
    ),
    domain.FileNotFound: Telling(
        404,
        N_("There is no such file"),
        N_("No file at this address can be shown to you."),
        NOTHING_CHANGED,
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
        NOTHING_CHANGED,
        N_("Try again in an hour. If it lasts, tell your administrator."),
    ),
    domain.FileInfected: Telling(
        403,
        N_("This file is harmful"),
        N_("The virus scanner found something in it, so it is not given out."),
        NOTHING_CHANGED,
        N_("Ask who sent it for a photo or a printed copy instead."),
    ),
    domain.NotCleaned: Telling(
        404,
        N_("There is no cleaned copy"),
        N_("For this file none can be made: the original may hold names, places or programs."),
        NOTHING_CHANGED,
        N_("Open the original only if you must, on a device without other people's data."),
    ),
    domain.SandboxFailed: Telling(
        503,
        N_("No cleaned copy can be made just now"),
        N_("This server cannot wall off the program that opens files, so it does not open them."),
        NOTHING_CHANGED,
        N_("Tell your administrator. Open the original only if you must."),
    ),
    domain.ScannerDown: Telling(
        503,
        N_("Files cannot be checked just now"),
        N_("The virus scanner does not answer."),
        NOTHING_CHANGED,
        N_("Try again in an hour. If it lasts, tell your administrator."),
    ),
    domain.StoreDown: Telling(
        503,
        N_("Files cannot be reached just now"),
        N_("The place where files are kept does not answer, or is full."),
        ALL_KEPT,
        N_("Try again in a few minutes. If it lasts, tell your administrator."),
    ),
}
