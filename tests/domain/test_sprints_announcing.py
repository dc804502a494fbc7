"""Messages for chats: within what Slack and Teams take, and text from outside stays text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.publishing import channels
from app.domain.sprints.publishing.announcing import CARD, Announcement, slack_message, slack_text, teams_message
from app.domain.sprints.publishing.channels import ChannelDraft, WikiOptions, demand_sound
from app.errors import Rejected

LINK = 'https://plan.example.com/sprints/boards/1/sprints/42'
SAID = Announcement('Sprint 42 closed', 'Team D finished 13 of 18 points.', LINK,
                    figures=(('Committed', '18 points'), ('Completed', '13 points'), ('Say/do', '44.4 %')))


def test_slack_gets_a_headline_a_sentence_the_figures_and_a_link():
    message = slack_message(SAID)
    assert [block['type'] for block in message['blocks']] == ['header', 'section', 'section', 'section']
    assert message['blocks'][2]['fields'][0]['text'] == '*Committed*\n18 points'
    assert message['blocks'][3]['text']['text'] == f'<{LINK}|Open the report>'
    assert message['text'] == 'Sprint 42 closed: Team D finished 13 of 18 points.'


def test_teams_gets_a_card():
    (attachment,) = teams_message(SAID)['attachments']
    assert attachment['contentType'] == 'application/vnd.microsoft.card.adaptive'
    assert attachment['content']['actions'] == [{'type': 'Action.OpenUrl', 'title': 'Open the report', 'url': LINK}]
    assert attachment['content']['body'][2]['inlines'][1]['text'] == '18 points'


def test_signs_that_slack_reads_as_markup_are_escaped():
    assert slack_text('<!channel> & <@U1>', 100) == '&lt;!channel&gt; &amp; &lt;@U1&gt;'


def test_a_message_is_never_cut_within_a_sign():
    assert slack_text('&' * 10, 12) == '&amp;&amp;…'


def test_markup_in_a_name_is_plain_text_in_teams():
    card = teams_message(Announcement('[x](https://a.example) **y**', '<at>all</at>', LINK))
    assert all(block['type'] == 'RichTextBlock' for block in card['attachments'][0]['content']['body'])


@settings(max_examples=80, deadline=None)
@given(st.text(), st.text(max_size=50).map(lambda text: text * 3000), st.lists(
    st.tuples(st.text(), st.text(max_size=20).map(lambda text: text * 300)), max_size=60))
def test_whatever_is_said_fits(title, sentence, figures):
    said = Announcement(title, sentence, LINK, figures=tuple(figures))
    slack, teams = slack_message(said), teams_message(said)
    assert len(slack['blocks']) <= 50
    for block in slack['blocks']:
        assert len(block.get('text', {}).get('text', '')) <= (150 if block['type'] == 'header' else 3000)
        assert len(block.get('fields', ())) <= 10
        assert all(len(field['text']) <= 2000 for field in block.get('fields', ()))
    assert len(json.dumps(teams).encode()) <= 4 * CARD  # as far as it may be written with escapes
    assert len(json.dumps(teams, ensure_ascii=False).encode()) <= CARD


WIKI = WikiOptions('cloud', 'https://firm.atlassian.net', 'bot@firm.example', 'TEAM')


@pytest.mark.parametrize(('draft', 'field'), [
    (ChannelDraft('', 'slack', 'https://hooks.slack.com/services/T/B/x'), 'name'),
    (ChannelDraft('A', 'irc', 'https://hooks.slack.com/services/T/B/x'), 'kind'),
    (ChannelDraft('A', 'slack'), 'secret'),
    (ChannelDraft('A', 'slack', 'hooks.slack.com/services'), 'secret'),
    (ChannelDraft('A', 'slack', 'https://evil.example/services'), 'secret'),
    (ChannelDraft('A', 'slack', 'https://hooks.slack.com@evil.example/'), 'secret'),
    (ChannelDraft('A', 'teams', 'https://logic.azure.com.evil.example/'), 'secret'),
    (ChannelDraft('A', 'slack', 'https://hooks.slack.com/x', occasions=('lunch',)), 'occasions'),
    (ChannelDraft('A', 'confluence', 'token'), 'wiki_kind'),
    (ChannelDraft('A', 'confluence', 'token', wiki=WikiOptions('cloud', 'https://firm.atlassian.net')), 'account'),
    (ChannelDraft('A', 'confluence', 'token', wiki=WikiOptions('server', 'firm')), 'url'),
    (ChannelDraft('A', 'people'), 'people'),
], ids=lambda given: given if isinstance(given, str) else '')
def test_a_channel_that_cannot_work_is_refused_with_its_field(draft, field):
    with pytest.raises(Rejected) as refusal:
        demand_sound(draft, is_new=True)
    assert refusal.value.field == field
    assert '/services' not in str(refusal.value)


@pytest.mark.parametrize('draft', [
    ChannelDraft('A', 'slack', 'https://hooks.slack.com/services/T/B/x', occasions=('sprint_closed',)),
    ChannelDraft('A', 'teams', 'https://prod-7.westeurope.logic.azure.com:443/workflows/1?sig=x'),
    ChannelDraft('A', 'slack', 'https://chat.firm.example/hooks/1', is_private=True),
    ChannelDraft('A', 'confluence', 'token', wiki=WIKI), ChannelDraft('A', 'people', people=(3,))],
    ids=['slack', 'teams', 'own server', 'wiki', 'people'])
def test_a_sound_channel_is_taken(draft):
    demand_sound(draft, is_new=True)


def test_a_channel_is_given_up_after_three_days_of_failures(time):
    since = time.now
    assert not channels.is_given_up(None, time.now)
    assert not channels.is_given_up(since, time.passes(days=2, hours=23))
    assert channels.is_given_up(since, time.passes(hours=1))
