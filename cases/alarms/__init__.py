"""What time does: due clocks taken by workers, asked of the engine, carried out, and brought to people."""
