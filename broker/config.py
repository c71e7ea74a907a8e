"""How one broker process runs: one frozen Config from file, environment and flags, the later ones stronger."""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

ENVIRONMENT_PREFIX: Final = "HANDRAIL_"
DEFAULT_PORT: Final = 8443
PASSWORD_PROFILES: Final = ("standard", "nist")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
MAX_FILE_BYTES: Final = 1024 * 1024
MAX_NAME: Final = 80
MAX_ISSUER: Final = 500
MAX_CLIENT: Final = 1_000
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_COMPANY: Final = ("issuer", "client_id", "client_secret", "name", "ca_file")
_MAIL_PORTS: Final = {"smtp": 587, "smtps": 465}
_MAIL_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_RELAY_URL: Final = re.compile(r"(turn|turns|stun|stuns):[^\s?]+(\?transport=(udp|tcp))?")


class ConfigProblems(Exception):
    """Everything that is wrong with a configuration, one line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Relay servers, and the secret they share with us (coturn's `use-auth-secret`)."""

    urls: tuple[str, ...]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that takes our mails; `tls` from the first byte, else by STARTTLS."""

    host: str
    port: int
    tls: bool
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company's own identity provider (OpenID Connect); `name` stands on the button."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "Company sign-in"
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that a process is told before it starts; settings of the product are kept elsewhere, and are audited."""

    state_dir: Path
    name: str = "Handrail"
    """Who offers the support: people read it in the consent window and in the portal."""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    public_url: str | None = None
    database_url: str
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    relay: Relay | None = None
    mail: MailServer | None = None
    company: Company | None = None
    password_profile: str = "standard"  # noqa: S105 - a name, no secret
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    log_level: str = "info"
    trusted_hosts: tuple[str, ...] = ()
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    connections_per_address: int = 1_000
    offers_in_ten_minutes: int = 3
    ready_file: Path | None = None

    def certificate_names(self) -> tuple[str, ...]:
        """List the names that people reach this instance by; the usual local ones are added elsewhere."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return (*((public,) if public else ()), *self.trusted_hosts)

    def url(self, port: int) -> str:
        """Give the address of the instance without a slash at its end, once the port is known."""
        return self.public_url or f"https://localhost:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line of the configuration: its key in the file (`tls.key`), its parser, its help."""

    key: str
    parse: Callable[[object], object]
    help: str
    in_file: bool = True

    @property
    def name(self) -> str:
        return self.key.replace(".", "_")

    @property
    def variable(self) -> str:
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


def load(flags: Mapping[str, str | None], environment: Mapping[str, str] | None = None) -> Config:
    """Read all sources, or raise ConfigProblems with everything that is wrong in them."""
    environment = os.environ if environment is None else environment
    problems: list[str] = []
    file = flags.get("config") or environment.get(ENVIRONMENT_PREFIX + "CONFIG")
    content = _file_content(Path(file), problems) if file else {}
    settings = content.pop("settings", {})
    if not isinstance(settings, dict):
        problems.append("settings: this is a table of its own, [settings].")
        settings = {}
    found: dict[str, object] = {}
    for option, raw, source in _given(content, environment, flags):
        try:
            found[option.name] = option.parse(raw)
        except (ValueError, RuntimeError) as fault:  # RuntimeError: the home, `~name`, of nobody
            problems.append(f"{source}: {fault}")
    problems.extend(_unknown(content))
    if problems:
        raise ConfigProblems(*problems)
    return _assembled(found, settings)


def _given(
    content: Mapping[str, object], environment: Mapping[str, str], flags: Mapping[str, str | None]
) -> Iterator[tuple[Option, object, str]]:
    flat = dict(_flat(content))
    for option in OPTIONS:
        if flags.get(option.name) is not None:
            yield option, flags[option.name], option.flag
        elif environment.get(option.variable):
            yield option, environment[option.variable], option.variable
        elif option.in_file and option.key in flat:
            yield option, flat[option.key], option.key


