"""Real tables as HTML: data rows in, escaped markup out. Nothing here asks Streamlit for anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from ilmiotaulu.statements import Figure, finding_sentence, value_words
from ilmiotaulu.text import day, moment, number, span, t
from ilmiotaulu.ui.components.sparkline import sparkline
from ilmiotaulu.views import AreaView, IndicatorText, PhenomenonText, Place, ProfileRow

if TYPE_CHECKING:
    from ilmiotaulu.ui.figures import TrendView

Head = Sequence[tuple[str, str]]


def table(caption: str, head: Head, rows: Iterable[str], *, is_titled: bool = False, kind: str = "") -> str:
    """A table: `head` has a text and a class for every column, `rows` are finished `<tr>`s.

    Under a heading that says the same (`is_titled`) the caption is for screen readers alone.
    """
    heard = ' class="ilmio-heard"' if is_titled else ""
    cells = "".join(f'<th scope="col" class="{align}">{escape(text)}</th>' for text, align in head)
    label = escape(caption)
    return (
        f'<div class="ilmio-wide" tabindex="0" role="region" aria-label="{label}"><table class="ilmio-table {kind}">'
        f"<caption{heard}>{label}</caption><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(cells: Sequence[tuple[str, str]], *, chosen: bool = False, labels: Sequence[str] = ()) -> str:
    """A row of (finished markup, class) cells; the first one names the row.

    `labels` name the cells where a narrow screen stacks them.
    """
    first, *rest = cells
    told = [f' data-label="{escape(label)}"' for label in labels[1:]] or [""] * len(rest)
    body = "".join(
        f'<td class="{kind}"{label}>{content}</td>' for (content, kind), label in zip(rest, told, strict=True)
    )
    mark = ' class="chosen" aria-current="true"' if chosen else ""
    return f'<tr{mark}><th scope="row" class="{first[1]}">{first[0]}</th>{body}</tr>'


def area_table(view: AreaView, chosen: str, lang: str) -> str:
    """The map's figures, area by area, in the order of the map's keyboard; below it why some have none."""
    has_count = any(one.count for one in view.rows)
    has_interval = any(one.interval for one in view.rows)
    has_note = any(one.note for one in view.rows)
    head = [(t("column.area", lang), ""), (t("column.value", lang), "n")]
    head += [(t("column.interval", lang), "n")] if has_interval else []
    head += [(t("column.count", lang), "n")] if has_count else []
    head += [(t("column.note", lang), "")] if has_note else []
    rows = []
    for one in view.rows:
        cells = [(escape(one.name), ""), (escape(one.value), "n")]
        cells += [(escape(one.interval), "n")] if has_interval else []
        cells += [(escape(one.count), "n")] if has_count else []
        cells += [(escape(one.note), "soft")] if has_note else []
        rows.append(row(cells, chosen=one.code == chosen))
    reasons = "".join(f"<li>{escape(word)}: {escape(why)}</li>" for word, why in view.reasons)
    made = table(f"{view.indicator.title}, {view.time} ({view.indicator.unit_words})", head, rows, is_titled=True)
    return made + (f"<ul>{reasons}</ul>" if reasons else "")


def profile_table(phenomenon: PhenomenonText, rows: Sequence[ProfileRow], place: Place, lang: str) -> str:
    """A phenomenon's figures of one place by role, beside its county and the country; a role without any says so.

    Single years of age stand behind a fold.
    """
    by_id = {one.indicator.id: one for one in rows}
    ages = [by_id[name] for name, _ in phenomenon.roles if name.startswith("age_") and name in by_id]
    shown = [(role, by_id[name]) for name, role in phenomenon.roles if name in by_id and not name.startswith("age_")]
    if not shown:
        return f"<p>{escape(t('municipality.no_figures', lang))}</p>"
    html = table(
        phenomenon.title,
        _profile_head(place, lang),
        (_profile_row(one, role, place, lang) for role, one in shown),
        is_titled=True,
        kind="ilmio-stack",
    )
    if ages:
        folded = table(
            t("municipality.ages", lang), _profile_head(place, lang), (_profile_row(a, "", place, lang) for a in ages)
        )
        html += f"<details><summary>{escape(t('municipality.ages', lang))}</summary>{folded}</details>"
    return html


def _profile_head(place: Place, lang: str) -> Head:
    head = [(t("column.indicator", lang), ""), (place.name, "n"), (t("column.trend", lang), "")]
    head += [(t("column.county", lang), "n")] if place.level == "municipality" else []
    head += [(t("column.country", lang), "n")] if place.level != "country" else []
    return head


def _profile_row(one: ProfileRow, role: str, place: Place, lang: str) -> str:
    mark = f' <span class="ilmio-mark">{escape(t("example.mark", lang))}</span>' if one.is_example else ""
    role_words = f'<br><span class="soft">{escape(t(f"kind.{role}", lang))}</span>' if role else ""
    under = "<br>".join(
        f'<span class="soft">{escape(words)}</span>' for words in (one.time, one.interval, one.beside) if words
    )
    label = t("sparkline.label", lang, title=one.indicator.title, place=place.name)
    line = sparkline(one.points, label=label) if sum(value is not None for _, value in one.points) > 1 else ""
    cells = [
        (
            f'<span title="{escape(one.indicator.definition)}">{escape(one.indicator.title)}</span>{mark}{role_words}',
            "",
        ),
        (f"{escape(one.own)}<br>{under}", "n"),
        (line, ""),
    ]
    cells += [(escape(one.county), "n")] if place.level == "municipality" else []
    cells += [(escape(one.country), "n")] if place.level != "country" else []
    return row(cells, labels=[text for text, _ in _profile_head(place, lang)])


def projection_table(
    rows: pl.DataFrame, indicators: Mapping[str, IndicatorText], order: Sequence[str], place: Place, lang: str
) -> str:
    """The official projection of a place: one row a figure in the order given, one column a published year."""
    years = sorted(set(rows["year"]))
    values = {(name, year): value for name, year, value in rows.select("indicator", "year", "value").iter_rows()}
    names = [name for name in order if any((name, year) in values for year in years)]
    single = [name for name in names if name.startswith("projected_age_")]
    groups = [name for name in names if name not in single]

    def lines(which: Sequence[str]) -> list[str]:
        return [
            row(
                [
                    (escape(indicators[name].title), ""),
                    *((_count(values.get((name, year)), lang), "n") for year in years),
                ]
            )
            for name in which
        ]

    head = [(t("column.indicator", lang), ""), *((str(year), "n") for year in years)]
    html = table(t("municipality.projection_of", lang, place=place.name), head, lines(groups))
    if single:
        ages = sorted(single, key=lambda name: int(name.rsplit("_", 1)[-1]))
        words = escape(t("municipality.ages", lang))
        html += f"<details><summary>{words}</summary>{table(t('municipality.ages', lang), head, lines(ages))}</details>"
    return html


def _count(value: float | None, lang: str) -> str:
    return "–" if value is None else escape(number(value, 0, lang))


def trend_table(view: "TrendView", lang: str) -> str:
    """The figures of a trend, newest year first."""
    head = [(t("column.year", lang), ""), *((line.name, "n") for line in view.lines)]
    known = [
        {year: words for year, words in zip(line.years, words_of, strict=True)}
        for line, words_of in zip(view.lines, view.words, strict=True)
    ]
    years = sorted({year for one in known for year in one}, reverse=True)
    rows = (row([(str(year), ""), *((escape(one.get(year, "–")), "n") for one in known)]) for year in years)
    return table(view.title, head, rows)


def release_table(manifest: Mapping[str, Any], lang: str) -> str:
    """What the release is."""
    told = {
        "release": manifest["release"],
        "kind": t(f"release.{manifest['kind']}", lang),
        "published": moment(datetime.fromisoformat(manifest["published_at"]), lang),
        "newest_fetch": day(datetime.fromisoformat(manifest["newest_fetch"]), lang),
        "rows": number(manifest["observations"], 0, lang),
        "division": str(manifest["division"]),
    }
    rows = (row([(escape(t(f"release.field.{key}", lang)), ""), (escape(value), "")]) for key, value in told.items())
    return table(t("data.release", lang), [(t("column.what", lang), ""), (t("column.value", lang), "")], rows)


def releases_table(kept: Sequence[Mapping[str, Any]], current: str, lang: str) -> str:
    """The releases that are kept, newest first, the current one marked."""
    rows = (
        row(
            [
                (escape(one["release"]), ""),
                (escape(moment(datetime.fromisoformat(one["published_at"]), lang)), ""),
                (number(one["observations"], 0, lang), "n"),
                (escape(t("data.current", lang)) if one["release"] == current else "", ""),
            ],
            chosen=one["release"] == current,
        )
        for one in kept
    )
    head = [(t(f"column.{name}", lang), kind) for name, kind in (("release", ""), ("published", ""), ("rows", "n"))]
    return table(t("data.releases", lang), [*head, (t("column.note", lang), "")], rows, is_titled=True)


def changes_table(changes: Sequence[Mapping[str, Any]], indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """What differs from the release before: one row an indicator and kind."""
    rows = []
    for one in changes:
        sizes = [
            f"{number(one[size] * 100, 1, lang)} %" if one[size] and one["kind"] == "revised" else ""
            for size in ("typical", "largest")
        ]
        title = indicators[one["indicator"]].title if one["indicator"] in indicators else one["indicator"]
        rows.append(
            row(
                [
                    (escape(title), ""),
                    (escape(t(f"change.{one['kind']}", lang)), ""),
                    (number(one["cells"], 0, lang), "n"),
                    (span(one["first_year"], one["last_year"]), "n"),
                    *((size, "n") for size in sizes),
                ]
            )
        )
    words, numbers = ("indicator", "change"), ("cells", "years", "typical", "largest")
    head = [(t(f"column.{name}", lang), "") for name in words] + [(t(f"column.{name}", lang), "n") for name in numbers]
    return table(t("data.changes", lang), head, rows, is_titled=True)


def findings_table(findings: pl.DataFrame, indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """What the checks saw, in words."""
    titles = {name: one.title for name, one in indicators.items()}
    rows = [
        row([(escape(t(f"severity.{one['severity']}", lang)), ""), (escape(finding_sentence(one, lang, titles)), "")])
        for one in findings.iter_rows(named=True)
    ]
    if not rows:
        return f"<p>{escape(t('data.no_findings', lang))}</p>"
    return table(t("data.findings", lang), [(t("column.severity", lang), ""), (t("column.finding", lang), "")], rows)


def coverage_table(coverage: pl.DataFrame, indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """Every indicator's years and the areas that have a value in its newest year; one without figures says so."""
    by_indicator: dict[str, list[dict[str, Any]]] = {}
    for one in coverage.filter(pl.col("with_value") > 0).iter_rows(named=True):
        by_indicator.setdefault(one["indicator"], []).append(one)
    rows = []
    for indicator in indicators.values():
        mine = by_indicator.get(indicator.id, [])
        if not mine:
            rows.append(
                row([(escape(indicator.title), ""), (escape(t("coverage.none", lang)), ""), ("", "n"), ("", "n")])
            )
            continue
        newest = max(one["year"] for one in mine)
        areas = {one["level"]: f"{one['with_value']}/{one['areas']}" for one in mine if one["year"] == newest}
        years = span(min(one["year"] for one in mine), newest)
        cells = [(escape(indicator.title), ""), (years, "")]
        rows.append(row([*cells, *((areas.get(level, "–"), "n") for level in ("municipality", "county"))]))
    head = [(t("column.indicator", lang), ""), (t("column.years", lang), "")]
    head += [(t("column.municipalities", lang), "n"), (t("column.counties", lang), "n")]
    return table(t("data.coverage", lang), head, rows)


def sources_table(fetches: pl.DataFrame, lang: str) -> str:
    """Where the figures came from."""
    rows = (
        row(
            [
                (escape(t("source.example", lang) if one["publisher"] == "example" else one["publisher"]), ""),
                (escape(one["source_id"]), ""),
                (escape(one["title"]), ""),
                (escape(one["updated"] or "–"), ""),
                (escape(day(one["fetched_at"], lang)), "n"),
                (escape(one["licence"]), ""),
            ]
        )
        for one in fetches.iter_rows(named=True)
    )
    names = ("publisher", "source_id", "title", "updated", "fetched", "licence")
    return table(
        t("data.sources", lang), [(t(f"column.{name}", lang), "n" if name == "fetched" else "") for name in names], rows
    )


def figure_words(value: float | None, status: str, indicator: IndicatorText, year: int, lang: str) -> str:
    """A yearly value in words."""
    return value_words(Figure(value, status, indicator.unit, indicator.decimals, year), lang)
