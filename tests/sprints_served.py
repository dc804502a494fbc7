"""The real program that follows boards of a Jira of our own: asked through its API, looked at in its database."""

from contextlib import ExitStack, contextmanager

from sqlmodel import select

from app.services.sprints import deliveries, site_setup
from app.work import read, transact
from models.sprints import SprintDelivery
from tests.fakes.jira import hooks
from tests.fakes.jira.server import TOKEN
from tests.people import ANN, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio_served import Office, over
from tests.sprints_sync import TEAM, connect


class BoardOffice(Office):
    """`hook`: where Jira delivers to, and the secret it signs with."""
    hook = None

    def reads_board(self, board=1, number=0):
        """The id of a run that reads it; it begins at once."""
        return self.asks('POST', f'/sprints/boards/{board}/sync', 202, person=ANN, number=number)['run']

    def has_read_board(self, board=1, number=0):
        return over(self.reads_board(board, number))

    def board(self, board=1, number=0):
        return self.asks('GET', f'/sprints/boards/{board}', person=ANN, number=number)

    def delivers(self, body, identifier='', number=0):
        """The status of the answer, which is signed as Jira does."""
        return hooks.send(f'{self.programs[number].url}{self.hook.path}',
                          *hooks.delivery(body, self.hook.secret, identifier))


@contextmanager
def board_office(fake, folder, number=TEAM, count=1, **environment):
    """People, a site with its token and its deliveries, a board, and the program; nothing has been read yet."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    connect(fake, number)
    transact(site_setup.keep_token, ANN, 1, TOKEN)
    made = BoardOffice(fake, folder, count, **environment)
    made.hook = transact(deliveries.make_hook, ANN, 1)
    with ExitStack() as stack:
        for one in made.programs:
            stack.callback(one.stop)
        yield made.open()


def came():
    """Identifier → outcome of everything that was delivered and kept."""
    return read(lambda work: {row.identifier: row.outcome for row in work.session.exec(select(SprintDelivery))})
