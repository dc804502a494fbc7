"""What the pages with numbers have in common: the plan they look at, and that it may change under them."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from app.events import BASELINE, SCENARIOS, SETUP, scenario_topic
from app.realtime import follow
from app.services.people import sessions
from app.services.portfolio import scenarios
from pages.kit import Visitor

Show = Callable[[Any], None]


def topics_of(scenario_id: int | None, *more: str) -> tuple[str, ...]:
    """Where it is announced that what is shown may be another."""
    return (BASELINE, SETUP, *more, *((scenario_topic(scenario_id),) if scenario_id is not None else ()))


async def follow_scenarios(who: Visitor, show: Callable[[Mapping[int, str]], None]) -> None:
    """Names of those one can look at, by number."""
    def names(found: scenarios.ScenarioList) -> None:
        show({**{one.id: one.name for one in found.mine},
              **{one.id: f'{one.name} · {one.owner_name}' for one in found.shared}})
    await follow(SCENARIOS, sessions.looking, who.credential, scenarios.list_scenarios, show=names)


def remember(path: str, query: Mapping[str, object]) -> None:
    """The address brings back what is looked at."""
    given = urlencode({name: value for name, value in query.items() if value not in ('', None, ())})
    ui.navigate.history.replace(f'{path}?{given}' if given else path)


def ids_of(text: str) -> tuple[int, ...]:
    """`3,5` from an address; what is no number is nothing."""
    return tuple(int(part) for part in text.split(',') if part.isdecimal() and len(part) < 10)


def text_of(ids: tuple[int, ...]) -> str:
    return ','.join(map(str, ids))


def number_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
