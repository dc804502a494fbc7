"""What programs send and name: days, numbers as strings, so that every decimal is kept, rows by their id."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.api.doors import Body
from app.domain.seasons.money import number_in
from app.errors import NotFound, Rejected


def day_of(value: str | date, field: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        raise Rejected('Write the day as 2030-02-04.', field=field) from None


def optional_day_of(value: str | date | None, field: str) -> date | None:
    return day_of(value, field) if value else None


def number_of(value: str | Decimal, field: str) -> Decimal:
    found = number_in(str(value))
    if found is None:
        raise Rejected('Write a number, such as 0.55.', field=field)
    return found


def one_of(found: Any, number: int) -> Any:
    """The view with this id. Raises NotFound."""
    for one in found:
        if one.id == number:
            return one
    raise NotFound('This does not exist, or not any more.')


def given_in(body: Body, **names: str) -> dict[str, Any]:
    """What is left out stays as it was; `names` are fields that are called otherwise inside."""
    given = body.model_dump(exclude={'version', 'season'}, exclude_unset=True)
    return {names.get(name, name): value for name, value in given.items()}


def values_of(body: Body) -> dict[str, Any]:
    """Without the version that was seen."""
    return body.model_dump(exclude={'version'})
