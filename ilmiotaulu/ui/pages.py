"""The pages by name, and their files."""

from ilmiotaulu.settings import PROJECT

PAGES = {
    "overview": "steering/overview",
    "phenomenon": "steering/phenomenon",
    "municipality": "steering/municipality",
    "compare": "steering/compare",
    "map": "steering/map",
    "future": "steering/future",
    "family_centres": "steering/family_centres",
    "story": "workshop/story",
    "data": "analyst/data",
    "import_file": "analyst/import_file",
    "methods": "about/methods",
    "accessibility": "about/accessibility",
    "about": "about/about",
}
# Pages that the footer leads to, not the header.
FOOTER = ("import_file", "methods", "accessibility", "about")
HEADER = tuple(name for name in PAGES if name not in FOOTER)


def file(name: str) -> str:
    """The file of a page."""
    return f"{PROJECT}/pages/{PAGES[name]}.py"
