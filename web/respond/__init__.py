"""The bodies' page: what one body was asked, and its answer. Nothing else of the case, and nothing of other bodies."""
