"""Everything can be done without a mouse, and the focus is never lost on the way."""

from contextlib import suppress

from playwright.async_api import expect

from tests.machine.program import ADMIN

FAR = 60  # presses of Tab after which somebody would give up
HASTE = 4  # times that keys are pressed on a page that has only just come


class Typist:
    """Somebody who has only a keyboard."""

    def __init__(self, person):
        self.person, self.page, self.press = person, person.page, person.page.keyboard.press

    async def types(self, text):
        await self.page.keyboard.type(text)

    async def tabs_to(self, target):
        for _ in range(FAR):
            if await target.evaluate('element => element === document.activeElement'):
                return
            await self.press('Tab')
        raise AssertionError(f'{target} cannot be reached')

    async def fills(self, label, text):
        await self.tabs_to(self.page.get_by_label(label, exact=True))
        await self.types(text)

    async def goes(self, letter, target):
        """Whose keys had no effect yet, because the page had only just come, presses them again."""
        for _ in range(HASTE):
            await self.press('g')
            await self.press(letter)
            with suppress(AssertionError):
                await expect(target).to_be_visible(timeout=2000)
                return
        raise AssertionError(f'G {letter} leads nowhere')

    async def pushes(self, name):
        button = self.page.get_by_role('button', name=name, exact=True).filter(visible=True).first
        await button.wait_for()
        await self.tabs_to(button)
        await self.press('Enter')


async def signs_in(ann):
    await ann.person.goes_to('/sign-in')
    await ann.fills('E-mail', ADMIN['SETUP_ADMIN_EMAIL'])
    await ann.fills('Password', ADMIN['SETUP_ADMIN_PASSWORD'])
    await ann.press('Enter')
    await ann.page.get_by_role('region', name='Needs you').wait_for()


async def opens_a_table(ann):
    await ann.goes('e', ann.page.get_by_role('heading', name='Tables'))
    await ann.press('n')
    await expect(ann.page.get_by_label('Table name')).to_be_focused()
    await ann.types('By hand')
    await ann.press('Enter')
    await ann.page.get_by_role('region', name='Your estimate').wait_for()


async def adds_stories(ann):
    await ann.pushes('Add stories')
    await ann.fills('One story per line', 'PAY-1 Pay by card\nPAY-2 Refunds')
    await ann.page.get_by_text('2 to add').wait_for()
    await ann.pushes('Add to the queue')
    await expect(ann.page.get_by_role('dialog')).to_have_count(0)
    await ann.page.get_by_role('heading', name='Pay by card', level=1).wait_for()


async def lays_cards(ann):
    """A digit at once, two digits together, then by the arrows."""
    card = ann.person.card
    await ann.press('5')
    await expect(card('5 points')).to_be_checked()
    await ann.press('1')
    await ann.press('3')
    await expect(card('13 points')).to_be_checked()
    await ann.tabs_to(card('13 points'))
    await ann.press('ArrowLeft')
    await expect(card('8 points')).to_be_focused()
    await ann.press('Space')
    await expect(card('8 points')).to_be_checked()


async def test_a_scrum_master_runs_a_round_by_keyboard_alone(person):
    ann = Typist(await person('Ann'))
    await signs_in(ann)
    await opens_a_table(ann)
    await adds_stories(ann)
    await ann.pushes('Start round')
    await ann.person.card('5 points').wait_for()
    await lays_cards(ann)
    await ann.press('r')
    await ann.pushes('Turn now')
    await ann.page.get_by_role('region', name='Result').wait_for()
    await ann.pushes('Save 8 points, next story')
    await ann.page.get_by_role('heading', name='Refunds', level=1).wait_for()
    await ann.pushes('Leave the table')
    await ann.page.get_by_role('heading', name='Tables').wait_for()


async def test_the_keys_of_a_page_are_listed_and_the_palette_leads_anywhere(person):
    ann = Typist(await person('Ann'))
    await signs_in(ann)
    await ann.press('?')
    sheet = ann.page.get_by_role('dialog', name='Shortcuts')
    await expect(sheet.get_by_text('Search, jump, do')).to_be_visible()
    await ann.press('Escape')
    await expect(sheet).to_be_hidden()
    await ann.press('Control+k')
    await expect(ann.page.get_by_role('combobox', name='Search')).to_be_focused()
    await ann.types('history')
    await expect(ann.page.get_by_role('option').first).to_contain_text('History of estimates')
    await ann.press('Enter')
    await ann.page.get_by_role('heading', name='History', level=1).wait_for()


async def test_a_guest_takes_a_seat_and_votes_by_keyboard_alone(person):
    ann, gus = await person('Ann'), Typist(await person('Gus'))
    table = await ann.opens_table()
    await ann.is_at_table(table)
    await gus.person.goes_to(f'/poker/{table}')
    await expect(gus.page.get_by_label('Your name')).to_be_focused()
    await gus.types('Gus')
    await gus.press('Enter')
    await gus.person.seat('Gus, you').wait_for(state='attached')
    await ann.sends('POST', f'/poker/tables/{table}/rounds')
    await gus.person.card('1 point').wait_for()
    await gus.press('c')
    await expect(gus.person.card('Coffee break')).to_be_checked()
    await gus.pushes('Take back')
    await expect(gus.person.card('Coffee break')).not_to_be_checked()


async def test_keys_are_silent_while_somebody_types(person):
    ann = Typist(await person('Ann'))
    await ann.person.signs_in()
    await ann.person.goes_to('/poker')
    await ann.fills('Join with a code', 'n?g')
    await expect(ann.page.get_by_label('Table name')).to_have_count(0)
    await expect(ann.page.get_by_role('dialog')).to_have_count(0)


async def test_the_first_tab_leads_past_the_frame(person):
    ann = Typist(await person('Ann'))
    await ann.person.signs_in()
    await ann.person.goes_to('/poker/history')
    await ann.page.get_by_role('heading', level=1).wait_for()
    await ann.press('Tab')
    await expect(ann.page.get_by_role('link', name='Skip to content')).to_be_focused()
    await ann.press('Enter')
    await expect(ann.page.get_by_role('main')).to_be_focused()
