"""May you? Permissions, where they reach, and the decision with its reasons; pure."""
