"""People: their accounts, how they sign in, and what they are told about themselves."""
