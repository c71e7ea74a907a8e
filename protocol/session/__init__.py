"""The session machine, which the broker and the agent both run."""
