"""The analyst's command. It parses words, calls the pipeline and tells what came of it; it decides nothing."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, get_args

import polars as pl
import stamina
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from ilmiotaulu import store
from ilmiotaulu.catalogue import OF_COUNT_AND_BASE, Catalogue, CatalogueError, Language, load_catalogue
from ilmiotaulu.settings import Settings
from ilmiotaulu.text import LANGUAGES, day, moment, number, span, t
from ilmiotaulu.views.coverage import newest_coverage
from pipelines.local.keeping import DamagedLocal, Import, State
from pipelines.raw import DamagedRaw, now_utc, write_whole
from pipelines.sources.files import BadFile

if TYPE_CHECKING:
    from ilmiotaulu.local.problems import Checked
    from pipelines.local.taking import Look

OK, STOPPED, USAGE, NOTHING_REACHED, NOT_WRITTEN = 0, 1, 2, 3, 4
_FIRST_ROWS, _MOST_CHANGES = 5, 40

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def _language() -> Language:
    try:
        return Settings().language
    except ValidationError:
        return "fi"


LANG = _language()
app = typer.Typer(
    help=t("cli.help", LANG), epilog=t("cli.exit_codes", LANG), add_completion=False, no_args_is_help=True
)
catalogue_app = typer.Typer(help=t("cli.catalogue.help", LANG), no_args_is_help=True)
app.add_typer(catalogue_app, name="catalogue")
forecast_app = typer.Typer(help=t("cli.forecast.help", LANG), no_args_is_help=True)
app.add_typer(forecast_app, name="forecast")
examples_app = typer.Typer(help=t("cli.examples.help", LANG), no_args_is_help=True)
app.add_typer(examples_app, name="examples")
export_app = typer.Typer(help=t("cli.export.help", LANG), no_args_is_help=True)
app.add_typer(export_app, name="export")


def main() -> None:
    """Run the command; every error a person can mend ends in words and an exit code, not in a traceback."""
    # Retries are part of the work: only what finally failed is told.
    stamina.instrumentation.set_on_retry_hooks([])
    try:
        app()
    except CatalogueError as error:
        _tell_catalogue_error(error)
        sys.exit(STOPPED)
    except ValidationError as error:
        for detail in error.errors():
            name = "ILMIOTAULU_" + "_".join(str(part) for part in detail["loc"]).upper()
            _say_error("error.setting", name=name, value=detail["input"], why=detail["msg"])
        sys.exit(USAGE)
    except store.NoRelease:
        _say_error("error.no_release")
        sys.exit(USAGE)
    except store.DamagedRelease as error:
        _say_error("error.damaged_release", path=error.path)
        sys.exit(USAGE)
    except DamagedRaw as error:
        _say_error("error.damaged_raw", path=error)
        sys.exit(USAGE)
    except DamagedLocal as error:
        _say_error("error.damaged_local", path=error)
        sys.exit(USAGE)
    except BadFile as error:
        why = t(f"error.file.{error.why}", LANG)
        _say_error("error.bad_file", path=error.path, line=error.line, why=why, value=error.value)
        sys.exit(STOPPED)
    except OSError as error:
        _say_error("error.not_written", path=error.filename or Settings().data_dir, why=error.strerror or error)
        sys.exit(NOT_WRITTEN)


@app.command(help=t("cli.refresh.help", LANG), epilog=t("cli.refresh.example", LANG))
def refresh(
    only: Annotated[str | None, typer.Option(help=t("cli.refresh.only", LANG), metavar="SOURCE|INDICATOR")] = None,
    again: Annotated[bool, typer.Option("--again", help=t("cli.refresh.again", LANG))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.refresh.dry_run", LANG))] = False,
) -> None:
    """Fetch, check and publish."""
    from pipelines.refresh import Busy, alone
    from pipelines.refresh import refresh as run

    settings = Settings()
    catalogue = _catalogue(settings)
    try:
        with alone(settings, lambda: out.print(t("cli.refresh.waiting", LANG))), _bars(catalogue) as bars:
            outcome = run(settings, catalogue, bars, only, again=again, dry_run=dry_run)
    except Busy:
        _fail("error.busy", NOT_WRITTEN)
    except LookupError as error:
        _fail("error.unknown_only", USAGE, name=str(error))
    _tell_outcome(outcome, settings)
    raise typer.Exit(outcome.exit_code)


@app.command(help=t("cli.starter.help", LANG), epilog=t("cli.starter.example", LANG))
def starter(
    renew: Annotated[bool, typer.Option("--renew", help=t("cli.starter.renew", LANG))] = False,
) -> None:
    """Publish the starter release when there is no release yet, or renew the starter's files from the current one."""
    from pipelines.refresh import Busy, alone, publish_starter
    from pipelines.starter import write_starter

    settings = Settings()
    catalogue = _catalogue(settings)
    if renew:
        release = store.Release(store.current(settings.snapshots_dir).path)
        written = write_starter(release, catalogue, settings.home_county, settings.shipped_dir / "starter")
        out.print(t("cli.starter.renewed", LANG, count=len(written), folder=settings.shipped_dir / "starter"))
        return
    try:
        with alone(settings), _bars(catalogue) as bars:
            outcome = publish_starter(settings, catalogue, bars)
    except Busy:
        _fail("error.busy", NOT_WRITTEN)
    if outcome.state == "stopped":
        _tell_outcome(outcome, settings)
        raise typer.Exit(outcome.exit_code)
    out.print(t("cli.starter.ready", LANG, release=outcome.release))


