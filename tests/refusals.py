"""What the program refuses is told apart by its code, whatever the wording."""

from contextlib import contextmanager

import pytest

from app.errors import AppError


@contextmanager
def refused(code):
    """Nothing but a refusal with this code."""
    with pytest.raises(AppError) as caught:
        yield caught
    assert caught.value.code == code
