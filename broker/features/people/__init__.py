"""People: the accounts that others look after."""
