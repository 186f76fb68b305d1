"""Reports that are made when their time has come, kept as they were, and drawn whenever somebody asks for them."""
