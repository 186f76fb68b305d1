"""A case taken out sealed, so that it can be read without the program: by `arasha open-offline`, or by the age tool alone."""
