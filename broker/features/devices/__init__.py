"""Devices: enrolment, the inventory, who is there, and their link's sign-in."""
