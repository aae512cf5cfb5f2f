"""What a person may set from outside, read once from the environment.

Every value has a working default for one machine; production sets DATABASE_URL, DATABASE_APP_URL and YANGGUANG_SECRET.
Knows no other room.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parent
MIN_SECRET = 32
OURS = "YANGGUANG_"
OLD_SECRETS = "secret.key.old"
OWN = frozenset(
    (
        *("YANGGUANG_HOME", "YANGGUANG_SECRET", "YANGGUANG_SECRET_OLD", "YANGGUANG_BPMN", "YANGGUANG_FORMS"),
        "YANGGUANG_LOCAL_LOGIN",
    )
)
OIDC = "YANGGUANG_OIDC_"


class BadConfiguration(ValueError):
    """A variable of the environment cannot be used; the message says which one and what it should be."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(f"环境变量 {name} {zh}\n{name}: {en}")


@dataclass(frozen=True, slots=True)
class Identity:
    """The town's identity provider (统一身份认证, OpenID Connect): where it is, and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What the button on the log-in page calls it."""
    trusted: frozenset[str]
    """Values of `acr` or `amr` that count as our second factor; normally none does."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one process."""

    home: Path
    owner_url: str | None
    """Owns the schema: for migrations. The web and the worker never get it from the supervisor."""
    app_url: str | None
    """For the service itself; None means: the supervisor starts the embedded server and hands its address on."""
    host: str
    port: int
    processes: int
    threads: int
    bpmn: Path
    forms: Path
    writes: int
    """How many writes a second an account may keep up, in each web process; more where programs write with tokens."""
    public_url: str
    """How browsers reach us, no slash at the end; decides whether cookies are Secure."""
    master: bytes = field(repr=False)
    old_masters: tuple[bytes, ...] = field(default=(), repr=False)
    """Secrets of before: they open what they sealed until `yangguang keys rotate` has sealed it anew."""
    outside: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What connectors read: the variables YANGGUANG_<KIND>_<NAME>, passwords among them."""
    identity: Identity | None = None
    local_login: bool = True
    """Whether accounts open with their own password; off only where the identity provider opens them."""

    @property
    def secure(self) -> bool:
        """Tell whether browsers come by HTTPS."""
        return self.public_url.startswith("https:")

    def key(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose ("cookie", "identity", ...), so that one secret leak of many stays one."""
        return hmac.digest(self.master, f"yangguang/{purpose}".encode(), hashlib.sha256)

    def old_keys(self, purpose: str) -> list[bytes]:
        """Return the keys that earlier secrets gave for a purpose."""
        return [hmac.digest(old, f"yangguang/{purpose}".encode(), hashlib.sha256) for old in self.old_masters]


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment."""
    given = os.environ if environ is None else environ
    home = Path(given.get("YANGGUANG_HOME") or project() / ".yangguang").expanduser().absolute()
    port = _number(given, "PORT", 8000, 1, 65535)
    host = given.get("HOST") or "127.0.0.1"
    owner = _postgres_url(given, "DATABASE_URL")
    identity = _identity(given)
    return Settings(
        home=home,
        owner_url=owner,
        app_url=_postgres_url(given, "DATABASE_APP_URL") or owner,
        host=host,
        port=port,
        processes=_number(given, "WEB_PROCESSES", 2, 1, 64),
        threads=_number(given, "WEB_THREADS", 2, 1, 64),
        writes=_number(given, "WRITES_PER_SECOND", 10, 1, 100_000),
        bpmn=_shipped(given, "YANGGUANG_BPMN", "bpmn"),
        forms=_shipped(given, "YANGGUANG_FORMS", "forms"),
        public_url=(given.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        master=_master(given, home),
        old_masters=_old_masters(given, home),
        outside={name.removeprefix(OURS): text.strip() for name, text in given.items() if _is_outside(name, text)},
        identity=identity,
        local_login=_local_login(given, identity),
    )


def project() -> Path:
    """Return the folder that holds what is not code: the checkout, or the current folder for an installed service."""
    checkout = PACKAGE.parent
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


def _is_outside(name: str, text: str) -> bool:
    return name.startswith(OURS) and bool(text.strip()) and name not in OWN and not name.startswith(OIDC)


def _identity(given: Mapping[str, str]) -> Identity | None:
    """Read the identity provider; none where no issuer is named."""
    asked = {name: given.get(OIDC + name, "").strip() for name in ("ISSUER", "CLIENT_ID", "NAME", "MFA")}
    issuer = asked["ISSUER"]
    if not issuer:
        return None
    parts = urlsplit(issuer)
    near = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (parts.scheme == "https" or near) or not parts.hostname or parts.query or parts.fragment:
        raise BadConfiguration(f"{OIDC}ISSUER", "应为 https:// 开头的地址。", "must begin with https://")
    if not asked["CLIENT_ID"]:
        raise BadConfiguration(f"{OIDC}CLIENT_ID", "不能为空。", "must not be empty")
    mfa = frozenset(asked["MFA"].replace(",", " ").split())
    return Identity(issuer, asked["CLIENT_ID"], _client_secret(given), asked["NAME"] or "统一身份认证", mfa)


def _client_secret(given: Mapping[str, str]) -> str:
    """Return the client's secret: given, or kept in a file."""
    name = f"{OIDC}CLIENT_SECRET"
    if given.get(f"{name}_FILE"):
        try:
            return Path(given[f"{name}_FILE"]).read_text().strip()
        except OSError as error:
            raise BadConfiguration(f"{name}_FILE", "读不到这个文件。", "cannot be read") from error
    if not given.get(name, "").strip():
        raise BadConfiguration(
            name, "不能为空（或用 _FILE 指定文件）。", "must not be empty (or name a file with _FILE)"
        )
    return given[name].strip()


