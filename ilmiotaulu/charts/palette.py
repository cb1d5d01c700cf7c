"""The colours of every chart, map and page, light and dark: constants only.

Each pair keeps WCAG AA on both backgrounds of its mode: 4.5:1 for text, 3:1 for lines and marks.
Better-or-worse is always blue against orange, never red against green, and never colour alone.
"""

from dataclasses import dataclass
from typing import Final

BACKGROUND: Final = "#FFFFFF"
SURFACE: Final = "#F1F5F6"
TEXT: Final = "#15252B"
TEXT_MUTED: Final = "#54646A"
LINE: Final = "#D5DEE1"

BACKGROUND_DARK: Final = "#10191D"
SURFACE_DARK: Final = "#1B272C"
TEXT_DARK: Final = "#E7EEF0"
TEXT_MUTED_DARK: Final = "#A9B7BC"
LINE_DARK: Final = "#33434A"

# The chosen region is always ACCENT, what it is compared with is always GREY.
ACCENT: Final = "#0B5C6E"
ACCENT_DARK: Final = "#6FCBDB"
GREY: Final = "#5C6B71"
GREY_DARK: Final = "#9FAEB4"

BLUE: Final = "#1F68A8"
BLUE_DARK: Final = "#74B4EA"
ORANGE: Final = "#B4530A"
ORANGE_DARK: Final = "#F0A25B"

# Readable on both backgrounds, for pictures that cannot know the mode (data-URI sparklines).
ACCENT_EITHER: Final = "#3A8AA0"
GREY_EITHER: Final = "#76858B"
BLUE_EITHER: Final = "#3579C8"
ORANGE_EITHER: Final = "#C4661A"

# Amounts on a map, from little to much: one hue, even steps of lightness. In the dark mode "little"
# stays near the background, so that much is what shines in both.
SEQUENTIAL: Final = ("#E2EDF5", "#B5D0E6", "#83AFD4", "#4E89BC", "#255F95")
SEQUENTIAL_DARK: Final = ("#1F3C52", "#2C597C", "#417CA8", "#6FA6D0", "#B4D6EF")


# A second map beside the first: another hue, so that nobody takes one's classes for the other's.
SECOND: Final = ("#F0E8F5", "#D6C3E4", "#B598CF", "#9069B2", "#683B8D")
SECOND_DARK: Final = ("#35253F", "#503A65", "#74558F", "#A184BD", "#D8C6EA")

# Backgrounds of a table's cells by result, light and dark, all of them under the colour of text. Better is blue and
# worse orange where an indicator says which is which; otherwise higher is violet and lower grey. 2 is the stronger.
CELLS: Final = {
    "better-1": ("#D6E6F5", "#1C3F5E"),
    "better-2": ("#9CC4E8", "#28618F"),
    "worse-1": ("#FBE1C9", "#54331A"),
    "worse-2": ("#F2B378", "#82481A"),
    "higher-1": ("#E9DDF2", "#3E2D50"),
    "higher-2": ("#CBB0E0", "#614480"),
    "lower-1": ("#E2E7E9", "#29363C"),
    "lower-2": ("#BAC6CB", "#465962"),
}
# The edges of judged cells, so that better and worse are never told by colour alone; and the hatching of hidden ones.
CELL_EDGES: Final = {"better": (BLUE, BLUE_DARK), "worse": (ORANGE, ORANGE_DARK)}
HATCHING: Final = (("#F1F5F6", "#DCE3E6"), ("#1B272C", "#2B3A41"))


@dataclass(frozen=True)
class Inks:
    """The colours of a chart in one mode."""

    text: str
    accent: str
    band: str
    grey: str
    orange: str
    line: str
    background: str


LIGHT: Final = Inks(TEXT_MUTED, ACCENT, "rgba(11,92,110,0.14)", GREY, ORANGE, LINE, BACKGROUND)
DARK: Final = Inks(
    TEXT_MUTED_DARK, ACCENT_DARK, "rgba(111,203,219,0.2)", GREY_DARK, ORANGE_DARK, LINE_DARK, BACKGROUND_DARK
)

# The colour of the light mode in the place of each one of the dark mode: for what is drawn in the dark and taken along.
LIGHT_OF: Final = {
    dark.lower(): light.lower()
    for light, dark in (
        (BACKGROUND, BACKGROUND_DARK),
        (SURFACE, SURFACE_DARK),
        (TEXT, TEXT_DARK),
        (TEXT_MUTED, TEXT_MUTED_DARK),
        (LINE, LINE_DARK),
        (ACCENT, ACCENT_DARK),
        (GREY, GREY_DARK),
        (BLUE, BLUE_DARK),
        (ORANGE, ORANGE_DARK),
        *zip(SEQUENTIAL, SEQUENTIAL_DARK, strict=True),
        *zip(SECOND, SECOND_DARK, strict=True),
        *CELLS.values(),
        *zip(*HATCHING, strict=True),
    )
}
