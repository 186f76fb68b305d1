"""A complaint arrives: asked page by page, routed, sealed, written whole or not at all, and answered by a receipt."""
