"""The complainant's side of a case: the door, what they see, what they write."""

from cases.mailbox.codes import Proposed, change_code, propose, read_proposed
from cases.mailbox.door import LASTS, enter, enter_with, keys_of, prolong, resume
from cases.mailbox.view import (
    MailboxAct,
    MailboxLetter,
    MailboxMessage,
    MailboxRemedy,
    MailboxView,
    open_mailbox,
)
from cases.mailbox.writing import add_answers, mark_told, write_message

__all__ = [
    "LASTS",
    "MailboxAct",
    "MailboxLetter",
    "MailboxMessage",
    "MailboxRemedy",
    "MailboxView",
    "Proposed",
    "add_answers",
    "change_code",
    "enter",
    "enter_with",
    "keys_of",
    "mark_told",
    "open_mailbox",
    "prolong",
    "propose",
    "read_proposed",
    "resume",
    "write_message",
]
