"""One person at one device."""

from tests.machine.program import ADMIN

CONNECTED = "!document.getElementById('app') || window.socket?.connected"
DESKTOP, PHONE = {'width': 1440, 'height': 900}, {'width': 390, 'height': 844}


class Person:
    def __init__(self, name, page, home, watch):
        self.name, self.page, self.home, self.watch = name, page, home, watch
        self.context = page.context

    def turns_to(self, program):
        self.home = program.url
        self.watch.trusts(program.url)

    async def goes_to(self, path):
        """Until the line stands, too: what is done from then on is heard at once."""
        answer = await self.page.goto(f'{self.home}{path}')
        await self.is_connected()
        return answer

    async def is_connected(self):
        """Of what is no page of the program, nothing is awaited."""
        await self.page.wait_for_function(CONNECTED)

    async def is_at_table(self, table):
        await self.goes_to(f'/poker/{table}')
        await self.page.get_by_role('region', name='Story').get_by_role('heading', level=1).wait_for()

    async def signs_in(self):
        """As the admin, without the form."""
        await self.sends('POST', '/session', email=ADMIN['SETUP_ADMIN_EMAIL'], password=ADMIN['SETUP_ADMIN_PASSWORD'])
        await self.sends('PATCH', '/me', name=self.name)

    async def plays_in_demo(self):
        """As the one of the demo with this name."""
        await self.goes_to('/sign-in')
        await self.button(self.name).click()
        await self.page.get_by_role('heading', level=1).filter(has_text=self.name).wait_for()

    async def opens_table(self, name='Sprint 12', **options):
        """Returns its id."""
        return (await self.sends('POST', '/poker/tables', name=name, guest=self.name, **options))['id']

    async def takes_a_seat(self, table, **options):
        await self.sends('POST', f'/poker/tables/{table}/seats', name=self.name, **options)

    async def sends(self, method, path, **body):
        """As the page would, with its cookies; before a guest's first page, the token of the seat becomes one."""
        answer = await self.context.request.fetch(f'{self.home}/api/v1{path}', method=method, data=body,
                                                  headers={'Origin': self.home})
        assert answer.ok, await answer.text()
        told = await answer.json() if answer.status != 204 else {}
        if token := told.get('seat_token'):
            await self.context.add_cookies([{'name': 'rt_guest', 'value': token, 'url': self.home}])
        return told

    async def reads(self, path):
        """The answer of the API, as text."""
        answer = await self.context.request.get(f'{self.home}/api/v1{path}')
        return await answer.text()

    def button(self, name, **options):
        return self.page.get_by_role('button', name=name, **options)

    def card(self, name):
        return self.page.get_by_role('radiogroup', name='Your estimate').get_by_role('radio', name=name, exact=True)

    def seat(self, words):
        """The place at the table that is described like this."""
        return self.page.get_by_role('list', name='At the table').get_by_role('listitem', name=words)
