"""Cases that belong together: linked, divided, or begun without any complaint."""
