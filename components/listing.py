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
        for key in self.entries.keys() - set(keys):
            self.entries.pop(key).delete()
        for key in keys:
            if key not in self.entries:
                self._add(key)
        if list(self.entries) != list(keys):
            self._move(keys)
        return iter(self.entries.values())

    def _add(self, key: K) -> None:
        with self.place:
            entry = self.entries[key] = self.make()
        if self.place.default_slot.children[len(self.entries) - 1] is not entry:
            entry.move(target_index=len(self.entries) - 1)

    def _move(self, keys: Sequence[K]) -> None:
        order = list(self.entries)
        for index, key in enumerate(keys):
            if order[index] != key:
                order.remove(key)
                order.insert(index, key)
                self.entries[key].move(target_index=index)
        self.entries = {key: self.entries[key] for key in keys}
