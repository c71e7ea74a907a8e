"""Tests of the configuration of a process."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broker.config import OPTIONS, ConfigProblems, load


def problems_of(flags: dict[str, str | None], environment: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigProblems) as refused:
        load(flags, environment or {})
    return refused.value.problems


def written(tmp_path: Path, text: str) -> dict[str, str | None]:
    path = tmp_path / "handrail.toml"
    path.write_text(text)
    return {"config": str(path)}


def test_without_any_source_there_is_a_working_default() -> None:
    config = load({}, {})
    assert (config.host, config.port) == ("127.0.0.1", 8443)
    assert config.database_url == f"sqlite:///{config.state_dir}/handrail.db"
    assert config.url(8443) == "https://localhost:8443"


def test_flags_beat_the_environment_and_the_environment_beats_the_file(tmp_path: Path) -> None:
    flags = written(tmp_path, 'port = 1\nhost = "a.example"\nlog_level = "debug"\n')
    config = load(flags | {"port": "3"}, {"HANDRAIL_PORT": "2", "HANDRAIL_HOST": "b.example"})
    assert (config.port, config.host, config.log_level) == (3, "b.example", "debug")


def test_the_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    path = written(tmp_path, "port = 7")["config"]
    assert path is not None
    assert load({}, {"HANDRAIL_CONFIG": path}).port == 7


def test_tables_of_the_file_are_read(tmp_path: Path) -> None:
    flags = written(
        tmp_path,
        '[relay]\nurls = ["turn:relay.example:3478"]\nsecret = "0123456789abcdef"\n[settings]\n"session.expiry" = 30\n',
    )
    config = load(flags, {})
    assert config.relay is not None
    assert config.relay.urls == ("turn:relay.example:3478",)
    assert config.settings == {"session.expiry": 30}
    assert "0123456789abcdef" not in repr(config)


def test_every_problem_is_one_line_that_names_its_source(tmp_path: Path) -> None:
    flags = written(tmp_path, 'prot = 1\nlog_level = "loud"\n[tls]\nkey = "/does/not/exist"\n')
    found = problems_of(flags | {"port": "70000"}, {"HANDRAIL_PUBLIC_URL": "http://plain.example"})
    assert len(found) == 5
    assert any(line.startswith("prot: there is no such option. Was port meant?") for line in found)
    assert any(line.startswith("--port: give a whole number from 0 to 65535.") for line in found)
    assert any(line.startswith("HANDRAIL_PUBLIC_URL: ") for line in found)
    assert all("\n" not in line for line in found)


@pytest.mark.parametrize(
    "text", ["port = ", "\x00", "port = true", "settings = 1", "[relay]\nsecret = '0123456789abcdef'", "a = [" * 5000]
)
def test_a_wrong_file_is_a_problem_and_never_a_trace(tmp_path: Path, text: str) -> None:
    assert problems_of(written(tmp_path, text))


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in problems_of({"config": str(tmp_path / "none.toml")})[0]


@pytest.mark.parametrize(
    ("port", "good"), [("0", True), ("65535", True), ("65536", False), ("-1", False), ("1.5", False), ("", False)]
)
def test_ports_have_both_borders(port: str, good: bool) -> None:
    if good:
        assert load({"port": port}, {}).port == int(port)
    else:
        assert problems_of({"port": port})


@pytest.mark.parametrize(
    "url",
    ["https://", "https://a b", "https://a.example/path", "https://u@a.example", "ftp://a.example", "https://a:x", "a"],
)
def test_an_address_that_people_cannot_open_is_refused(url: str) -> None:
    assert problems_of({"public_url": url})


def test_certificate_and_key_go_together(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("key")
    assert problems_of({"tls_key": str(path)}) == ("tls: certificate and key go together; give both or none.",)


def test_the_certificate_is_for_the_public_name_and_the_trusted_hosts() -> None:
    config = load({"public_url": "https://Support.example:444/", "trusted_hosts": "other.example, 10.0.0.1"}, {})
    assert config.public_url == "https://support.example:444"
    assert config.certificate_names() == ("support.example", "other.example", "10.0.0.1")


@example("state_dir", "~nobody-of-this-name/state")
@given(st.sampled_from([option.name for option in OPTIONS]), st.text(max_size=60))
def test_any_text_for_any_option_is_taken_or_named_as_a_problem(name: str, text: str) -> None:
    found: tuple[str, ...] = ("read",)
    try:
        load({name: text}, {})
    except ConfigProblems as refused:
        found = refused.problems
    assert found


@pytest.mark.parametrize(
    ("name", "fits"), [("x", True), ("x" * 80, True), ("", False), ("x" * 81, False), ("a\u202eb", False)]
)
def test_the_name_that_people_read_has_limits(name: str, fits: bool) -> None:
    if fits:
        assert load({"name": name}, {}).name == name
    else:
        assert "1 to 80 characters" in problems_of({"name": name})[0]


def test_a_mail_server_is_named_by_one_address() -> None:
    given = {"mail_url": "smtps://us%40er:p%3Aw@mail.example", "mail_from": "support@provider.example"}
    mail = load(given, {}).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.tls, mail.user, mail.password) == ("mail.example", 465, True, "us@er", "p:w")
    assert mail.sender == "support@provider.example"
    assert "p:w" not in repr(mail)
    plain = load({"mail_url": "smtp://localhost:2525", "mail_from": "a@b.example"}, {}).mail
    assert plain is not None
    assert (plain.port, plain.tls, plain.user) == (2525, False, None)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://mail.example", ""),
        ("", "a@b.example"),
        ("http://mail.example", "a@b.example"),
        ("smtp://mail.example/inbox", "a@b.example"),
        ("smtp://user@mail.example", "a@b.example"),
        ("smtp://mail.example:99999", "a@b.example"),
        ("smtp://mail.example", "a@b.example, c@d.example"),
        ("smtp://mail.example", "a@b.example\r\nBcc: c@d.example"),
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_refused(url: str, sender: str) -> None:
    with pytest.raises(ConfigProblems):
        load({"mail_url": url or None, "mail_from": sender or None}, {})


COMPANY = {"company_issuer": "https://id.example/t-1", "company_client_id": "c", "company_client_secret": "hush"}


def test_the_company_is_named_by_three_things_and_shows_none_of_its_secret() -> None:
    company = load({**COMPANY, "company_name": "Example staff"}, {}).company
    assert company is not None
    assert (company.issuer, company.client_id, company.name) == ("https://id.example/t-1", "c", "Example staff")
    assert "hush" not in repr(company)
    assert load({}, {}).company is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"company_issuer": None},
        {"company_client_secret": None},
        {"company_issuer": "http://id.example"},
        {"company_issuer": "https://user@id.example"},
        {"company_issuer": "https://id.example?tenant=1"},
        {"company_issuer": "https://id.example:99999"},
        {"company_issuer": "https://id.example/" + "x" * 500},
        {"company_client_id": "two\nlines"},
        {"company_client_secret": "x" * 1001},
        {"company_ca_file": "/nowhere/ca.pem"},
    ],
)
def test_a_company_that_cannot_be_meant_is_refused(wrong: dict[str, str | None]) -> None:
    with pytest.raises(ConfigProblems):
        load({**COMPANY, **wrong}, {})


def test_the_rules_of_passwords_have_two_profiles() -> None:
    assert load({"password_profile": "nist"}, {}).password_profile == "nist"
    with pytest.raises(ConfigProblems):
        load({"password_profile": "none"}, {})
