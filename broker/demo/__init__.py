"""`handrail demo`: the whole of Handrail on one machine, with four people to sign in as."""
