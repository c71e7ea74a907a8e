"""The one door to stored state: databases, tables, the unit of work and the audit log."""
