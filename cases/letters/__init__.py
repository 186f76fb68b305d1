"""Letters of the institution: from the templates of the pack to whoever they are for."""
