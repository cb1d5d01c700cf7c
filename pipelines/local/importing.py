"""The road of a filled-in file: looked at, taken in, made public, undone. The command and the page go the same one."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

import polars as pl

from ilmiotaulu.catalogue import Catalogue, Local, load_catalogue
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.personal import personal_data
from ilmiotaulu.local.problems import Checked, Problem, Refused
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import Settings
from pipelines.local.keeping import LONGEST_ROLE, Import, LocalStore, State, changes, with_import
from pipelines.refresh import Outcome, alone, publish_kept

MEASURES = "shared_measures"
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, eq=False)
class Looked:
    """A file that somebody has brought: refused whole, or read with its problems and what it would change.

    Of a refused file nothing is kept but why. `payload` is there for the marked copy.
    """

    name: str
    refusal: Problem | None = None
    checked: Checked | None = None
    changed: pl.DataFrame | None = None
    file_sha256: str = ""
    payload: bytes = field(default=b"", repr=False)

    @property
    def can_be_accepted(self) -> bool:
        """Whether nothing is in the way of taking it in."""
        return self.checked is not None and self.checked.is_sound and not self.checked.rows.is_empty()


def templates_of(settings: Settings) -> Mapping[str, Template]:
    """The templates that ship with the product, by id."""
    return load_templates(settings.shipped_dir / "templates")


def context_of(settings: Settings, catalogue: Catalogue, today: date) -> Context:
    """What a file is checked against: the catalogue, the region's own list of places, and today."""
    templates = templates_of(settings)
    listed = LocalStore(settings.local_dir).rows(templates["family_centres"])
    return Context(
        templates=templates,
        regions=catalogue.regions,
        region_changes=catalogue.region_changes,
        places=listed["place"].to_list(),
        measures={
            entry.id: entry.title
            for entry in catalogue.indicators.values()
            if any(isinstance(source, Local) and source.template == MEASURES for source in entry.source)
        },
        today=today,
    )


def look(payload: bytes, name: str, settings: Settings, context: Context) -> Looked:
    """Read and check a file, and say what would change if it were taken in. Nothing is kept, whatever comes out."""
    try:
        checked = check_file(payload, name, context)
    except Refused as refused:
        return Looked(name, refusal=refused.problem)
    template = context.templates[checked.template]
    before = LocalStore(settings.local_dir).rows(template)
    changed = changes(template, before, with_import(template, before, checked.rows)) if checked.is_sound else None
    return Looked(name, None, checked, changed, hashlib.sha256(payload).hexdigest(), payload)


def problem_of_role(role: str) -> str | None:
    """Why these words cannot say who brings a file, as the end of a key `import.role.…`; `None` when they can."""
    if not role.strip():
        return "missing"
    if len(role.strip()) > LONGEST_ROLE or "\n" in role:
        return "too_long"
    return "personal" if personal_data(role) else None


def catalogue_of(settings: Settings) -> Catalogue:
    """The catalogue as it is now: a measure that was added a moment ago is known."""
    return load_catalogue(settings.catalogue_dir)


def imports_of(settings: Settings) -> Sequence[Import]:
    """Everything that has been taken in, withdrawn or not, in its order."""
    return LocalStore(settings.local_dir).imports


def accept(
    looked: Looked, settings: Settings, *, role: str, state: State, public_from: date | None, now: datetime
) -> Import:
    """Take in a file that was looked at. Somebody else's import in between is waited for; `Busy` when it takes long.

    Raises `ValueError` when the file cannot be accepted or the role names a person.
    """
    if looked.checked is None or problem_of_role(role):
        raise ValueError("not_acceptable")
    template = templates_of(settings)[looked.checked.template]
    with alone(settings):
        return LocalStore(settings.local_dir).accept(
            looked.checked,
            template,
            file_sha256=looked.file_sha256,
            role=role,
            now=now,
            state=state,
            public_from=public_from,
        )


def set_state(settings: Settings, number: int, state: State, public_from: date | None) -> Import:
    """Say who may see an import, and from which day on everybody."""
    with alone(settings):
        return LocalStore(settings.local_dir).set_state(number, state, public_from)


def withdraw(settings: Settings, number: int, now: datetime) -> Import:
    """Undo an import: those before it are in force again."""
    with alone(settings):
        return LocalStore(settings.local_dir).withdraw(number, now)


def has_examples(settings: Settings) -> bool:
    """Whether made-up figures may stand in where there are none of the region's own."""
    return LocalStore(settings.local_dir).has_examples


def turn_examples(settings: Settings) -> None:
    """Remove the made-up figures, or bring them back."""
    with alone(settings):
        store = LocalStore(settings.local_dir)
        (store.remove_examples if store.has_examples else store.restore_examples)()


def publish(settings: Settings, catalogue: Catalogue) -> Outcome:
    """Build and publish from what is there, without asking any publisher; a second one waits for its turn."""
    with alone(settings):
        return publish_kept(settings, catalogue, _Quiet())


class _Quiet:
    """Nobody is told how the work goes: the page waits for its end."""

    def begin(self, source: str, steps: int) -> None: ...

    def step(self, source: str, what: str, size: int) -> None: ...

    def phase(self, name: str) -> None: ...

    def built(self, indicator: str, rows: int) -> None: ...
