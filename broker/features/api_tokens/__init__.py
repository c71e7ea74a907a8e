"""API tokens: what a program acts with for a person, with some of that person's rights, until a day."""
