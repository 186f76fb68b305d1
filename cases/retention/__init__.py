"""How long a case is kept after its end, who may say that it goes, and how it goes for good."""