@app.command(help=t("cli.publish.help", LANG), epilog=t("cli.publish.example", LANG))
def publish() -> None:
    """Publish what is there without asking any publisher."""
    from pipelines.refresh import Busy, alone, publish_kept

    settings = Settings()
    catalogue = _catalogue(settings)
    try:
        with alone(settings, lambda: out.print(t("cli.refresh.waiting", LANG))), _bars(catalogue) as bars:
            outcome = publish_kept(settings, catalogue, bars)
    except Busy:
        _fail("error.busy", NOT_WRITTEN)
    _tell_outcome(outcome, settings)
    raise typer.Exit(outcome.exit_code)


@app.command("import", help=t("cli.import.help", LANG), epilog=t("cli.import.example", LANG))
def import_file(
    what: Annotated[str | None, typer.Argument(metavar="FILE|[ID]", help=t("cli.import.what", LANG))] = None,
    role: Annotated[str | None, typer.Option(help=t("cli.import.role", LANG))] = None,
    state: Annotated[str, typer.Option(help=t("cli.import.state", LANG), metavar="draft|steering|public")] = "draft",
    public_from: Annotated[
        str | None, typer.Option(help=t("cli.import.public_from", LANG), metavar="YYYY-MM-DD")
    ] = None,
    marked: Annotated[Path | None, typer.Option(help=t("cli.import.marked", LANG), metavar="FILE.xlsx")] = None,
    undo: Annotated[bool, typer.Option("--undo", help=t("cli.import.undo", LANG))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=t("cli.import.yes", LANG))] = False,
) -> None:
    """Show what a filled-in file holds and would change, and take it in when the person accepts; or undo that."""
    from ilmiotaulu.local.problems import Refused
    from pipelines.local.taking import OthersCameFirst, look_at, role_mistake, take_in

    settings = Settings()
    if undo:
        _undo(settings, what)
        return
    now = now_utc()
    shown_to, day_public = _state_of(state, public_from, now)
    if not what or not Path(what).is_file():
        _fail("error.no_file", USAGE, path=what or "–")
    path, catalogue = Path(what), _catalogue(settings)
    payload = path.read_bytes()
    while True:
        try:
            look = look_at(payload, path.name, settings, catalogue, now.date())
        except Refused as refused:
            _say_error("cli.import.refused", why=refused.problem.told(LANG))
            raise typer.Exit(STOPPED) from None
        _tell_look(look)
        if not look.checked.is_sound:
            _tell_marked(marked, payload, path.name, look.checked)
            raise typer.Exit(STOPPED)
        if look.changes.is_empty():
            out.print(t("cli.import.nothing_new", LANG))
            return
        if not yes:
            typer.confirm(t("cli.import.ask", LANG), abort=True)
        if role is None and yes:
            _fail("import.role.empty", USAGE)
        given = role if role is not None else typer.prompt(t("cli.import.ask_role", LANG))
        if mistake := role_mistake(given):
            _fail(f"import.role.{mistake}", USAGE)
        try:
            with _writing(settings):
                one = take_in(look, settings, role=given, state=shown_to, public_from=day_public, now=now)
        except OthersCameFirst:
            out.print(t("cli.import.others_first", LANG))
            continue
        out.print(t("cli.import.done", LANG, id=one.id, rows=number(one.rows, 0, LANG), state=_state_words(one)))
        return


