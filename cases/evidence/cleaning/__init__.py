"""Copies without location, author and scripts. Everything here runs in the sandbox alone and imports nothing of a case."""
