"""The modules that need no test module of their own, each with the reason."""

WITHOUT_OWN_TEST: dict[str, str] = {
    "agent/errors.py": "one exception without behaviour",
    "broker/demo/errors.py": "one exception without behaviour",
    "protocol/errors.py": "three exceptions without behaviour",
    "protocol/session/reasons.py": "one closed set of names, worded and tested where it is shown",
    "protocol/version.py": "one number",
}
