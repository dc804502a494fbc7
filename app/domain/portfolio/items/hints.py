"""What a read noticed about an item and no column holds: kept among its fields under these names."""

from typing import Final

OUT_OF_RANGE: Final = 'roundtable.out_of_range'  # list of raw dates that count as none
PARENTS: Final = 'roundtable.parents'  # how many it has at the source, where more than one; its own id is one, too
MISSING: Final = 'roundtable.missing'  # numbers of linked items that were not read
BLOCK: Final = 'roundtable.block'  # what is unclear in its capacity text, in words
BLOCK_DOUBT: Final = 'roundtable.block_doubt'  # true: shares and capacity text both changed, and somebody must choose

HINTS: Final = frozenset({OUT_OF_RANGE, PARENTS, MISSING, BLOCK, BLOCK_DOUBT})
