"""The failures a person may see; everything else is a bug.

Each carries a text fit for people and a stable code `area.reason` for programs.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class AppError(Exception):
    """An expected refusal; `code` names the reason, whatever the wording; `told` is what programs get beside it."""
    code = 'refused'
    told: Mapping[str, Any] = {}

    def __init__(self, text: str, code: str | None = None) -> None:
        super().__init__(text)
        if code:
            self.code = code


class BadRequest(AppError):
    """It cannot even be read."""
    code = 'body.invalid'


class NotFound(AppError):
    """It does not exist, or this person may not know that it does."""
    code = 'not_found'


class Gone(AppError):
    """It existed, and is over."""
    code = 'gone'


class SignInNeeded(AppError):
    """Nobody, or nobody any more, is signed in."""
    code = 'auth.required'


class Forbidden(AppError):
    """This person may not do that."""
    code = 'auth.forbidden'


class Rejected(AppError):
    """What was given does not fit; `field` names where to mend it."""
    code = 'validation'

    def __init__(self, text: str, code: str | None = None, field: str = '') -> None:
        super().__init__(text, code)
        self.field = field


class Invalid(Rejected):
    """Several things that were given do not fit: `errors` names each with its field."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(errors[0][1] if len(errors) == 1 else ' '.join(f'{field}: {text}' for field, text in errors),
                         field=errors[0][0])
        self.errors = tuple(errors)


class TooLarge(AppError):
    """More than is accepted."""
    code = 'body.too_large'


class WrongType(AppError):
    """Not the kind of file, or of body, that is wanted here."""
    code = 'body.type'


class Conflict(AppError):
    """It fits, but not to the present state: look again; `version` is the present one, where there are versions."""
    code = 'conflict'

    def __init__(self, text: str, code: str | None = None, version: int | None = None) -> None:
        super().__init__(text, code)
        self.version = version


class TooMany(AppError):
    """Too often; possible again after `seconds`."""
    code = 'limit'

    def __init__(self, text: str, code: str | None = None, seconds: float = 0) -> None:
        super().__init__(text, code)
        self.seconds = seconds


class Upstream(AppError):
    """A service outside did not do its part; `is_permanent` says whether another try is pointless.

    `age` is that of what it last told, in seconds, where anything of it is left.
    """
    code = 'upstream.unavailable'

    def __init__(self, text: str, code: str | None = None, is_permanent: bool = False,
                 age: float | None = None) -> None:
        super().__init__(text, code)
        self.is_permanent, self.age = is_permanent, age
