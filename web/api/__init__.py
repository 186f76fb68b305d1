"""The same acts for programs: `/api/v1`, its schemas drawn from the pack."""
