"""See as: the portal as somebody else sees it, read only."""
