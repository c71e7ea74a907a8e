"""Settings: what an installation, an organization or a device decides, and which decision counts."""
