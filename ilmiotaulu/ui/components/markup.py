"""Words of a page as escaped HTML. Several of them make one element, for the browser draws every element anew."""

from collections.abc import Mapping, Sequence
from html import escape

from ilmiotaulu.statements import Sentence
from ilmiotaulu.text import t
from ilmiotaulu.views.sheet import Event


def pictured(name: str, made: str) -> str:
    """A part of a page that can be taken along as a picture under this name: its tables, cards and small pictures."""
    return f'<div data-picture="{escape(name)}">{made}</div>'


def part(text: str) -> str:
    """Which part of a table is shown; a picture of it says so, too."""
    return f'<p class="ilmio-small ilmio-part">{escape(text)}</p>'


def old(said: Sentence | None) -> str:
    """That a figure is an old one; nothing of a newer one."""
    return f'<p class="ilmio-old">{escape(said.text)}</p>' if said else ""


def h2(text: str) -> str:
    """A heading."""
    return f"<h2>{escape(text)}</h2>"


def h3(text: str) -> str:
    """A heading below another."""
    return f"<h3>{escape(text)}</h3>"


def note(text: str) -> str:
    """Small print: a unit, how to read a picture."""
    return f'<p class="ilmio-small">{escape(text)}</p>'


def finding(text: str) -> str:
    """What a picture shows, in a sentence."""
    return f'<p class="ilmio-finding">{escape(text)}</p>'


def story(text: str) -> str:
    """A phenomenon's story, in lines short enough to read."""
    return f'<p class="ilmio-story">{escape(text)}</p>'


def status(text: str, more: str = "") -> str:
    """What has just happened, which a screen reader says at once; `more` is finished markup after it."""
    return f'<p class="ilmio-status" role="status">{escape(text)} {more}</p>'


def questions(asked: Sequence[str]) -> str:
    """Questions for dialogue as a list."""
    return f'<ul class="ilmio-questions">{"".join(f"<li>{escape(one)}</li>" for one in asked)}</ul>'


def said(sentences: Sequence[Sentence], lang: str, *, in_sight: int | None = None) -> str:
    """What can be said of a figure, and in a fold the rule and the numbers behind each sentence.

    Sentences beyond the first `in_sight` are in a fold of their own.
    """
    if not sentences:
        return ""
    rest = sentences[in_sight:] if in_sight is not None else ()
    more, fold = escape(t("evidence.more", lang, count=len(rest))), why(sentences, lang)
    shown = _listed(sentences[:in_sight])
    return f"{shown}<details><summary>{more}</summary>{_listed(rest)}</details>{fold}" if rest else shown + fold


def why(sentences: Sequence[Sentence], lang: str) -> str:
    """In a fold the rule and the numbers behind each sentence."""
    reasons = "".join(
        f"<li>{escape(one.text)}<dl>{''.join(_pair(*pair) for pair in one.numbers)}"
        f"{_pair(t('evidence.rule', lang), one.rule)}</dl></li>"
        for one in sentences
    )
    label = escape(t("evidence.why", lang))
    return f'<details><summary>{label}</summary><ul class="ilmio-why">{reasons}</ul></details>'


def to_copy(title: str, how: str, code: str) -> str:
    """In a fold, a line of code to be copied and how it is used."""
    return (
        f"<details><summary>{escape(title)}</summary>{note(how)}"
        f'<pre class="ilmio-code" tabindex="0"><code>{escape(code)}</code></pre></details>'
    )


def made_up(lang: str) -> str:
    """A mark that the figures after it are made up."""
    return f'<p><span class="ilmio-mark">{escape(t("example.mark", lang))}</span></p>'


def told(sentences: Sequence[Sentence], happened: Sequence[Event], lang: str) -> str:
    """The leading sentence, the others with what is behind them, and what happened in the years shown."""
    lead = "".join(finding(one.text) for one in sentences[:1])
    return lead + said(sentences[1:], lang, in_sight=2) + events(happened, {}, lang)


def _listed(sentences: Sequence[Sentence]) -> str:
    return f'<ul class="ilmio-findings">{"".join(f"<li>{escape(one.text)}</li>" for one in sentences)}</ul>'


def _pair(label: str, value: str) -> str:
    return f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"


def events(told: Sequence[Event], numbers: Mapping[int, str], lang: str) -> str:
    """What happened in the years shown, with the numbers of the lines of a trend; nothing where nothing did."""
    if not told:
        return ""
    marks = {year: f"{mark} " for year, mark in numbers.items()}
    rows = "".join(f"<li>{marks.get(year, '')}{year}: {escape(words)}</li>" for year, words in told)
    return f'{note(t("trend.events", lang))}<ul class="ilmio-events">{rows}</ul>'
