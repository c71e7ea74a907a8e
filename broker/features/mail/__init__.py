"""Mail: letters wait in the outbox until a mail server took them, or an administrator passed them on."""