@app.command(help=t("cli.imports.help", LANG), epilog=t("cli.imports.example", LANG))
def imports(
    which: Annotated[int | None, typer.Argument(metavar="[ID]", help=t("cli.imports.id", LANG))] = None,
    state: Annotated[
        str | None, typer.Option(help=t("cli.import.state", LANG), metavar="draft|steering|public")
    ] = None,
    public_from: Annotated[
        str | None, typer.Option(help=t("cli.import.public_from", LANG), metavar="YYYY-MM-DD")
    ] = None,
    restore: Annotated[bool, typer.Option("--restore", help=t("cli.imports.restore", LANG))] = False,
) -> None:
    """List what has been taken in, say who may see one of them, or take one back that was undone."""
    from ilmiotaulu.local.templates import load_templates
    from pipelines.local.keeping import LocalStore, UnknownImport

    settings = Settings()
    if which is not None and restore and (state, public_from) == (None, None):
        try:
            with _writing(settings):
                one = LocalStore(settings.local_dir).restore(which)
        except UnknownImport:
            _fail("error.unknown_import", USAGE, id=which)
        out.print(t("cli.imports.changed", LANG, id=one.id, state=_state_words(one)))
        return
    if which is not None and state is not None and not restore:
        shown_to, day_public = _state_of(state, public_from, now_utc())
        try:
            with _writing(settings):
                one = LocalStore(settings.local_dir).set_state(which, shown_to, day_public)
        except UnknownImport:
            _fail("error.unknown_import", USAGE, id=which)
        out.print(t("cli.imports.changed", LANG, id=one.id, state=_state_words(one)))
        return
    if (which, state, public_from, restore) != (None, None, None, False):
        _fail("error.imports_usage", USAGE)
    listed = LocalStore(settings.local_dir).imports
    if not listed:
        out.print(t("cli.imports.none", LANG))
        return
    templates = load_templates(settings.templates_dir)
    table = Table(*(t(f"cli.column.{name}", LANG) for name in ("id", "template", "rows", "state", "role", "accepted")))
    for one in listed:
        title = templates[one.template].title.in_language(LANG) if one.template in templates else one.template
        rows = number(one.rows, 0, LANG)
        table.add_row(str(one.id), title, rows, _state_words(one), escape(one.role), moment(one.accepted_at, LANG))
    out.print(table)


@app.command(help=t("cli.templates.help", LANG), epilog=t("cli.templates.example", LANG))
def templates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("cli.templates.folder", LANG))],
    language: Annotated[str, typer.Option(help=t("cli.templates.language", LANG), metavar="fi|sv|en")] = LANG,
) -> None:
    """Write the templates as workbooks and as CSV, with the region's own places to choose from."""
    from ilmiotaulu.local.workbook import template_csv, template_xlsx
    from pipelines.local.taking import context_of

    if language not in LANGUAGES:
        _fail("error.language", USAGE, name=language, known=", ".join(LANGUAGES))
    settings = Settings()
    context = context_of(settings, _catalogue(settings), now_utc().date())
    choices = context.choices(language, settings.home_county)
    folder.mkdir(parents=True, exist_ok=True)
    for name, template in context.templates.items():
        (folder / f"{name}-{language}.xlsx").write_bytes(template_xlsx(template, language, choices))
        (folder / f"{name}-{language}.csv").write_bytes(template_csv(template, language))
    out.print(t("cli.templates.written", LANG, count=2 * len(context.templates), folder=folder))


@examples_app.command("remove", help=t("cli.examples.remove", LANG))
def examples_remove() -> None:
    """Show nothing made up any more."""
    from pipelines.local.keeping import LocalStore

    settings = Settings()
    with _writing(settings):
        LocalStore(settings.local_dir).remove_examples()
    out.print(t("cli.examples.removed", LANG))


@examples_app.command("restore", help=t("cli.examples.restore", LANG))
def examples_restore() -> None:
    """Let made-up figures stand in again."""
    from pipelines.local.keeping import LocalStore

    settings = Settings()
    with _writing(settings):
        LocalStore(settings.local_dir).restore_examples()
    out.print(t("cli.examples.restored", LANG))


