"""The migrations, in order, from the first commit on."""
