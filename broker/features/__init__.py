"""What the server does for people, one folder for each subject."""
