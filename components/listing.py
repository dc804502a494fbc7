"""Lists that change while somebody looks: each entry is made once, moved when the order changes, and then goes."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

from nicegui import ui

K = TypeVar('K', bound=Hashable)
E = TypeVar('E', bound=ui.element)


class Keyed(Generic[K, E]):
    """The first children of `place`, one for each key, in the order of the keys."""

    def __init__(self, place: ui.element, make: Callable[[], E]) -> None:
        self.place, self.make = place, make
        self.entries: dict[K, E] = {}

    def arrange(self, keys: Sequence[K]) -> Iterator[E]:
        """The entries for these keys, in their order; those of other keys are gone."""
        if list(self.entries) == list(keys):
            return iter(self.entries.values())
        for key in self.entries.keys() - set(keys):
            self.entries.pop(key).delete()
        for key in keys:
            if key not in self.entries:
                with self.place:
                    self.entries[key] = self.make()
        self.entries = {key: self.entries[key] for key in keys}
        self.restore()
        return iter(self.entries.values())

    def restore(self) -> None:
        """Put every entry where it belongs, also after somebody has dragged one elsewhere."""
        children = self.place.default_slot.children
        for index, entry in enumerate(self.entries.values()):
            if children[index] is not entry:
                entry.move(target_index=index)