@app.command(help=t("cli.releases.help", LANG), epilog=t("cli.releases.example", LANG))
def releases() -> None:
    """List the releases that are kept."""
    from datetime import datetime

    settings = Settings()
    current = store.current(settings.snapshots_dir).release
    table = Table("", t("cli.column.release", LANG), t("cli.column.published", LANG), t("cli.column.rows", LANG))
    for content in store.releases(settings.snapshots_dir):
        mark = "●" if content["release"] == current else ""
        published = moment(datetime.fromisoformat(content["published_at"]), LANG)
        table.add_row(mark, content["release"], published, number(content["observations"], 0, LANG))
    out.print(table)


@app.command(help=t("cli.changes.help", LANG), epilog=t("cli.changes.example", LANG))
def changes(
    old: Annotated[str | None, typer.Argument(metavar="[A]", help=t("cli.changes.a", LANG))] = None,
    new: Annotated[str | None, typer.Argument(metavar="[B]", help=t("cli.changes.b", LANG))] = None,
) -> None:
    """Show what differs between two releases."""
    from pipelines.changes import changes_between, count_changes

    settings = Settings()
    kept = [content["release"] for content in store.releases(settings.snapshots_dir)]
    new = new or store.current(settings.snapshots_dir).release
    if old is None:
        position = kept.index(new) if new in kept else 0
        if position == 0:
            out.print(t("cli.changes.nothing_before", LANG, release=new))
            return
        old = kept[position - 1]
    for name in (old, new):
        if name not in kept:
            _fail("error.unknown_release", USAGE, name=name, kept=", ".join(kept))
    before, after = (store.Release(settings.snapshots_dir / name) for name in (old, new))
    names = sorted(set(before.indicators_with_rows()) & set(after.indicators_with_rows()))
    out.print(t("cli.changes.title", LANG, old=old, new=new))
    found = changes_between(before.observations_of, after.observations_of, names)
    _tell_changes(count_changes(found).to_dicts())


@app.command(help=t("cli.rollback.help", LANG), epilog=t("cli.rollback.example", LANG))
def rollback(
    release: Annotated[str | None, typer.Argument(metavar="[RELEASE]", help=t("cli.rollback.release", LANG))] = None,
) -> None:
    """Go back to an earlier release."""
    from pipelines.refresh import Busy, alone
    from pipelines.refresh import rollback as run

    settings = Settings()
    try:
        with alone(settings):
            was, now = run(settings, release)
    except Busy:
        _fail("error.busy", NOT_WRITTEN)
    except LookupError as error:
        kept = ", ".join(content["release"] for content in store.releases(settings.snapshots_dir))
        if str(error) == "nothing_before" or error.args == ("nothing_before",):
            _fail("error.nothing_before", USAGE)
        _fail("error.unknown_release", USAGE, name=error.args[0], kept=kept)
    out.print(t("cli.rollback.done", LANG, was=was, now=now))


@app.command(help=t("cli.check.help", LANG), epilog=t("cli.check.example", LANG))
def check() -> None:
    """Check the current release: that it is whole, that its promises hold, and what its findings are."""
    from pipelines.checks import check_release

    settings = Settings()
    pointer = store.current(settings.snapshots_dir)
    release = store.Release(pointer.path)
    broken = check_release(release)
    out.print(t("cli.check.release", LANG, release=pointer.release, path=pointer.path))
    _tell_findings(release.table("finding").to_dicts())
    for problem in broken:
        _say_error("error.broken_table", table=problem.table, rule=problem.rule, count=problem.rows)
    if broken:
        raise typer.Exit(STOPPED)
    out.print(t("cli.check.whole", LANG))


