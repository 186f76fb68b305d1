"""What the journal calls what is done to a case's task."""

MADE, DONE, CHANGED = "task", "task.done", "task.change"
TASKS = frozenset({MADE, DONE, CHANGED})
"""They make no new version of a case: a form that somebody is writing is not about them."""
