"""A story as slides: each a finding, a picture as plain data, how sure it is, and where it comes from.

What shows slides, a presentation file or a screen, draws the pictures as it can. Every figure comes from the table that
stands under the same picture on a page, so what is hidden is a word here, too. Made-up figures are not on slides.

A kind of slide is a function in a module of its own, from what is asked (`drawing.Asked`) to what is drawn
(`drawing.Drawn`); `making` has the list of them.
"""

from ilmiotaulu.views.slides.making import answer, assembled, can_be_guessed, deck, kept, slide
from ilmiotaulu.views.slides.model import Deck, Slide
from ilmiotaulu.views.slides.pictures import (
    Bar,
    Bars,
    Corners,
    Dot,
    Dots,
    EmptyOrder,
    Figures,
    Funnel,
    Label,
    Lines,
    MapPicture,
    MapPoint,
    Numbers,
    Picture,
    Pyramid,
    Series,
    Together,
    Words,
)
from ilmiotaulu.views.slides.reader import Reader

__all__ = [
    "Bar",
    "Bars",
    "Corners",
    "Deck",
    "Dot",
    "Dots",
    "EmptyOrder",
    "Figures",
    "Funnel",
    "Label",
    "Lines",
    "MapPicture",
    "MapPoint",
    "Numbers",
    "Picture",
    "Pyramid",
    "Reader",
    "Series",
    "Slide",
    "Together",
    "Words",
    "answer",
    "assembled",
    "can_be_guessed",
    "deck",
    "kept",
    "slide",
]