def _assembled(found: dict[str, object], settings: Mapping[str, object]) -> Config:
    problems = []
    state = found.setdefault("state_dir", Path.home() / ".local" / "state" / "handrail")
    found.setdefault("database_url", f"sqlite:///{state}/handrail.db")
    urls, secret = found.pop("relay_urls", ()), found.pop("relay_secret", "")
    if bool(urls) != bool(secret):
        problems.append("relay: urls and secret go together; give both or none.")
    if ("tls_certificate" in found) != ("tls_key" in found):
        problems.append("tls: certificate and key go together; give both or none.")
    mail, sender = found.pop("mail_url", None), found.pop("mail_from", "")
    if (mail is None) != (not sender):
        problems.append("mail: url and from go together; give both or none.")
    company = {key: found.pop(f"company_{key}") for key in _COMPANY if f"company_{key}" in found}
    if company and not {"issuer", "client_id", "client_secret"} <= set(company):
        problems.append("company: issuer, client_id and client_secret go together; give all or none.")
    if problems:
        raise ConfigProblems(*problems)
    if company:
        found["company"] = Company(**company)  # type: ignore[arg-type]
    if isinstance(mail, MailServer):
        found["mail"] = replace(mail, sender=str(sender))
    relay = Relay(urls=urls, secret=secret) if urls else None  # type: ignore[arg-type]
    return Config(**found, relay=relay, settings=MappingProxyType(dict(settings)))  # type: ignore[arg-type]


def _file_content(path: Path, problems: list[str]) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        if len(raw) > MAX_FILE_BYTES:
            raise ValueError(f"it has more than {MAX_FILE_BYTES} bytes")
        return tomllib.loads(raw.decode())
    except OSError as fault:
        problems.append(f"{path}: cannot be read: {fault.strerror}.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        problems.append(f"{path}: is not TOML: {fault}.")
    return {}


def _flat(content: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in content.items():
        if isinstance(value, dict) and not prefix:
            yield from _flat(value, f"{key}.")
        else:
            yield prefix + key, value


def _unknown(content: Mapping[str, object]) -> Iterator[str]:
    known = [option.key for option in OPTIONS if option.in_file]
    for key, _ in _flat(content):
        if key not in known:
            close = difflib.get_close_matches(key, known, 1)
            yield f"{key}: there is no such option." + (f" Was {close[0]} meant?" if close else "")


def _path(raw: object) -> Path:
    if not isinstance(raw, str) or not raw or "\0" in raw:
        raise ValueError("give the path of a file or directory.")
    return Path(raw).expanduser().absolute()


def _existing_file(raw: object) -> Path:
    path = _path(raw)
    if not path.is_file():
        raise ValueError(f"{path} is no file.")
    return path


def _whole(low: int, high: int) -> Callable[[object], int]:
    def parse(raw: object) -> int:
        if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,9}", raw):
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool) or not low <= raw <= high:
            raise ValueError(f"give a whole number from {low} to {high}.")
        return raw

    return parse


def _host(raw: object) -> str:
    text = raw.lower() if isinstance(raw, str) else ""
    if not _HOST.fullmatch(text) and not re.fullmatch(r"[0-9a-f:.]{2,45}", text):
        raise ValueError("give a host name or an address, without a port.")
    return text


def _texts(raw: object) -> tuple[object, ...]:
    if isinstance(raw, str):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if isinstance(raw, list):
        return tuple(raw)
    raise ValueError("give a list.")


def _hosts(raw: object) -> tuple[str, ...]:
    return tuple(_host(each) for each in _texts(raw))


def _networks(raw: object) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(str(each)) for each in _texts(raw))
    except ValueError:
        raise ValueError("give networks such as 10.2.0.0/16 or 127.0.0.1/32.") from None


def _relay_urls(raw: object) -> tuple[str, ...]:
    found = tuple(each for each in _texts(raw) if isinstance(each, str) and _RELAY_URL.fullmatch(each))
    if len(found) != len(_texts(raw)):
        raise ValueError("a relay looks like turn:relay.example:3478?transport=udp or turns:relay.example:443.")
    return found


def _secret(raw: object) -> str:
    if not isinstance(raw, str) or not 16 <= len(raw) <= 1024:
        raise ValueError("give the relay's shared secret, at least 16 characters.")
    return raw


