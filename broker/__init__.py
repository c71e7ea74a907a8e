"""The server: who may help whom, what was agreed, and what happened."""