@forecast_app.command(
    "backtest", help=t("cli.forecast.backtest.help", LANG), epilog=t("cli.forecast.backtest.example", LANG)
)
def forecast_backtest(
    indicator: Annotated[str | None, typer.Option(help=t("cli.forecast.indicator", LANG))] = None,
    group: Annotated[str | None, typer.Option(help=t("cli.forecast.group", LANG))] = None,
    again: Annotated[bool, typer.Option("--again", help=t("cli.forecast.again", LANG))] = False,
) -> None:
    """Print how past forecasts have fared, as CSV: the whole table, or that of an indicator or a group of areas."""
    from pipelines.forecasts import forecast_tables

    settings = Settings()
    release = store.Release(store.current(settings.snapshots_dir).path)
    table = release.table("backtest")
    if again:
        services = (
            release.table("indicator")
            .filter(kind="use")
            .filter(pl.col("interval").is_in(OF_COUNT_AND_BASE))["id"]
            .to_list()
        )
        made = forecast_tables(release.table("observation"), services, release.table("region"))
        if not made["backtest"].equals(table):
            _fail("error.backtest_differs", STOPPED)
        err.print(t("cli.forecast.same", LANG))
    asked = {"indicator": indicator, "group": group}
    shown = table.filter(*(pl.col(name) == value for name, value in asked.items() if value))
    if shown.is_empty():
        known = {name: ", ".join(table[name].unique().sort().head(40)) for name in asked}
        _fail("error.no_backtest", USAGE, indicators=known["indicator"], groups=known["group"])
    sys.stdout.write(shown.write_csv(float_precision=3))


@export_app.command("profiles", help=t("cli.export.profiles.help", LANG), epilog=t("cli.export.profiles.example", LANG))
def export_profiles(
    county: Annotated[str | None, typer.Option(help=t("cli.export.county", LANG), metavar="HVA…")] = None,
    language: Annotated[Language, typer.Option(help=t("cli.export.language", LANG))] = LANG,
    folder: Annotated[Path, typer.Option("--out", help=t("cli.export.out", LANG))] = Path("profiles"),
) -> None:
    """Write the profile of every municipality of a county, or of the country, as PDF files."""
    from ilmiotaulu.exports.profiles import file_name, profiles
    from ilmiotaulu.views import texts

    settings = Settings()
    pointer = store.current(settings.snapshots_dir)
    release = store.Release(pointer.path)
    places = texts.places(release.table("region"), language)
    counties = [place.code for place in texts.counties(places)]
    if county is not None and county not in counties:
        _fail("error.unknown_county", USAGE, county=county, known=", ".join(sorted(counties)))
    shown = texts.municipalities(places, county or "FI")
    folder.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn())
    written = 0
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(t("cli.export.bar", LANG), total=len(shown))
        for place, body in profiles(release, [one.code for one in shown], settings.assets_dir / "fonts", language):
            write_whole(folder / file_name(place, language), body)
            written += 1
            progress.update(task, completed=written)
    out.print(t("cli.export.done", LANG, count=written, folder=folder, release=pointer.release), markup=False)
    if missing := len(shown) - written:
        out.print(t("cli.export.no_figures", LANG, count=missing))


@export_app.command("deck", help=t("cli.export.deck.help", LANG), epilog=t("cli.export.deck.example", LANG))
def export_deck(
    phenomenon: Annotated[str, typer.Argument(metavar="PHENOMENON", help=t("cli.export.deck.phenomenon", LANG))],
    region: Annotated[str | None, typer.Option(help=t("cli.export.deck.region", LANG))] = None,
    language: Annotated[Language, typer.Option(help=t("cli.export.language", LANG))] = LANG,
    out_file: Annotated[Path | None, typer.Option("--out", help=t("cli.export.deck.out", LANG))] = None,
    as_html: Annotated[bool, typer.Option("--html", help=t("cli.export.deck.html", LANG))] = False,
) -> None:
    """Write the ready-made story of a phenomenon as a presentation, or as a page to show."""
    from ilmiotaulu.exports.decks import area_of, phenomenon_html, phenomenon_pptx
    from ilmiotaulu.exports.pptx import BadTemplate
    from ilmiotaulu.exports.stage import FONT
    from ilmiotaulu.views import texts

    settings = Settings()
    pointer = store.current(settings.snapshots_dir)
    release = store.Release(pointer.path)
    known, places = release.table("phenomenon")["id"].to_list(), texts.places(release.table("region"), language)
    code = region or settings.home_county
    if phenomenon not in known:
        _fail("error.unknown_phenomenon", USAGE, name=phenomenon, known=", ".join(known))
    if code not in places:
        _fail("error.unknown_region", USAGE, name=code)
    asked = release, phenomenon, area_of(places[code]), code, ""
    try:
        if as_html:
            made = phenomenon_html(*asked, settings.assets_dir / FONT, language)
        else:
            made = phenomenon_pptx(*asked, settings.template_file, language)
    except BadTemplate as error:
        _fail("error.bad_template", USAGE, path=error.path, why=t(f"error.template.{error.why}", LANG))
    path = out_file or Path(f"{phenomenon}-{code}.{'html' if as_html else 'pptx'}")
    write_whole(path, made)
    out.print(t("cli.export.deck.done", LANG, path=path, release=pointer.release))


