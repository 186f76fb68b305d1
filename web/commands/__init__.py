"""What an operator types: one file a subject; `web.cli` gathers them."""
