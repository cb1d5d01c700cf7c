"""Bringing a file in: first a look that keeps nothing, then, when a person has accepted what it shows, the rows alone.

For the command and for the page. A file that is refused leaves nothing behind, and no file is ever kept as it came.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import polars as pl

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.personal import personal_data
from ilmiotaulu.local.problems import Checked
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import Settings
from pipelines.local.examples import is_marked_example, measures_of, shipped_examples
from pipelines.local.keeping import LONGEST_ROLE, Import, LocalStore, State, changes, with_import
from pipelines.local.months import PLACES

RoleMistake = Literal["empty", "long", "personal"]


class OthersCameFirst(Exception):
    """Somebody has brought in or withdrawn something since the look: what it showed may no longer be so."""


@dataclass(frozen=True, eq=False)
class Look:
    """What a file holds and what it would change. Nothing of it has been kept.

    `changes` is as `keeping.changes` gives it: what differs from all that has been taken in, drafts as well. `seen` are
    the imports that it was compared with.
    """

    checked: Checked
    template: Template
    file_sha256: str
    is_example: bool
    changes: pl.DataFrame
    seen: Sequence[Import]


def context_of(settings: Settings, catalogue: Catalogue, today: date, *, examples: bool = False) -> Context:
    """What a file is checked against: also places of a list that nobody may see yet. For examples, their own places."""
    templates = load_templates(settings.templates_dir)
    store = LocalStore(settings.local_dir)
    places: Sequence[str] = ()
    if PLACES in templates:
        places = store.rows(templates[PLACES], examples=examples)["place"].to_list()
    if examples and not places:
        shipped = shipped_examples(settings.shipped_dir, templates, catalogue)
        places = shipped[PLACES].rows["place"].to_list() if PLACES in shipped else ()
    return Context(templates, catalogue.regions, catalogue.region_changes, places, measures_of(catalogue), today)


def look_at(payload: bytes, name: str, settings: Settings, catalogue: Catalogue, today: date) -> Look:
    """Read and check a file beside what is kept; `Refused` when it is not looked at further, `DamagedLocal`.

    The rows of a file with errors are there as well, but `take_in` does not take them.
    """
    is_example = is_marked_example(payload)
    context = context_of(settings, catalogue, today, examples=is_example)
    checked = check_file(payload, name, context)
    template = context.templates[checked.template]
    store = LocalStore(settings.local_dir)
    before = store.rows(template, examples=is_example)
    after = with_import(template, before, checked.rows)
    return Look(
        checked,
        template,
        hashlib.sha256(payload).hexdigest(),
        is_example,
        changes(template, before, after),
        tuple(store.imports),
    )


def take_in(
    look: Look, settings: Settings, *, role: str, state: State, public_from: date | None, now: datetime
) -> Import:
    """Keep the rows of a sound file. Call it inside `alone`.

    Raises `OthersCameFirst`, and `ValueError` as `LocalStore.accept` does and for a role that `role_mistake` finds.
    """
    if mistake := role_mistake(role):
        raise ValueError(mistake)
    store = LocalStore(settings.local_dir)
    if tuple(store.imports) != tuple(look.seen):
        raise OthersCameFirst
    return store.accept(
        look.checked,
        look.template,
        file_sha256=look.file_sha256,
        role=role,
        now=now,
        state=state,
        public_from=public_from,
        is_example=look.is_example,
    )


def role_mistake(role: str) -> RoleMistake | None:
    """What is wrong with the role of whoever brings a file: it is a task in a few words, never a name or an address."""
    if not role.strip():
        return "empty"
    if len(role.strip()) > LONGEST_ROLE or len(role.splitlines()) > 1:
        return "long"
    return "personal" if personal_data(role) else None
