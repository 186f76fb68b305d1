"""The desk: the staff door, the queue, the case file and the duty page."""

from web.desk import availability, casefile, doors, duty, handing_out, worklist

routes: list[object] = [
    *doors.routes,
    *worklist.routes,
    *casefile.routes,
    *handing_out.routes,
    *availability.routes,
    *duty.routes,
]
