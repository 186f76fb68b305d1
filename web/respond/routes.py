"""Bodies: their door, the request, their answers and files."""

from web.respond import answers, door, files

routes: list[object] = [*door.routes, *answers.routes, *files.routes]
