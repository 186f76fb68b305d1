"""The desk: the staff door, the queue and the case file."""

from web.desk import availability, casefile, doors, handing_out, worklist

routes: list[object] = [*doors.routes, *worklist.routes, *casefile.routes, *handing_out.routes, *availability.routes]
