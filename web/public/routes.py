"""What anyone may open: the start page, the complaint form, the mailbox, the published figures."""

from web.public import (
    calling,
    code,
    complaint,
    files,
    how,
    later,
    mailbox,
    more,
    paper,
    people,
    proof,
    recordings,
    sending,
    start,
    statistics,
    takeout,
)

routes: list[object] = [
    *start.routes,
    *calling.routes,
    *how.routes,
    *later.routes,
    *complaint.routes,
    *sending.routes,
    *mailbox.routes,
    *code.routes,
    *more.routes,
    *people.routes,
    *proof.routes,
    *takeout.routes,
    *files.routes,
    *statistics.routes,
    *paper.routes,
    *recordings.routes,
]
