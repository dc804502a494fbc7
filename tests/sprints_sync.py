"""A shop at a Jira of our own, connected as a site with its board, and runs that read it."""

from dataclasses import replace

from sqlmodel import select

from app.integrations.jira.client import opened
from app.services.sprints import adding, ground, sites
from app.work import read, transact
from jobs.sprints import census, estimate, freeze, prune, recheck_closed, sync_board
from models import sprints as tables
from models.ops import OpsRun
from tests.fakes.jira.server import EMAIL, TOKEN
from tests.people import ANN
from tests.voice import Said

COMMANDS = {module.DEFINITION.slug: module.DEFINITION
            for module in (sync_board, census, recheck_closed, freeze, prune, estimate)}
BUTTONS, RECEIPTS, TEXTS, PRICE, LATE, STOCK = 10101, 10102, 10103, 10104, 10105, 10106  # of the shop
TEAM, SUPPORT = 8, 9  # its boards


def with_commands(policy):
    return replace(policy, commands={**policy.commands, **COMMANDS})


def connect(fake, number=TEAM):
    """The board of the shop as an admin adds it; returns its id. Nothing is read yet."""
    return transact(_connect, fake, number)


def _connect(work, fake, number):
    site = work.session.exec(select(tables.SprintSite)).first()
    if site is None:
        site = tables.SprintSite(name='Jira', kind='cloud' if fake.site.is_cloud else 'server', url=fake.url,
                                 account=EMAIL, zone='UTC')
        work.session.add(site)
        work.session.flush()
    board_id, asked = adding.setup_board(work, ANN, site.id, told_by(fake, number))
    work.session.delete(work.session.get(OpsRun, asked))  # tests read the board themselves
    return board_id


def told_by(fake, number):
    with opened(fake.access()) as reader:
        found = reader.board_configuration(number)
    fake.forget()
    return found


def run(function=sync_board.sync, board=1, token=TOKEN, voice=None, **more):
    """The result of a run, with what it said."""
    voice = voice or Said()
    voice.secrets = {sites.token_name(1): token} if token else {}
    result = function(voice, {'site': 1, 'board': board, **more})
    return {**result, 'partly': voice.partial, 'said': voice.text}


def board(board_id=1):
    """As everybody sees it."""
    return read(ground.board_of, board_id)


def row(board_id=1):
    return read(lambda work: work.session.get(tables.SprintBoard, board_id))


def site(site_id=1):
    return read(lambda work: work.session.get(tables.SprintSite, site_id))


def kept():
    """Everything that was read, as plain values."""
    return read(lambda work: {
        table.__name__: sorted(tuple(sorted((name, str(value)) for name, value in one.model_dump().items()
                                             if name not in ('mark', 'id'))) for one in work.session.exec(
            select(table))) for table in (tables.SprintIssue, tables.SprintChange, tables.Sprint)})
