"""Streamlit as it is, but at SIGUSR1 it writes every upload it holds to a file.

python tests/app/probed_server.py FILE run app.py --server.port 8501
"""

import signal
import sys
from pathlib import Path

from streamlit.runtime import get_instance
from streamlit.web.cli import main

HELD = Path(sys.argv.pop(1))


def tell(_signal: int, _frame: object) -> None:
    """The file is there, whole, when its name is."""
    records = [record for files in get_instance().uploaded_file_mgr.file_storage.values() for record in files.values()]
    new = HELD.with_suffix(".new")
    new.write_bytes(b"".join(record.data for record in records))
    new.rename(HELD)


signal.signal(signal.SIGUSR1, tell)
main(prog_name="streamlit")
