"""A file that a person drops on a page: taken out of the server's memory as soon as its bytes have been read."""

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ilmiotaulu.text import t


def take(name: str, label: str, lang: str) -> tuple[bytes, str] | None:
    """The bytes and the name of a file that has just been dropped; `None` when there is none.

    The server keeps nothing of it, and the field is empty again at the next run: what the page says of the file it says
    from what it has made of it.
    """
    turn = f"_{name}-turn"
    key = f"{name}-file-{st.session_state.get(turn, 0)}"
    file = st.file_uploader(label, key=key, help=t("import.page.file_help", lang))
    if file is None:
        return None
    payload = file.getvalue()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
    return payload, file.name
