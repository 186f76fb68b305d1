"""An act on a proceeding: what the engine is told, what it decides, and what that does to the rows."""
