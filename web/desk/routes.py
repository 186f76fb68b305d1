"""The desk: the staff door, the queue and the case file."""

from web.desk import casefile, doors, worklist

routes: list[object] = [*doors.routes, *worklist.routes, *casefile.routes]
