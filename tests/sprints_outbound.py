"""Channels, repositories and runs for tests: on this machine, with everything a run would be given."""

from dataclasses import replace

from app.domain.policy import Policy
from app.domain.sprints.git.setup import RepositoryDraft
from app.domain.sprints.publishing.channels import ChannelDraft, WikiOptions
from app.services.sprints import channels, git_links
from app.work import transact
from jobs.sprints import notify, publish_report, send_report, sync_git
from tests import sprints
from tests.people import ANN
from tests.voice import Said

COMMANDS = {module.DEFINITION.slug: module.DEFINITION for module in (notify, publish_report, send_report, sync_git)}
HOOK = 'https://hooks.slack.com/services/T0/B0/s3cr3t'
BASE = 'https://plan.example.com'


def with_commands(policy: Policy) -> Policy:
    return replace(policy, commands={**policy.commands, **COMMANDS}, base_url=BASE)


def team_board(**more):
    """Two issues of a project whose keys platforms recognise; one is done."""
    return sprints.plant(sprints.board([
        sprints.issue(1, points=5, key='AB-1', project='AB', status=sprints.FINISHED),
        sprints.issue(2, points=3, key='AB-2', project='AB', title='<b>Pay & go</b>')], **more))


def add_chat(address=HOOK, kind='slack', name='Team', is_private=False, **more):
    draft = ChannelDraft(name, kind, address, is_private=is_private, **more)
    return transact(channels.add_channel, ANN, draft)


def add_wiki(url='https://firm.atlassian.net', kind='cloud', name='Wiki', token='wiki-t0ken', space='TEAM', **more):
    wiki = WikiOptions(kind, url, 'bot@firm.example' if kind == 'cloud' else '', space)
    return transact(channels.add_channel, ANN, ChannelDraft(name, 'confluence', token, wiki=wiki, is_private=True,
                                                            **more))


def add_repository(platform='github', url='', token='git-t0ken', site=1):
    return transact(git_links.add_repository, ANN, RepositoryDraft(site, platform, 'firm/shop', token, url, True))


def voice(**secrets):
    """A run that was given these: `channel_1='…'`, `git_2='…'`."""
    return Said(secrets={f'SPRINTS_{name.upper()}': value for name, value in secrets.items()})
