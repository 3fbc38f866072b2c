"""Tries to send something out of the house, to addresses of documentation (RFC 5737, RFC 3849), where nobody is.

python -m edgeassist.doctor.reaching
"""

from __future__ import annotations

import errno
import json
import socket
import sys
from typing import Literal

Way = Literal["sent", "refused", "no way"]

_WAYS = {"IPv4": (socket.AF_INET, "192.0.2.1"), "IPv6": (socket.AF_INET6, "2001:db8::1")}
_DISCARD = 9
_REFUSED = frozenset({errno.EPERM, errno.EACCES})


def reach() -> dict[str, Way]:
    """Return what becomes of a datagram to the world, by protocol: "refused" is what a filter does."""
    return {name: _reach(family, address) for name, (family, address) in _WAYS.items()}


def _reach(family: socket.AddressFamily, address: str) -> Way:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"edgeassist doctor", (address, _DISCARD))
    except OSError as error:
        return "refused" if error.errno in _REFUSED else "no way"
    return "sent"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(reach()))
