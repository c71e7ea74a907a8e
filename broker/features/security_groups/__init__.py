"""Security groups: who may do what, where, and who decides on it."""
