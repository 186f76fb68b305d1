"""The desk: the staff door, the queue, the case file, who works on what, and the duty page."""

from web.desk import (
    audit,
    availability,
    beginning,
    casefile,
    codes,
    doors,
    duty,
    files,
    handing_out,
    joining,
    keys,
    retention,
    sessions,
    takeout,
    walls,
    worklist,
)

routes: list[object] = [
    *doors.routes,
    *worklist.routes,
    *casefile.routes,
    *files.routes,
    *handing_out.routes,
    *availability.routes,
    *beginning.routes,
    *duty.routes,
    *walls.routes,
    *codes.routes,
    *joining.routes,
    *sessions.routes,
    *keys.routes,
    *audit.routes,
    *retention.routes,
    *takeout.routes,
]
