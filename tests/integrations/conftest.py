"""Azure DevOps and Jira of our own, and conversations with them that wait for nothing."""

from contextlib import ExitStack

import pytest

from app.domain.portfolio.items.setting import Plan
from app.integrations.azure_devops.client import Access, opened
from app.integrations.jira.client import opened as open_jira
from tests.fakes.azure_devops import azure, shop
from tests.fakes.jira import jira
from tests.fakes.jira import shop as jira_shop


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


class Patience:
    """Seconds that pass only by waiting for them."""

    def __init__(self):
        self.passed, self.waited = 1000.0, []

    def now(self):
        return self.passed

    def wait(self, seconds):
        self.waited.append(seconds)
        self.passed += seconds


@pytest.fixture
def patience():
    return Patience()


@pytest.fixture(params=['cloud', 'server'])
def jira_fake(request):
    """The same site in the cloud and on a server."""
    with jira(jira_shop(is_cloud=request.param == 'cloud')) as server:
        yield server


@pytest.fixture
def cloud_fake():
    with jira(jira_shop()) as server:
        yield server


@pytest.fixture
def server_fake():
    with jira(jira_shop(is_cloud=False)) as server:
        yield server


@pytest.fixture
def ask_jira(patience):
    """Begins a conversation with a fake; all of them end with the test."""
    with ExitStack() as stack:
        def begin(fake, **options):
            options = {'wait': patience.wait, 'now': patience.now, 'jitter': lambda: 0.0} | options
            return stack.enter_context(open_jira(fake.access(**options)))
        yield begin
