"""Azure DevOps of our own, and conversations with it that wait for nothing."""

from contextlib import ExitStack

import pytest

from app.domain.portfolio.setting import Plan
from app.integrations.azure_devops.client import Access, opened
from tests.fakes.azure_devops import azure, shop


@pytest.fixture
def fake():
    with azure(shop()) as server:
        yield server


@pytest.fixture
def waited():
    """The pauses the client would have made."""
    return []


@pytest.fixture
def speak(fake, waited):
    """Begins a conversation; all of them end with the test."""
    with ExitStack() as stack:
        def begin(token='pat-all', url=None, **options):
            options = {'wait': waited.append, 'jitter': lambda: 0.0} | options
            return stack.enter_context(opened(Access(url or fake.url, token, **options)))
        yield begin


@pytest.fixture
def client(speak):
    return speak()


@pytest.fixture
def plan():
    def make(area='Shop\\Web', **fields):
        return Plan(1, 'team-web', 1, 'Web', 'team', area, **fields)
    return make
