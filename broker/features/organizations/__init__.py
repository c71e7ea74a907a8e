"""Organizations: the customers and companies of this instance."""
