"""Read at the start of a process: it ends itself, as by ``kill -9``, at a step that the environment names.

``KILL_UNDER`` and ``KILL_AT``: before the Nth change of the file system under a folder.
``KILL_DUCKDB``: before the Nth call of a writing DuckDB connection, or before the first that begins with that word.
"""

# An audit hook must not set off events of its own, as pathlib would.
# ruff: noqa: PTH100, PTH115, PTH118

import os
import signal
import sys


def _watch_files(folder, last):
    seen = 0

    def path_of(name, directory=-1):
        text = os.fsdecode(name)
        if isinstance(directory, int) and directory >= 0:
            text = os.path.join(os.readlink(f"/proc/self/fd/{directory}"), text)
        return os.path.abspath(text)

    def hook(event, arguments):
        nonlocal seen
        if event == "open":
            name, mode, flags = arguments
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or bool(set(mode or "") & set("wax+"))
            changed = name if writes and not isinstance(name, int) else None
        elif event in ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "os.truncate"):
            changed = arguments[0]
        else:
            return
        if changed is None:
            return
        at = {"os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "shutil.rmtree": 1}.get(event)
        directory = arguments[at] if at and len(arguments) > at else -1
        if path_of(changed, directory if directory is not None else -1).startswith(folder):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _watch_duckdb(last):
    import duckdb

    connect = duckdb.connect

    class Watched:
        def __init__(self, connection):
            self._connection = connection
            self._calls = 0

        def __getattr__(self, name):
            member = getattr(self._connection, name)
            if not callable(member):
                return member

            def call(*arguments, **named):
                self._calls += 1
                words = str(arguments[0]) if arguments else name
                if str(self._calls) == last or (not last.isdigit() and words.startswith(last)):
                    os.kill(os.getpid(), signal.SIGKILL)
                return member(*arguments, **named)

            return call

    def watched(*arguments, **named):
        connection = connect(*arguments, **named)
        return connection if named.get("read_only") else Watched(connection)

    duckdb.connect = watched


if "KILL_AT" in os.environ:
    _watch_files(os.path.abspath(os.environ["KILL_UNDER"]), int(os.environ["KILL_AT"]))
if "KILL_DUCKDB" in os.environ:
    _watch_duckdb(os.environ["KILL_DUCKDB"])
