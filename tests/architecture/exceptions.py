"""The modules that need no test module of their own, each with the reason."""

WITHOUT_OWN_TEST: dict[str, str] = {
    "broker/demo/errors.py": "one exception without behaviour",
}
