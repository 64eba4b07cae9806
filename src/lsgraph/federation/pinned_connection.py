"""Connections to addresses that were resolved once and found to be public, which can be cut from outside.

Special addresses: https://www.iana.org/assignments/iana-ipv4-special-registry and its sister for IPv6.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from typing import Any, Final, TypeAlias
from urllib.request import AbstractHTTPHandler, OpenerDirector, Request

Resolve: TypeAlias = Callable[..., Sequence[tuple[Any, ...]]]
Place: TypeAlias = tuple[int, Any]
"""An address family and a socket address."""

_CONNECT_SECONDS: Final = 5.0
_UNICAST: Final = ipaddress.ip_network("2000::/3")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


class AddressRefused(OSError):
    """A host has an address that is not public."""


def resolve_addresses(
    host: str, port: int, resolve: Resolve = socket.getaddrinfo, *, private: bool
) -> list[Place]:
    """Return the addresses of a host; raises AddressRefused when one is not public, unless `private`."""
    found = resolve(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    places = [(one[0], one[4]) for one in found]
    odd = next((str(place[0]) for _, place in places if not is_public(str(place[0]))), None)
    if odd and not private:
        raise AddressRefused(f"its address {odd} is not public")
    if not places:
        raise AddressRefused("it has no address")
    return places


def is_public(address: str) -> bool:
    """Say whether an IP address is that of one machine on the public Internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _find_inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _find_inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to."""
    if ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@dataclass
class PinnedConnection:
    """The connections of one piece of work, one at a time; another thread may cut them.

    `private` lets it reach addresses that are not public, `seconds` is what all of it may take.
    """

    seconds: float
    private: bool = False
    resolve: Resolve = socket.getaddrinfo
    is_cut: bool = False
    _until: float = 0.0
    _socket: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> PinnedConnection:
        self._until = time.monotonic() + self.seconds
        self._timer = threading.Timer(self.seconds, self.cut)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        """Say whether it is cut or its time is up."""
        return self.is_cut or time.monotonic() >= self._until

    @property
    def left(self) -> float:
        """Return the seconds that are left; a little when there are none."""
        return max(self._until - time.monotonic(), 0.001)

    def cut(self) -> None:
        """End what is being read or sent, and let nothing more begin."""
        with self._lock:
            self.is_cut = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    # the method of the class: that of a TLS socket would change it while it is read
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def open(self, request: Request) -> HTTPResponse:
        """Send a request and return the head of what is answered, whatever its status.

        No redirect is followed and no proxy is used. Raises OSError, HTTPException or ValueError.
        """
        opener = OpenerDirector()
        opener.add_handler(_Handler(self))
        response: HTTPResponse | None = opener.open(request, timeout=self.left)
        if response is None:
            raise AddressRefused("it is neither http nor https")
        if self.is_over:
            response.close()
            raise TimeoutError("it takes too long")
        return response

    def reach(self, host: str, port: int) -> socket.socket:
        """Return a connection to a host; its name is resolved here and nowhere else."""
        if self.is_over:
            raise TimeoutError("it takes too long")
        places = resolve_addresses(host, port, self.resolve, private=self.private)
        fault: OSError = AddressRefused("it has no address")
        for family, place in places:
            link = socket.socket(family, socket.SOCK_STREAM)
            try:
                link.settimeout(min(_CONNECT_SECONDS, self.left))
                link.connect(place)
            except OSError as error:
                link.close()
                fault = error
                continue
            self.hold(link)
            return link
        raise fault

    def hold(self, link: socket.socket) -> None:
        """Take a connection as the one to cut; raises OSError when it is too late for one."""
        with self._lock:
            if self.is_over:
                link.close()
                raise TimeoutError("it takes too long")
            self._socket = link
        link.settimeout(self.left)


class _Connection(HTTPConnection):
    def __init__(self, host: str, line: PinnedConnection, timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self.line = line

    def connect(self) -> None:
        self.sock = self.line.reach(self.host, self.port)


class _SecureConnection(_Connection):
    default_port = 443

    def connect(self) -> None:
        link = self.line.reach(self.host, self.port)
        context = ssl.create_default_context()
        secure = context.wrap_socket(link, server_hostname=self.host, do_handshake_on_connect=False)
        try:
            self.line.hold(secure)
            secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        self.sock = secure


class _Handler(AbstractHTTPHandler):
    """Opens http and https on a line."""

    def __init__(self, line: PinnedConnection) -> None:
        super().__init__()
        self._line = line

    def http_request(self, request: Request) -> Request:
        return self.do_request_(request)

    https_request = http_request

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_Connection, line=self._line), request)

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_SecureConnection, line=self._line), request)
