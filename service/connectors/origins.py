"""Where the service may call out to: only what the administrator has listed, never by surprise into the intranet.

An entry is an origin: `hooks.example.gov.cn` (HTTPS, port 443), `host:8443`, or `http://host:port` where there is no
TLS. The name is resolved here and the connection made to the very address that was checked, so that a name that
changes its mind between two lookups (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.domain.deliveries import NOT_ALLOWED, NOT_SET_UP, REFUSED, Failure

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, what to call it, what to ask for."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str

    @property
    def authority(self) -> str:
        """Return host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str, settings: Mapping[str, str]) -> Target:
    """Check a web address against the administrator's list.

    Raises Failure: for good when it is not allowed, for now when its name does not resolve.
    """
    allowed, private = _listed(settings, "WEBHOOK_HOSTS"), _listed(settings, "WEBHOOK_PRIVATE_HOSTS")
    if not allowed | private:
        raise Failure("web_not_set_up", again=False, given_up=NOT_SET_UP)
    scheme, host, port, path = _split(url)
    if (scheme, host, port) not in allowed | private:
        raise Failure("web_not_allowed", again=False, given_up=NOT_ALLOWED, host=host)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failure("web_unreachable", host=host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if (scheme, host, port) not in private and not all(_public(address) for address in addresses):
        raise Failure("web_private", again=False, given_up=NOT_ALLOWED, host=host)
    return Target(scheme, host, port, addresses[0], path)


def _public(address: str) -> bool:
    """Tell whether an address is one of the open network, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if ip in _NAT64:
            return _public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _split(url: str) -> tuple[str, str, int, str]:
    bad = Failure("web_bad_address", again=False, given_up=REFUSED)
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > 2_000:
        raise bad
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad from None
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.password is not None:
        raise bad
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host.rstrip("."), port or PORTS[parts.scheme], path


def _listed(settings: Mapping[str, str], name: str) -> set[tuple[str, str, int]]:
    found = set()
    for entry in settings.get(name, "").replace(",", " ").split():
        scheme, host, port, _ = _split(entry if "://" in entry else f"https://{entry}")
        found.add((scheme, host, port))
    return found
