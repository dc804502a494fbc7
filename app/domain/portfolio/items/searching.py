"""Finding an item by its number or words of its title, also one that is hidden, or gone at its source."""

from dataclasses import dataclass

from app.domain.portfolio.items.items import Item, Portfolio

MOST = 100


@dataclass(frozen=True)
class Hit:
    item_id: int
    number: str
    title: str
    type: str
    state: str
    plan: str  # its name
    is_shown: bool
    is_gone: bool


def find(portfolio: Portfolio, text: str, shown: frozenset[int] = frozenset(), limit: int = MOST) -> tuple[Hit, ...]:
    """The number itself first, then what begins so, then the rest by title; what is shown comes before what is not."""
    wanted = text.strip().lstrip('#').casefold()
    words = wanted.split()
    if not words:
        return ()
    found = [(place, item) for item in portfolio.items.values()
             if (place := _place(item, wanted, words)) is not None]
    found.sort(key=lambda pair: (pair[0], pair[1].id not in shown, pair[1].title.casefold(), pair[1].id))
    plans = portfolio.setting.plans
    return tuple(Hit(item.id, item.number, item.title, item.type, item.state,
                     plan.name if (plan := plans.get(item.plan or 0)) else '', item.id in shown, item.is_gone)
                 for _, item in found[:max(0, min(limit, MOST))])


def _place(item: Item, wanted: str, words: list[str]) -> int | None:
    title = item.title.casefold()
    if item.number.casefold() == wanted:
        return 0
    if title.startswith(wanted):
        return 1
    if item.number.startswith(wanted):
        return 2
    place = f'{item.number} {title}'
    return 3 if all(word in place for word in words) else None
