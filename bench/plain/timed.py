"""Streamlit as it is, but every script run is told to a file: page, session, time by the clock and on the processor.

python bench/plain/timed.py RUNS run app.py --server.port 8501
"""

import json
import sys
import time
from pathlib import Path

from streamlit.runtime.scriptrunner.script_runner import RerunData, ScriptRunner
from streamlit.web.cli import main

RUNS = Path(sys.argv.pop(1))
run_script = ScriptRunner._run_script


def timed(self: ScriptRunner, rerun_data: RerunData) -> None:
    clock, processor = time.perf_counter(), time.thread_time()
    try:
        run_script(self, rerun_data)
    finally:
        taken = {"ms": (time.perf_counter() - clock) * 1000, "processor": (time.thread_time() - processor) * 1000}
        context = self._get_script_run_ctx()
        page = self._pages_manager.get_pages().get(context.page_script_hash, {})
        told = {"page": page.get("url_pathname", ""), "session": context.session_id, **taken}
        with RUNS.open("a") as file:
            file.write(json.dumps(told) + "\n")


ScriptRunner._run_script = timed
main(prog_name="streamlit")
