"""Messages between the person and the technicians, one thread for each request or session."""
