"""The command line `penalty-rules`: a door to the library, without law of its own.

Modules behind the commands are imported when a command runs: starting up is most of what one case costs.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line; leaves by SystemExit with one of the codes of `penalty-rules --help`."""
    import gc
    import io
    import os
    import sys

    gc.disable()  # nothing made while starting up is garbage; commands that run long turn it on again
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no search of all packages for plugins nobody uses
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that knows no Chinese is no reason to fail
            stream.reconfigure(errors=errors)
    try:
        from .app import app

        app(prog_name="penalty-rules")
    except KeyboardInterrupt:
        raise SystemExit(130) from None


__all__ = ["main"]
