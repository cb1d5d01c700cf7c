"""The catalogue as tables, so that a release's texts and figures are always of the same age."""

import polars as pl

from ilmiotaulu import schema
from ilmiotaulu.catalogue import Catalogue, Indicator, Text


def tables(catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """The tables `indicator`, `phenomenon`, `phenomenon_indicator`, `event`, `caveat` and `region_change`."""
    entries = list(catalogue.indicators.values())
    rows: dict[str, list[dict[str, object]]] = {
        "indicator": [_indicator(entry) for entry in sorted(entries, key=lambda entry: entry.id)],
        "phenomenon": [
            {
                "id": phenomenon.id,
                "position": phenomenon.position,
                **_texts("title", phenomenon.title),
                **_texts("story", phenomenon.story),
                **{
                    f"questions_{lang}": "\n".join(question.in_language(lang) for question in phenomenon.questions)
                    for lang in ("fi", "sv", "en")
                },
            }
            for phenomenon in catalogue.phenomena
        ],
        "phenomenon_indicator": [
            {
                "phenomenon": phenomenon.id,
                "indicator": role.indicator,
                "role": role.role,
                "position": position,
                "is_key": role.key,
            }
            for phenomenon in catalogue.phenomena
            for position, role in enumerate(phenomenon.indicators)
        ],
        "event": [
            {
                "id": event.id,
                "date": event.date,
                "kind": event.kind,
                "region": event.region,
                "indicators": list(event.indicators),
                **_texts("title", event),
            }
            for event in catalogue.events
        ],
        "caveat": [
            {
                "indicator": entry.id,
                "position": position,
                "kind": caveat.kind,
                "years": list(caveat.years),
                **_texts("text", caveat),
            }
            for entry in entries
            for position, caveat in enumerate(entry.caveats)
        ],
        "region_change": catalogue.region_changes.to_dicts(),
    }
    return {
        name: schema.TABLES[name].validate(
            pl.DataFrame(content, schema=schema.polars_schema(schema.TABLES[name]), orient="row"), cast=True
        )
        for name, content in rows.items()
    }


def _indicator(entry: Indicator) -> dict[str, object]:
    first = entry.source[0] if entry.source else None
    return {
        "id": entry.id,
        "source": first.kind if first else "none",
        "source_id": first.source_id if first else "",
        "source_part": first.source_part if first else None,
        "sources": "; ".join(f"{source.kind} {source.source_id}" for source in entry.source),
        **_texts("title", entry.title),
        **_texts("definition", entry.definition),
        **_texts("processing", entry.processing),
        "unit": entry.unit,
        "decimals": entry.decimals,
        "polarity": entry.polarity.direction,
        **_texts("polarity_reason", entry.polarity.reason),
        "kind": entry.kind,
        "domain": entry.domain,
        "time": entry.time,
        "interval": entry.interval.method,
        "interval_base": entry.interval.base,
        **_texts("interval_reason", entry.interval.reason),
        "hidden_below": entry.small_counts.threshold if entry.small_counts else None,
        "official_sets": list(entry.official_sets),
    }


def _texts(name: str, text: Text | None) -> dict[str, object]:
    return {f"{name}_{lang}": text.in_language(lang) if text else None for lang in ("fi", "sv", "en")}
