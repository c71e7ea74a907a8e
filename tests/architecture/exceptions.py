"""The modules that need no test module of their own, each with the reason."""

WITHOUT_OWN_TEST: dict[str, str] = {
    "agent/media/picture.py": "values and ports without behaviour",
    "agent/peer/errors.py": "one exception and its sentences",
    "agent/sessions/consent.py": "each answer is played through the keeper in tests/agent/sessions/test_keeper.py",
    "agent/sessions/indicator.py": "what the person is shown is checked in tests/agent/sessions/test_keeper.py",
    "agent/sessions/live.py": "a connection only lives inside a session; played in tests/agent/sessions/test_keeper.py",
    "agent/sessions/ports.py": "declarations of what others must offer, without behaviour",
    "agent/sessions/record.py": "resuming and receipts are played in tests/agent/sessions/test_keeper.py",
    "agent/sessions/run.py": "the story is played whole in tests/agent/sessions/test_keeper.py",
    "agent/sessions/surroundings.py": "values that the keeper's tests hand in",
    "agent/errors.py": "one exception without behaviour",
    "broker/demo/errors.py": "one exception without behaviour",
    "broker/web/application.py": "tests/fakes/web.py puts it together for every test of tests/broker/web",
    "broker/web/call.py": "values that handlers are given, used in tests/broker/web/test_dispatch.py",
    "broker/web/meters.py": "declarations of counters, read in tests/broker/web/test_edge.py and test_health.py",
    "broker/web/policy.py": "declarations that tests/broker/web/test_every_route.py walks",
    "certs/errors.py": "one exception without behaviour",
    "protocol/errors.py": "three exceptions without behaviour",
    "protocol/session/reasons.py": "one closed set of names, worded and tested where it is shown",
    "protocol/version.py": "one number",
}
