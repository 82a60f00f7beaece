"""An app behind a real uvicorn, on a port of this machine, in a thread of the tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def running(app: Any) -> Iterator[int]:
    """The port on which the app answers."""
    with socket.socket() as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `serving` has it
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)  # who calls before the server is up waits in line
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def converse(port: int, *parts: bytes) -> bytes:
    """What the server says until it hangs up, or has answered once, after the parts were sent."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        try:
            for part in parts:
                line.sendall(part)
        except OSError:
            pass  # it hung up while we were still talking; what it said first can still be read
        said = b""
        while b"\r\n\r\n" not in said:
            more = line.recv(65536)
            if not more:
                break
            said += more
        return said
