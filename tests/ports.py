"""Ports for servers of tests."""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOWEST = 10_000
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
CHANCE = random.SystemRandom()  # two test processes with the same seed must not try the same ports


def free_port() -> int:
    """Return a port that nobody listens on and that no connection gets by chance.

    Between the asking and the listening lies the start of a server. What the kernel gives to a socket that names no
    port, it may give by then to somebody else's connection, even to the one that asks whether the server is up.
    """
    own = range(LOWEST, int(RANGE.read_text().split()[0]))
    for port in CHANCE.sample(own, min(len(own), 100)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
