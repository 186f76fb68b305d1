"""Letters that officers write: the list of a case, the form of one, the letter itself with what can be done, its PDF."""

from web.desk.letters import by_email, changing, reading, writing

routes: list[object] = [*reading.routes, *writing.routes, *by_email.routes, *changing.routes]
