"""Publishing from a report, the code of a sprint, and the settings of what leaves the house, as people meet them."""

import pytest

from app.domain.audit import Filter
from app.domain.sprints.git.links import REQUEST, Seen
from app.domain.sprints.publishing.publishing import PublishDraft
from app.services import audit
from app.services.sprints import channels, git_links, publications
from app.work import read, transact
from tests.pages.conftest import choose, complaint, fill, press, sign_in, submit, text_of, until
from tests.people import ANN, CLEO
from tests.sprints import SPRINT
from tests.sprints_outbound import HOOK, add_chat, add_repository, add_wiki, team_board


@pytest.fixture
async def page(workspace, cleo, user):
    """Opens what a page would hold, as somebody."""
    team_board()

    async def opened(build, person=ANN):
        from pages import kit
        from pages.sprints.tabs import SETTINGS_TAB, sprints_frame

        @kit.page('/trial')
        async def trial():
            who = await kit.member()
            with (await sprints_frame(who, SETTINGS_TAB)).content:
                await build(who)
        kit._screens.pop()()  # opened here, and for no other test
        sign_in(user, person)
        await user.open('/trial')
        return user
    return opened


async def report(who):
    from pages.sprints.publishing import publish_button
    publish_button(who, 1, SPRINT)


async def settings(who):
    from pages.sprints.channels import channels_panel, repositories_panel
    await channels_panel(who)
    await repositories_panel(who)


async def code(who):
    from components.sprints.git_tab import GitTab
    GitTab().show(read(git_links.view_git, who.me.actor, 1, SPRINT))


def publications_of():
    return read(publications.list_publications, ANN, 1, SPRINT)


class TestPublishing:
    async def test_shows_what_will_be_written_and_asks_for_a_run(self, page):
        add_wiki()
        user = await page(report)
        press(user, 'Publish to Confluence')
        await user.should_see('Figures')
        await user.should_see('<b>Pay & go</b>')
        fill(user, Title='Sprint 42', **{'Text above the report': 'Hello all'})
        submit(user, 'Publish report')
        await user.should_see('Being published')
        (found,) = publications_of()
        assert (found.state, found.draft.title, found.draft.intro, found.draft.space) == (
            'pending', 'Sprint 42', 'Hello all', 'TEAM')

    async def test_tells_beside_the_field_what_does_not_fit(self, page):
        add_wiki(space='')
        user = await page(report)
        press(user, 'Publish to Confluence')
        await user.should_see('Figures')
        submit(user, 'Publish report')
        await until(lambda: complaint(user, 'Space') == 'Name a page, or the space for a new one.')
        press(user, 'An existing page')
        submit(user, 'Publish report')
        await until(lambda: complaint(user, 'Page') == 'Name the page by its number or by its whole address.')
        assert publications_of() == ()

    async def test_goes_on_where_it_was_published_the_last_time(self, page):
        wiki = add_wiki()
        transact(publications.publish, ANN, 1, SPRINT, PublishDraft(wiki, page='123', intro='As ever'))
        transact(publications.note_failed, publications_of()[0].id, 'The page is in the trash of Confluence.')
        user = await page(report)
        press(user, 'Publish to Confluence')
        await user.should_see('The page is in the trash of Confluence.')
        await user.should_see('As ever')

    async def test_says_when_no_wiki_is_connected(self, page):
        user = await page(report)
        press(user, 'Publish to Confluence')
        await user.should_see('No Confluence is connected.')

    async def test_is_not_offered_to_viewers(self, page):
        user = await page(report, CLEO)
        await user.should_not_see('Publish to Confluence')


class TestCode:
    async def test_without_a_repository_says_what_to_do(self, page):
        user = await page(code)
        await user.should_see('No repository is connected.')

    async def test_that_was_never_read_says_so(self, page):
        add_repository()
        user = await page(code)
        await user.should_see('The repositories have not been read yet.')

    async def test_shows_gaps_first_and_filters_them(self, page, time):
        source = add_repository()
        seen = Seen(REQUEST, '#7', 'AB-2 <i>pay</i>', 'https://git.example/7', 'merged')
        transact(git_links.keep_seen, source, [seen])
        transact(git_links.note_read, source, time.now)
        user = await page(code)
        await user.should_see('Merged, but not done')
        await user.should_see('Pull request #7')
        await user.should_see('merged · AB-2 <i>pay</i>')
        await user.should_see('Done without a pull request')
        choose(user, 'Show issues with', 'done_without')
        await user.should_not_see('Pull request #7')
        await user.should_see('AB-1')


class TestSettings:
    async def test_show_channels_without_their_secrets(self, page):
        add_chat(occasions=('sprint_closed',))
        add_repository()
        user = await page(settings)
        await user.should_see('hooks.slack.com')
        await user.should_see('told: sprint closed')
        await user.should_see('firm/shop')
        assert 's3cr3t' not in text_of(user)

    async def test_add_a_channel(self, page):
        user = await page(settings)
        press(user, 'Add a channel')
        await user.should_see('Host of our own')
        fill(user, Name='Crew', **{'Address or token': HOOK})
        submit(user, 'Add channel')
        await user.should_see('Channel added')
        await user.should_see('hooks.slack.com')
        (found,) = read(channels.list_channels, ANN)
        assert (found.name, found.is_set) == ('Crew', True)
        assert 's3cr3t' not in repr(read(audit.list_entries, ANN, Filter()))

    async def test_refuse_an_address_that_is_none_of_slack(self, page):
        user = await page(settings)
        press(user, 'Add a channel')
        await user.should_see('Host of our own')
        fill(user, Name='Crew', **{'Address or token': 'https://evil.example/s3cr3t'})
        submit(user, 'Add channel')
        await user.should_see('evil.example is no host of Slack.')
        assert read(channels.list_channels, ANN) == ()

    async def test_show_why_a_channel_fails_as_soon_as_it_does(self, page):
        channel = add_chat()
        user = await page(settings)
        transact(channels.note_failed, channel, 'Slack does not know this hook any more.')
        await user.should_see('Slack does not know this hook any more.')
        press(user, 'Switch Team off')
        await user.should_see('Switch on')

    async def test_try_a_channel(self, page):
        add_chat()
        user = await page(settings)
        press(user, 'Try Team')
        await user.should_see('A trial is on its way')

    async def test_show_a_webhook_once(self, page):
        add_repository()
        user = await page(settings)
        press(user, 'Make a webhook of firm/shop')
        await user.should_see('Secret')
        await user.should_see('with a webhook')

    async def test_are_only_read_by_others(self, page):
        add_chat()
        user = await page(settings, CLEO)
        await user.should_see('hooks.slack.com')
        await user.should_not_see('Add a channel')
        await user.should_not_see('Try')