@catalogue_app.command("check", help=t("cli.catalogue.check.help", LANG), epilog=t("cli.catalogue.check.example", LANG))
def catalogue_check() -> None:
    """Check every catalogue file and show each indicator's coverage in the current release."""
    settings = Settings()
    catalogue = _catalogue(settings)
    out.print(t("cli.catalogue.whole", LANG, indicators=len(catalogue.indicators), phenomena=len(catalogue.phenomena)))
    try:
        release = store.Release(store.current(settings.snapshots_dir).path)
    except (store.NoRelease, store.DamagedRelease):
        out.print(t("cli.catalogue.no_coverage", LANG))
        return
    _tell_coverage(catalogue, release)


@catalogue_app.command("add", help=t("cli.catalogue.add.help", LANG), epilog=t("cli.catalogue.add.example", LANG))
def catalogue_add(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=t("cli.catalogue.add.source", LANG))],
    source_id: Annotated[str, typer.Argument(metavar="ID", help=t("cli.catalogue.add.id", LANG))],
) -> None:
    """Write a draft entry from the publisher's metadata."""
    from pipelines.draft import draft_entry
    from pipelines.sources.http import SourceError

    settings = Settings()
    if source != "sotkanet" or not source_id.isdigit():
        _fail("error.draft_source", USAGE, source=source, id=source_id)
    try:
        name, text = draft_entry(settings, int(source_id))
    except SourceError as error:
        code = USAGE if error.kind == "missing" else NOTHING_REACHED
        _fail("error.draft_fetch", code, url=error.url, why=t(f"why.{error.kind}", LANG), detail=error.detail)
    path = settings.catalogue_dir / "drafts" / f"{name}.toml"
    if path.exists():
        _fail("error.draft_exists", USAGE, path=path)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    for entry in load_catalogue(settings.catalogue_dir).indicators.values():
        if any(one.kind == source and one.source_id == source_id for one in entry.source):
            out.print(t("cli.catalogue.add.known", LANG, id=source_id, name=entry.id))
    out.print(t("cli.catalogue.add.written", LANG, path=path))


def _catalogue(settings: Settings) -> Catalogue:
    """The catalogue, with the names in its local sources held against the templates."""
    from ilmiotaulu.local.templates import load_templates

    known = load_templates(settings.templates_dir)
    columns = {
        name: {column.id: [option.id for option in column.options] for column in template.columns}
        for name, template in known.items()
    }
    return load_catalogue(settings.catalogue_dir, columns)


@contextmanager
def _writing(settings: Settings) -> Generator[None]:
    """Hold the data directory; the second of two people waits for the first."""
    from pipelines.refresh import Busy, alone

    try:
        with alone(settings, lambda: out.print(t("cli.refresh.waiting", LANG))):
            yield
    except Busy:
        _fail("error.busy", NOT_WRITTEN)


def _state_of(state: str, public_from: str | None, now: datetime) -> tuple[State, date | None]:
    """The state and, of a public one, the day from which on it is: today when none is given."""
    if state not in get_args(State):
        _fail("error.state", USAGE, state=state)
    if state != "public" and public_from is not None:
        _fail("error.public_from_state", USAGE)
    try:
        given = date.fromisoformat(public_from) if public_from else now.date()
    except ValueError:
        _fail("error.day", USAGE, day=public_from)
    return state, given if state == "public" else None  # ty: ignore[invalid-explicit-return]


def _state_words(one: Import) -> str:
    if one.withdrawn_at is not None:
        return t("import.state.withdrawn", LANG)
    told = t(f"import.state.{one.state}", LANG)
    if one.public_from is not None:
        told = t("import.state.public_from", LANG, day=day(one.public_from, LANG))
    return f"{told} ({t('import.state.example', LANG)})" if one.is_example else told


