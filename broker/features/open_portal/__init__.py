"""The open portal: people who are not signed in ask for help, and read where their request stands."""
