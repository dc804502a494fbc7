"""Chance that falls the same way every time; a tenth of the start-up time that the module of the language takes."""

from zlib import crc32


class Chance:
    def __init__(self, *seeds: object) -> None:
        self.state = crc32(repr(seeds).encode()) or 1

    def below(self, most: int) -> int:
        self.state = (self.state * 1_103_515_245 + 12_345) % 2**31
        return (self.state >> 8) % most

    def hundredths(self, low: int, high: int) -> float:
        return (low + self.below(high - low + 1)) / 100