def _undo(settings: Settings, which: str | None) -> None:
    """Withdraw an import, the newest when none is named."""
    from pipelines.local.keeping import LocalStore, UnknownImport

    with _writing(settings):
        store_of = LocalStore(settings.local_dir)
        left = [one.id for one in store_of.imports if one.withdrawn_at is None]
        named = which if which is not None else (str(left[-1]) if left else "–")
        try:
            one = store_of.withdraw(int(named), now_utc())
        except (UnknownImport, ValueError):
            _fail("error.unknown_import", USAGE, id=named)
    out.print(t("cli.import.undone", LANG, id=one.id, rows=number(one.rows, 0, LANG)))


def _tell_look(look: "Look") -> None:
    """What a file holds, everything that is wrong with it, and what it would change."""
    title = look.template.title.in_language(LANG)
    told = t("cli.import.found", LANG, title=title, rows=number(look.checked.rows.height, 0, LANG))
    out.print(told, markup=False, style="bold")
    if look.is_example:
        out.print(t("cli.import.is_example", LANG), style="yellow")
    if look.checked.problems:
        columns = ("sheet", "row", "column", "value", "what")
        table = Table(*(Column(t(f"import.marked.{name}", LANG), overflow="fold") for name in columns))
        for problem in look.checked.problems:
            where = (problem.sheet, str(problem.row or ""), problem.column, problem.value, problem.told(LANG))
            table.add_row(*map(escape, where), style="red" if problem.severity == "error" else "yellow")
        out.print(table)
    if look.checked.is_sound:
        _tell_rows(look)
        _tell_local_changes(look)


def _tell_rows(look: "Look") -> None:
    """The first rows, as they would be kept."""
    columns = look.template.columns
    table = Table(*(Column(column.title.in_language(LANG), overflow="fold") for column in columns))
    for row in look.checked.rows.head(_FIRST_ROWS).select(column.id for column in columns).rows():
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    out.print(table)


def _tell_local_changes(look: "Look") -> None:
    kinds = look.changes["kind"].to_list()
    counts = {kind: number(kinds.count(kind), 0, LANG) for kind in ("new", "changed", "gone")}
    out.print(t("cli.import.changes", LANG, **counts), markup=False)
    names = [name for name in look.changes.columns if name not in ("kind", "rows_before", "rows_after")]
    # New ones are what a file is brought for; what would be written over or lost a person should see.
    for row in look.changes.filter(pl.col("kind") != "new").head(_MOST_CHANGES).iter_rows(named=True):
        of, kind = " ".join(str(row[name]) for name in names), row["kind"]
        out.print(f"  {t(f'import.change.{kind}', LANG)}: {of}", markup=False)


def _tell_marked(marked: Path | None, payload: bytes, name: str, checked: "Checked") -> None:
    """Write the file with its problems marked where a person asked for it, and say how to ask."""
    if marked is None:
        err.print(t("cli.import.mend", LANG), style="bold red")
        return
    from ilmiotaulu.local.marked import marked_copy

    marked.write_bytes(marked_copy(payload, name, checked, LANG))
    err.print(t("cli.import.marked_written", LANG, path=marked), style="bold red", markup=False)


class _Bars:
    """Progress bars: one a publisher while fetching, one for the build."""

    def __init__(self, progress: Progress, indicators: int) -> None:
        self._progress = progress
        self._indicators = indicators
        self._tasks: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._rows = 0

    def begin(self, source: str, steps: int) -> None:
        self._tasks[source] = self._progress.add_task(t(f"source.{source}", LANG), total=steps, what="")

    def step(self, source: str, what: str, size: int) -> None:
        self._sizes[source] = self._sizes.get(source, 0) + size
        told = t("cli.bar.new", LANG, what=what, size=number(self._sizes[source] / 1e6, 1, LANG))
        self._progress.update(self._tasks[source], advance=1, what=escape(told))

    def phase(self, name: str) -> None:
        total = self._indicators if name == "build" else None
        for key, task in self._tasks.items():
            if key.startswith("phase:"):
                self._progress.update(task, total=1, completed=1, what="")
        self._tasks[f"phase:{name}"] = self._progress.add_task(t(f"phase.{name}", LANG), total=total, what="")

    def built(self, indicator: str, rows: int) -> None:
        self._rows += rows
        told = t("cli.bar.built", LANG, indicator=indicator, rows=number(self._rows, 0, LANG))
        self._progress.update(self._tasks["phase:build"], advance=1, what=told)


@contextmanager
def _bars(catalogue: Catalogue) -> Generator[_Bars]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("[dim]{task.fields[what]}"),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        yield _Bars(progress, len(catalogue.indicators))


