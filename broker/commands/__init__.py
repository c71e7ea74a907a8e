"""The subcommands of `handrail`, one small module each with a `main(arguments) -> exit status`."""
