"""The syntax trees of the whole program are read once, and nobody looks for garbage among them."""

import gc

import pytest


@pytest.fixture(scope='package', autouse=True)
def _trees_are_no_garbage():
    """The collector would go through a million nodes again and again: three quarters of the time of these tests."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
