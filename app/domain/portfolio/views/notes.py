"""What people draw on a timeline: notes, boxes, lines and signs, each in a saved view."""

from dataclasses import dataclass
from datetime import date

SHAPES = ('note', 'box', 'line', 'icon')
COLOURS = range(1, 7)
LONGEST = 500  # characters
HIGHEST = 100_000  # pixels below the axis


@dataclass(frozen=True)
class AnnotationDraft:
    shape: str
    day: date
    until: date | None = None
    y: int = 0
    height: int = 0
    text: str = ''
    colour: int = 1


@dataclass(frozen=True)
class Annotation:
    id: int
    view: int
    draft: AnnotationDraft
    version: int
