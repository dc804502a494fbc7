"""People as they are drawn everywhere: an animal, or initials on the colour of their seat."""

from zlib import crc32

from app.domain.names import initials
from components.controls import Text, classed

ANIMAL_SIGNS = {
    'Bear': '🐻', 'Cat': '🐱', 'Crab': '🦀', 'Dog': '🐶', 'Duck': '🦆', 'Elephant': '🐘', 'Fox': '🦊', 'Frog': '🐸',
    'Hedgehog': '🦔', 'Koala': '🐨', 'Lion': '🦁', 'Octopus': '🐙', 'Owl': '🦉', 'Panda': '🐼', 'Penguin': '🐧',
    'Whale': '🐳',
}
SEAT_COLOURS = 10


class Avatar(Text):
    """A person as an animal, or as initials on the colour of their seat."""

    def __init__(self, name: str = '', identity: str = '', avatar: str = '', size: int = 24) -> None:
        super().__init__('', f'rt-av rt-av-{size}')
        self.props('aria-hidden=true')
        self.shown: tuple[str, str, str] | None = None
        if name:
            self.show(name, identity, avatar)

    def show(self, name: str, identity: str, avatar: str = '') -> None:
        if (name, identity, avatar) == self.shown:
            return
        self.shown = (name, identity, avatar)
        self.say(ANIMAL_SIGNS.get(avatar) or initials(name))
        classed(self, animal=avatar in ANIMAL_SIGNS)
        self.style(f'background: {seat_colour(identity)}')


def seat_colour(identity: str) -> str:
    """One of ten, the same for a person everywhere."""
    return f'var(--rt-seat-{crc32(identity.encode()) % SEAT_COLOURS + 1})'
