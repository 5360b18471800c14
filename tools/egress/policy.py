"""What the guard lets out: ports, and the few private places that the operator has named."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tools.egress.addresses import Address, Network, is_public

WEB_PORTS = frozenset({80, 443})


class Refused(Exception):
    """The guard does not let this out; the message says why in words for the model."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A place the operator allows though it is private: a host name or a block of addresses.

    Without ports it is the web's; an empty set of ``ports`` means every port.
    """

    place: str | Network
    ports: frozenset[int] = WEB_PORTS

    def names(self, host: str, port: int) -> bool:
        return self._at(port) and self.place == host

    def holds(self, address: Address, port: int) -> bool:
        if isinstance(self.place, str) or self.place.version != address.version:
            return False
        return self._at(port) and address in self.place

    def _at(self, port: int) -> bool:
        return not self.ports or port in self.ports


def allowance(text: str) -> Allowance:
    """``host``, ``address`` or ``block``, each with ``:port`` or ``:*``. Raises `ValueError`."""
    place, ports = _split(text.strip())
    try:
        return Allowance(place=ipaddress.ip_network(place), ports=ports)
    except ValueError:
        if not place or any(c in place for c in "/:@ ") or place.startswith("*"):
            raise ValueError(
                f"must be a host, an address or a block such as 10.0.0.0/8:8080, not {text!r}"
            ) from None
        return Allowance(place=_plain(place), ports=ports)


def allowance_of(url: str) -> Allowance:
    """Exactly the host and port that an address in the configuration names."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = _plain(parts.hostname or "")
    ports = frozenset({port})
    try:
        return Allowance(place=ipaddress.ip_network(host), ports=ports)
    except ValueError:
        return Allowance(place=host, ports=ports)


def _split(text: str) -> tuple[str, frozenset[int]]:
    if text.startswith("["):
        place, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") > 1:
        place, port = text, ""
    else:
        place, _, port = text.partition(":")
    if port == "*":
        return place, frozenset()
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"must end in a port from 1 to 65535 or *, not {text!r}")
    return place, frozenset({int(port)}) if port else WEB_PORTS


def _plain(host: str) -> str:
    return host.rstrip(".").lower()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """``ports`` are open to the public internet; ``allowed`` are the private exceptions."""

    ports: frozenset[int] = WEB_PORTS
    allowed: tuple[Allowance, ...] = field(default=())

    def names(self, host: str, port: int) -> bool:
        """Whether the operator has allowed this very name, wherever it points."""
        return any(one.names(_plain(host), port) for one in self.allowed)

    def check(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        """Raises `Refused` unless every address of the host may be reached at that port."""
        for address in addresses:
            if any(one.holds(address, port) for one in self.allowed):
                continue
            self.check_port(port)
            if not self.is_public(address):
                raise Refused(f"{host} is not a public address")

    def check_port(self, port: int) -> None:
        if port not in self.ports:
            raise Refused(f"port {port} is not open for browsing")

    def is_public(self, address: Address) -> bool:
        return is_public(address)
