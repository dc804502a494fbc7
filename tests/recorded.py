"""Recorded answers of outside services, where this machine has them: they are not part of the product."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get('RECORDED_DATA') or Path(__file__).parents[2] / 'shared' / 'data')


def folder(name):
    """Skips the test, saying why, where there are none."""
    found = DATA / name
    if not found.is_dir():
        pytest.skip(f'there are no recorded answers in {found}')
    return found
