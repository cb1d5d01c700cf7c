"""Tuo tietoja: templates to fill in, a filled-in file checked in one round, and what has been taken in so far."""

import dataclasses
from datetime import date

import streamlit as st

from ilmiotaulu.exports.xlsx import XLSX
from ilmiotaulu.local.marked import marked_copy
from ilmiotaulu.local.workbook import template_csv, template_xlsx
from ilmiotaulu.text import number, t
from ilmiotaulu.ui import data, state, uploads
from ilmiotaulu.ui.components import blocks, imports, markup
from ilmiotaulu.ui.components.links import link, links
from pipelines.local import importing
from pipelines.raw import now_utc

lang = state.language()
settings = data.settings()
catalogue = importing.catalogue_of(settings)
templates = importing.templates_of(settings)
places = data.places(data.current().release, lang)

blocks.words(markup.h2(t("import.page.templates", lang)), markup.note(t("import.page.templates_how", lang)))
titles = {name: template.title.in_language(lang) for name, template in templates.items()}
template = templates[blocks.choose("template", titles, next(iter(titles)), t("import.page.template", lang))]
blocks.words(markup.note(template.purpose.in_language(lang)))


def choices() -> dict[str, list[str]]:
    """What the drop-downs of the template offer."""
    context = importing.context_of(settings, catalogue, date.today())
    return context.choices(lang, settings.home_county)


with st.container(horizontal=True, gap="small"):
    st.download_button(
        t("import.page.xlsx", lang),
        lambda: template_xlsx(template, lang, choices()),
        file_name=f"{template.id}-{lang}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="template-xlsx",
        icon=":material/download:",
    )
    st.download_button(
        t("import.page.csv", lang),
        lambda: template_csv(template, lang),
        file_name=f"{template.id}-{lang}.csv",
        mime="text/csv",
        on_click="ignore",
        key="template-csv",
        icon=":material/download:",
    )
blocks.fold(t("import.page.columns", lang), "template-columns", lambda: st.html(imports.columns_table(template, lang)))


def bring() -> None:
    """A file is dropped, looked at, and taken in when nothing is in the way."""
    brought = uploads.take("import", t("import.page.file", lang), lang)
    if brought:
        context = importing.context_of(settings, catalogue, date.today())
        st.session_state["_looked"] = importing.look(*brought, settings, context)
        st.rerun(scope="fragment")
    looked = st.session_state.get("_looked")
    if done := st.session_state.pop("_taken_in", None):
        st.success(t("import.page.taken_in", lang, **done), icon=":material/check:")
    if looked is None:
        return
    blocks.words(markup.h3(looked.name))
    if looked.refusal:
        st.error(imports.refusal_words(looked.refusal, lang), icon=":material/block:")
        return
    tell_problems(looked)
    if looked.can_be_accepted:
        tell_changes(looked)
        take_in(looked)


def tell_problems(looked: importing.Looked) -> None:
    """Every problem at once, on the page and in a copy of the file."""
    problems = looked.checked.problems
    if not problems:
        st.success(t("import.page.sound", lang, rows=number(looked.checked.rows.height, 0, lang)))
        return
    errors = sum(one.severity == "error" for one in problems)
    word = "import.page.errors" if errors else "import.page.notices"
    (st.error if errors else st.info)(t(word, lang, count=errors or len(problems)))
    blocks.in_parts(len(problems), "problems", lambda here: st.html(imports.problems_table(problems[here], lang)))
    st.download_button(
        t("import.page.marked", lang),
        lambda: marked_copy(looked.payload, looked.name, looked.checked, lang),
        file_name=f"{looked.name.rsplit('.', 1)[0]}-{t('import.page.marked_name', lang)}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="marked",
        icon=":material/download:",
    )


def tell_changes(looked: importing.Looked) -> None:
    """What taking the file in would change, and its first rows as they were understood."""
    template = templates[looked.checked.template]
    blocks.words(
        markup.h3(t("import.page.changes", lang)),
        imports.changes_words(looked.changed, lang),
        imports.preview_table(template, looked.checked.rows, places, lang),
    )


