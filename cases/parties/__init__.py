"""Who is in a case, in which roles and since when; all of it sealed, so that a stolen database has no list of witnesses."""
