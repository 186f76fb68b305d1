"""Pages of the form read aloud or in sign language, for those who cannot read: what the pack names, and where the bytes lie."""