def take_in(looked: importing.Looked) -> None:
    """Who brings it and who may see it; nothing is kept before the button is pressed."""
    blocks.words(markup.h3(t("import.page.accept", lang)))
    role = st.text_input(
        t("import.page.role", lang), key="import-role", help=t("import.page.role_help", lang), width=420
    )
    shown, public_from = choose_state("import")
    if st.button(t("import.page.accept", lang), key="accept", type="primary"):
        if problem := importing.problem_of_role(role):
            st.error(t(f"import.role.{problem}", lang))
            return
        one = importing.accept(looked, settings, role=role, state=shown, public_from=public_from, now=now_utc())
        st.session_state["_taken_in"] = {"rows": number(one.rows, 0, lang), "number": one.id}
        del st.session_state["_looked"]
        st.rerun()


def choose_state(key: str, chosen: str = "draft", day: date | None = None) -> tuple[str, date | None]:
    """Choose who may see a file, and from which day on everybody."""
    shown = st.segmented_control(
        t("import.page.state", lang),
        importing.STATES,
        default=chosen,
        format_func=lambda one: t(f"import.state.{one}", lang),
        key=f"{key}-state",
        required=True,
    )
    if shown != "public":
        return shown, None
    day = st.date_input(
        t("import.page.public_from", lang), value=day or date.today(), key=f"{key}-day", width=220, format="DD.MM.YYYY"
    )
    return shown, day


def kept() -> None:
    """The files taken in so far: who may see each, and the way back."""
    fields = [field.name for field in dataclasses.fields(imports.Kept)]
    listed = [imports.Kept(**one.model_dump(include=set(fields))) for one in importing.imports_of(settings)]
    if not listed:
        blocks.words(markup.note(t("import.page.none", lang)))
    else:
        st.html(imports.imports_table(listed, titles, lang))
    in_force = {str(one.id): one for one in reversed(listed) if one.withdrawn_at is None}
    if in_force:
        named = {key: imports.import_words(one, titles, lang) for key, one in in_force.items()}
        one = in_force[blocks.choose("imported", named, next(iter(named)), t("import.page.imported", lang))]
        shown, public_from = choose_state(f"kept-{one.id}", one.state, one.public_from)
        with st.container(horizontal=True, gap="small"):
            if st.button(t("import.page.save_state", lang), key="save-state"):
                importing.set_state(settings, one.id, shown, public_from)
                st.rerun(scope="fragment")
            if st.button(t("import.page.undo", lang, number=one.id), key="undo"):
                importing.withdraw(settings, one.id, now_utc())
                st.rerun(scope="fragment")
    blocks.words(markup.h3(t("import.page.publish", lang)), markup.note(t("import.page.publish_how", lang)))
    with st.container(horizontal=True, gap="small"):
        if st.button(t("import.page.publish", lang), key="publish", type="primary"):
            with st.spinner(t("import.page.publishing", lang)):
                st.session_state["_published"] = importing.publish(settings, catalogue)
            st.rerun()
        word = "remove_examples" if importing.has_examples(settings) else "restore_examples"
        if st.button(t(f"import.page.{word}", lang), key="examples"):
            importing.turn_examples(settings)
            st.rerun(scope="fragment")
    if outcome := st.session_state.pop("_published", None):
        tell = st.success if outcome.exit_code == 0 else st.error
        tell(t(f"import.published.{outcome.state}", lang, release=outcome.release or ""))


if not settings.allow_import:
    st.info(t("import.page.not_here", lang), icon=":material/info:")
else:
    blocks.words(markup.h2(t("import.page.bring", lang)), markup.note(t("import.page.bring_how", lang)))
    blocks.alone(bring)
    blocks.words(markup.h2(t("import.page.kept", lang)))
    blocks.alone(kept)

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [link("family_centres", t("import.page.next_centres", lang)), link("data", t("import.page.next_data", lang))]
    ),
)
