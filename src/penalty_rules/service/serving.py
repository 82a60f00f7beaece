"""Serving: the service under uvicorn, one or several workers, until told to stop; what is under way is finished."""

from __future__ import annotations

import gc
import logging.config
import os
import socket
import sys
import tempfile
from contextlib import ExitStack, suppress
from typing import Final

import uvicorn
from uvicorn.supervisors import Multiprocess

from .logs import CONFIG
from .metrics import SHARED_FOLDER
from .office import open_office
from .settings import PREFIX, Settings

_NOT_STARTED: Final = 3  # the exit code of uvicorn
_APP: Final = "penalty_rules.service.app:from_environment"


def serve(settings: Settings) -> None:
    """Run the service. Raises PenaltyRulesError before it starts if its database or rulebook cannot be used."""
    gc.enable()  # the command line turns it off
    logging.config.dictConfig(CONFIG)
    open_office(settings).close()
    _tell_workers(settings)
    with ExitStack() as leaving:
        if settings.workers > 1:
            folder = tempfile.TemporaryDirectory(prefix="penalty-rules-metrics-")
            os.environ[SHARED_FOLDER] = leaving.enter_context(folder)
        config = Listening(
            _APP,
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            log_config=CONFIG,
            access_log=False,  # the access log is in the database
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
            timeout_worker_healthcheck=60,  # a worker that is still loading is not dead
            timeout_keep_alive=65,  # longer than the minute after which balancers let go
        )
        _run(config)


class Listening(uvicorn.Config):
    """As uvicorn's, but what the workers share holds no answer back."""

    def bind_socket(self) -> socket.socket:
        """The socket of all workers. Head and body of an answer leave apart; without this the body of each further
        answer on a connection would wait for the head to be acknowledged, 40 ms."""
        made = super().bind_socket()
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is accepted here inherits it
        return made


def _run(config: uvicorn.Config) -> None:
    """As `uvicorn.run` does; it takes no config."""
    if config.workers > 1:
        with suppress(KeyboardInterrupt):
            Multiprocess(config, [config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)


def _tell_workers(settings: Settings) -> None:
    """Workers read the environment: what was given on the command line is written there, and the one secret of all."""
    given = settings.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    given |= {"secret": settings.signing_secret}
    for name in ("oidc_client_secret", "keys"):
        secret = getattr(settings, name)
        given |= {} if secret is None else {name: secret.get_secret_value()}
    os.environ |= {PREFIX + name.upper(): str(value) for name, value in given.items()}