def _tell_outcome(outcome: Any, settings: Settings) -> None:
    from pipelines.changes import count_changes

    for failure in outcome.failures:
        if failure.kind in ("missing", "bad_request"):
            continue
        since = day(failure.last_good, LANG) if failure.last_good else t("cli.outcome.never", LANG)
        what = t("cli.outcome.everything", LANG) if failure.what == "*" else failure.what
        err.print(
            t(
                "cli.outcome.failed",
                LANG,
                source=t(f"source.{failure.source}", LANG),
                what=what,
                why=t(f"why.{failure.kind}", LANG),
                url=failure.url,
                detail=failure.detail,
                since=since,
            ),
            style="yellow",
            markup=False,
        )
    _tell_findings(_as_rows(outcome.findings))
    if outcome.changes is not None:
        _tell_changes(count_changes(outcome.changes).to_dicts())
    values = {
        "release": outcome.release,
        "path": outcome.path,
        "rows": number(outcome.observations, 0, LANG),
        "seconds": number(outcome.seconds_waited, 0, LANG),
        "size": number(outcome.fetched_bytes / 1e6, 1, LANG),
        "data_dir": settings.data_dir,
    }
    style = "bold red" if outcome.exit_code else "bold green"
    (err if outcome.exit_code else out).print(
        t(f"cli.outcome.{outcome.state}", LANG, **values), style=style, markup=False
    )


def _as_rows(findings: list[Any]) -> list[dict[str, Any]]:
    from pipelines.checks import as_table

    return as_table(findings).to_dicts()


def _tell_findings(rows: list[dict[str, Any]]) -> None:
    from ilmiotaulu.statements import finding_sentence

    quiet = ("no_figures", "example_figures", "not_at_publisher")
    for row in rows:
        if row["kind"] in quiet:
            continue
        mark, style = ("✗", "red") if row["severity"] == "stop" else ("!", "yellow")
        out.print(f"{mark} {finding_sentence(row, LANG)}", style=style, markup=False)
    for kind in quiet:
        names = [row["indicator"] for row in rows if row["kind"] == kind and row["indicator"]]
        if names:
            out.print(t(f"cli.findings.{kind}", LANG, count=len(names), names=", ".join(names)), markup=False)


def _tell_changes(rows: list[dict[str, Any]]) -> None:
    if not rows:
        out.print(t("cli.changes.none", LANG))
        return
    columns = ("indicator", "new", "new_years", "revised", "typical", "largest", "lost")
    table = Table(*(Column(t(f"cli.column.{column}", LANG), overflow="fold") for column in columns))
    for row in rows:
        sizes = [
            "" if row[size] is None else f"{number(row[size] * 100, 1, LANG)} %" for size in ("typical", "largest")
        ]
        counts = [number(row[kind], 0, LANG) if row[kind] else "" for kind in ("new", "revised", "lost")]
        table.add_row(row["indicator"], counts[0], row["new_years"], counts[1], *sizes, counts[2])
    out.print(table)


def _tell_coverage(catalogue: Catalogue, release: store.Release) -> None:
    table = Table(*(t(f"cli.column.{name}", LANG) for name in ("indicator", "years", "municipalities", "counties")))
    for one in newest_coverage(release.table("coverage"), sorted(catalogue.indicators)):
        if one.years is None:
            table.add_row(one.indicator, t("cli.catalogue.no_figures", LANG), "", "")
            continue
        table.add_row(one.indicator, span(*one.years), one.told("municipality"), one.told("county"))
    out.print(table)


def _tell_catalogue_error(error: CatalogueError) -> None:
    for problem in error.problems:
        key = f"catalogue.{problem.kind}"
        try:
            remedy = t(key, LANG, value=problem.value, allowed=problem.allowed, field=problem.field)
        except KeyError:
            remedy = t("catalogue.other", LANG, kind=problem.kind, value=problem.value)
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        err.print(f"{place}  {problem.field}  {remedy}", style="red", markup=False, soft_wrap=True)


def _say_error(key: str, **values: object) -> None:
    err.print(t(key, LANG, **values), style="bold red", markup=False, soft_wrap=True)


def _fail(key: str, code: int, **values: object) -> NoReturn:
    _say_error(key, **values)
    raise typer.Exit(code)
