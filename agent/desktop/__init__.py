"""The person's side of the agent, a process of its own: tray, request, consent, banner and the injection of input."""
