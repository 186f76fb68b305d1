"""Against floods and guessing (design 04 §4.7): each source pays for what it does too often, and nobody is ever shut out."""
