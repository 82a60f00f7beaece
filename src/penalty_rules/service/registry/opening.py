"""Opening: the docket of the settings. In embedded mode it is made on the first start, together with its key file."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect

from ...docket import Keyring, Store
from ...docket.database import transaction
from ...docket.tables import DOCKET
from ...errors import Fault
from ..clock import Clock
from ..settings import PREFIX, Settings, SettingsRefused

LOG: Final = logging.getLogger("penalty_rules.service")
_INIT: Final = "make docket and key file with `penalty-rules docket init`, and name the file"
_MADE: Final = "made a docket and its keys: back up the key file, and keep it apart from the database"


def open_store(settings: Settings, engine: Engine, now: Clock) -> Store:
    """The store behind an engine. Raises SettingsRefused, Unreadable and DocketUnavailable: then nothing starts."""
    keys = _keys(settings, engine)
    if not settings.embedded or _is_there(engine):
        return Store.open(settings.docket, Keyring.read(keys), clock=now)
    if not Path(keys).exists():
        Keyring.generate().write(keys)
    store = Store.create(settings.docket, Keyring.read(keys), clock=now)
    LOG.warning(_MADE, extra={"docket": store.genesis.docket, "keys": keys})
    return store


def work_folder(settings: Settings, engine: Engine) -> Path:
    """Where replays keep what is done: as set, or beside a SQLite file, or where temporary files are."""
    beside = Path(engine.url.database).parent if engine.dialect.name == "sqlite" and engine.url.database else None
    return settings.work or beside or Path(tempfile.gettempdir())


def _keys(settings: Settings, engine: Engine) -> str:
    """Where the keys are, or the keys themselves; beside an embedded SQLite file unless the settings say otherwise."""
    if settings.keys is not None:
        return settings.keys.get_secret_value()
    if settings.embedded and engine.dialect.name == "sqlite" and engine.url.database:
        return str(Path(engine.url.database).with_suffix(".keys"))
    raise SettingsRefused("settings", [Fault(f"{PREFIX}KEYS", "the key file of the docket is needed", remedy=_INIT)])


def _is_there(engine: Engine) -> bool:
    with transaction(engine) as connection:
        return inspect(connection).has_table(DOCKET.name)
