"""What happened? Kinds, entries, chains and checkpoints; pure."""
