"""Colours of markers in words: a source says `#2b6cb0`, people choose blue."""

import re
from colorsys import rgb_to_hls
from functools import lru_cache

HUES = ((15, 'red'), (45, 'orange'), (70, 'yellow'), (165, 'green'), (195, 'teal'), (255, 'blue'), (290, 'purple'),
        (345, 'pink'), (360, 'red'))  # degrees up to which a colour is called so
NONE = 'none'


@lru_cache(maxsize=256)
def colour_name(colour: str) -> str:
    """A word stays itself; `none` where there is none."""
    found = re.fullmatch(r'#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?', colour.strip().lower())
    if found is None:
        return colour.strip().lower() or NONE
    hue, light, strength = rgb_to_hls(*(int(part, 16) / 255 for part in found.groups()))
    if strength < 0.12 or light < 0.06 or light > 0.96:
        return 'black' if light < 0.2 else 'white' if light > 0.9 else 'grey'
    return next(name for last, name in HUES if hue * 360 <= last)
