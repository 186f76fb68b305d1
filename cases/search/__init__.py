"""Finding cases: by reference, by facts, and by sealed words through an index that is blind without a unit's key."""