def _mail_url(raw: object) -> MailServer:
    text = raw if isinstance(raw, str) else ""
    form = "give the mail server as smtp://host:587 or smtps://user:password@host:465."
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ValueError(form) from None
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if (
        parts.scheme not in _MAIL_PORTS
        or rest
        or not text.isprintable()
        or bool(parts.username) != bool(parts.password)
    ):
        raise ValueError(form)
    return MailServer(
        host=_host(host),
        port=port or _MAIL_PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        sender="",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _mail_address(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > 254 or not _MAIL_ADDRESS.fullmatch(raw):
        raise ValueError("give the address that mails come from, such as support@example.org.")
    return raw


def _issuer(raw: object) -> str:
    text = raw if isinstance(raw, str) else ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = not (parts.query or parts.fragment or parts.username) and text.isprintable() and " " not in text
    if parts.scheme != "https" or not parts.hostname or port == 0 or len(text) > MAX_ISSUER or not plain:
        raise ValueError("give the provider's issuer as it spells it, such as https://sign-in.example/tenant.")
    return text


def _client(raw: object) -> str:
    if not isinstance(raw, str) or not 0 < len(raw) <= MAX_CLIENT or not raw.isprintable():
        raise ValueError(f"give what the provider gave you, 1 to {MAX_CLIENT} characters.")
    return raw


def _https_url(raw: object) -> str:
    text = raw if isinstance(raw, str) else ""
    found = re.fullmatch(r"https://(?P<host>[^/:?#@\s]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?", text.lower())
    if not found or not 0 < int(found["port"] or 443) < 65536:
        raise ValueError("give the address people open, such as https://support.example.")
    _host(found["host"].strip("[]"))
    return text.rstrip("/").lower()


def _name(raw: object) -> str:
    text = " ".join(raw.split()) if isinstance(raw, str) else ""
    if not 0 < len(text) <= MAX_NAME or not text.isprintable():
        raise ValueError(f"give a name of 1 to {MAX_NAME} characters.")
    return text


def _database_url(raw: object) -> str:
    if not isinstance(raw, str) or not re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://", raw):
        raise ValueError("give a URL that begins with sqlite:/// or postgresql://.")
    return raw


def _password_profile(raw: object) -> str:
    if raw not in PASSWORD_PROFILES:
        raise ValueError(f"give one of {', '.join(PASSWORD_PROFILES)}.")
    return str(raw)


def _log_level(raw: object) -> str:
    if raw not in LOG_LEVELS:
        raise ValueError(f"give one of {', '.join(LOG_LEVELS)}.")
    return str(raw)


OPTIONS: Final = (
    Option(key="state_dir", parse=_path, help="where keys, certificates and the embedded database lie"),
    Option(key="name", parse=_name, help="who offers the support, as people read it (default Handrail)"),
    Option(key="host", parse=_host, help="address to listen on (default 127.0.0.1; 0.0.0.0 or :: for all)"),
    Option(key="port", parse=_whole(0, 65535), help=f"the one TLS port (default {DEFAULT_PORT}; 0: any free one)"),
    Option(key="public_url", parse=_https_url, help="the address people open, such as https://support.example"),
    Option(key="database_url", parse=_database_url, help="sqlite:///file or postgresql://… (default: in the state)"),
    Option(key="tls.certificate", parse=_existing_file, help="your own certificate chain (PEM)"),
    Option(key="tls.key", parse=_existing_file, help="its private key (PEM)"),
    Option(key="relay.urls", parse=_relay_urls, help="relay servers, such as turn:relay.example:3478"),
    Option(key="relay.secret", parse=_secret, help="the secret shared with the relay (coturn use-auth-secret)"),
    Option(key="mail.url", parse=_mail_url, help="mail server: smtp://host:587 or smtps://user:password@host"),
    Option(key="mail.from", parse=_mail_address, help="the address mails come from, such as support@example.org"),
    Option(
        key="company.issuer", parse=_issuer, help="the company's OpenID Connect provider, such as https://id.example"
    ),
    Option(key="company.client_id", parse=_client, help="what the provider calls this installation"),
    Option(key="company.client_secret", parse=_client, help="the secret that the provider gave it"),
    Option(key="company.name", parse=_name, help="what stands on the button (default Company sign-in)"),
    Option(key="company.ca_file", parse=_existing_file, help="the authority of the provider's certificate, if private"),
    Option(key="password_profile", parse=_password_profile, help="rules of passwords: standard or nist"),
    Option(key="log_level", parse=_log_level, help=f"one of {', '.join(LOG_LEVELS)}"),
    Option(key="trusted_hosts", parse=_hosts, help="further host names this instance answers to"),
    Option(key="webhook_networks", parse=_networks, help="private networks webhooks may be sent into: 10.2.0.0/16"),
    Option(key="connections_per_address", parse=_whole(1, 1_000_000), help="connections that one address may hold"),
    Option(key="offers_in_ten_minutes", parse=_whole(1, 1_000), help="offers of help to one device (default 3)"),
    Option(key="ready_file", parse=_path, help="written as JSON once the port is open", in_file=False),
)


def program_version() -> str:
    """Name the version of this program."""
    try:
        return version("handrail")
    except PackageNotFoundError:
        return "0"
