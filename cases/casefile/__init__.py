"""Everything that an officer sees of one case."""

from cases.casefile.opening import open_case, open_to_work, rename
from cases.casefile.view import CaseFile, ClockView, Event, Filed, LetterView, MessageView, ProceedingView, Step

__all__ = [
    "CaseFile",
    "ClockView",
    "Event",
    "Filed",
    "LetterView",
    "MessageView",
    "ProceedingView",
    "Step",
    "open_case",
    "open_to_work",
    "rename",
]
