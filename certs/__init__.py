"""Keys and certificates of an instance: made on the first start, kept in its state directory, never committed."""
