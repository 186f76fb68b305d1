"""What pages share: base templates, fields drawn from the pack, forms, tokens, static files. Imports no surface."""