def _local_login(given: Mapping[str, str], identity: Identity | None) -> bool:
    text = given.get("YANGGUANG_LOCAL_LOGIN") or "on"
    if text not in ("on", "off"):
        raise BadConfiguration("YANGGUANG_LOCAL_LOGIN", f"应为 on 或 off，现为“{text}”。", f"on or off: {text!r}")
    if text == "off" and identity is None:
        raise BadConfiguration(
            "YANGGUANG_LOCAL_LOGIN",
            "为 off 时必须配置统一身份认证（YANGGUANG_OIDC_ISSUER），否则无人能登录。",
            "off needs an identity provider (YANGGUANG_OIDC_ISSUER), or nobody could log in",
        )
    return text == "on"


def _shipped(given: Mapping[str, str], name: str, folder: str) -> Path:
    if given.get(name):
        return Path(given[name]).expanduser().absolute()
    packed = PACKAGE / "shipped" / folder  # where a wheel carries it
    return packed if packed.is_dir() else PACKAGE.parent / folder


def _number(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadConfiguration(
            name, f"应为 {low} 到 {high} 之间的整数，现为“{text}”。", f"a number {low}-{high}: {text!r}"
        )
    return int(text)


def _postgres_url(given: Mapping[str, str], name: str) -> str | None:
    """Return a PostgreSQL address with our driver named in it."""
    text = given.get(name)
    if not text:
        return None
    scheme, colon, rest = text.partition("://")
    if not colon or scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise BadConfiguration(name, "应以 postgresql:// 开头（只支持 PostgreSQL）。", "must begin with postgresql://")
    return f"postgresql+psycopg://{rest}"


def _master(given: Mapping[str, str], home: Path) -> bytes:
    """Return the master secret: given, or made once and kept in the home folder."""
    text = given.get("YANGGUANG_SECRET")
    if text:
        if len(text) < MIN_SECRET:
            raise BadConfiguration(
                "YANGGUANG_SECRET", f"至少需要 {MIN_SECRET} 个字符。", f"{MIN_SECRET} characters at least"
            )
        return text.encode()
    path = home / "secret.key"
    if not path.exists():
        _make_secret(path)
    return path.read_bytes()


def _old_masters(given: Mapping[str, str], home: Path) -> tuple[bytes, ...]:
    kept = home / OLD_SECRETS
    texts = [*given.get("YANGGUANG_SECRET_OLD", "").split(), *(kept.read_text().split() if kept.exists() else ())]
    return tuple(text.encode() for text in texts)


def renew_secret(home: Path) -> None:
    """Put a new secret in the place of the one in the home folder, which is kept to read; processes take it at a start.

    Raises BadConfiguration when the secret does not come from the home folder.
    """
    path, kept = home / "secret.key", home / OLD_SECRETS
    if not path.exists():
        raise BadConfiguration(
            "YANGGUANG_SECRET",
            "由环境变量给出：请换上新值，把旧值放进 YANGGUANG_SECRET_OLD，重启后执行 yangguang keys rotate。",
            "given by the environment: change it there, and keep the old one in YANGGUANG_SECRET_OLD",
        )
    with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(f"{path.read_text()}\n")  # first: a secret that is lost opens nothing
        file.flush()
        os.fsync(file.fileno())
    draft = path.with_name(f"{path.name}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _make_secret(path: Path) -> None:
    """Write a new secret, whole or not at all, also when two processes start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
