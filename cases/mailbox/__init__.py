"""The complainant's side of a case: the door, what they see, what they write."""

from cases.mailbox.door import enter, prolong, resume
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
    "MailboxAct",
    "MailboxLetter",
    "MailboxMessage",
    "MailboxRemedy",
    "MailboxView",
    "add_answers",
    "enter",
    "mark_told",
    "open_mailbox",
    "prolong",
    "resume",
    "write_message",
]
