"""A draft catalogue entry from a publisher's metadata, for a person to complete."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson

from ilmiotaulu.settings import Settings
from pipelines.sources.http import Client, Pace
from pipelines.sources.rows import plain_text

_UNIT = {"PROS": "percent", "PER1000": "per_1000", "INDEKSI": "index"}


def draft_entry(settings: Settings, indicator: int) -> tuple[str, str]:
    """Read an indicator's metadata from Sotkanet; returns an id and the text of a draft file."""
    client = Client(settings.sotkanet_url, Pace(1, settings.sotkanet_pause_seconds), settings)
    try:
        metadata = orjson.loads(client.get(f"/indicators/{indicator}"))
    finally:
        client.close()
    return draft_from_metadata(metadata)


def draft_from_metadata(metadata: Mapping[str, Any]) -> tuple[str, str]:
    """An id made of the title, and a TOML text in which `TODO` marks what only a person can say."""
    title = plain_text(metadata["title"].get("fi", ""))
    name = _identifier(plain_text(metadata["title"].get("en", "")) or title) or f"sotkanet_{metadata['id']}"
    unit_code = (metadata.get("primaryValueType") or {}).get("code")
    unit = _UNIT.get(unit_code, "count")
    texts = {
        lang: plain_text(metadata["title"].get(lang, "")) or f"TODO {lang}: {title}" for lang in ("fi", "sv", "en")
    }
    definitions = {
        lang: plain_text(metadata.get("description", {}).get(lang, "")) or f"TODO {lang}" for lang in ("fi", "sv", "en")
    }
    lines = [
        f"# Draft from Sotkanet {metadata['id']}. Complete every TODO, then run: ilmiotaulu catalogue check",
        f"id = {_quoted(name)}",
        f"unit = {_quoted(unit)}",
        f"decimals = {metadata.get('decimals', 0)}",
        'kind = "TODO need | use | supply | outcome | experience | structure"',
        'domain = "TODO"',
        "valid = { min = 0, max = 100 }" if unit == "percent" else "valid = { min = 0, max = 10000000 }",
        f"expect = {{ first_year = {metadata['range']['start']} }}",
        "",
        "[title]",
        *(f"{lang} = {_quoted(text)}" for lang, text in texts.items()),
        "",
        "[definition]",
        *(f"{lang} = {_quoted(text)}" for lang, text in definitions.items()),
        "",
        "[polarity]",
        'direction = "none"',
        *(f'reason.{lang} = "TODO {lang}"' for lang in ("fi", "sv", "en")),
        "",
        "[interval]",
        'method = "none"',
        *(f'reason.{lang} = "TODO {lang}"' for lang in ("fi", "sv", "en")),
        "",
        "[[source]]",
        'kind = "sotkanet"',
        f"indicator = {metadata['id']}",
        f"title = {_quoted(title)}",
        "",
    ]
    return name, "\n".join(lines)


def _identifier(title: str) -> str:
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", ascii_title).strip("_").lstrip("0123456789_")[:60].rstrip("_")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
