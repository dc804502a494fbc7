"""The sprints of the demo: a made-up Jira, read like a real one, with its closed sprints frozen."""

from datetime import date

from app import clock
from app.domain.access import SYSTEM, Actor
from app.domain.sprints.demo.days import PAST
from app.domain.sprints.demo.world import BOARDS, CHECKOUT, SEED
from app.services.people import accounts
from app.services.sprints import adding, demo_setting, queues
from app.work import Work, transact
from jobs.sprints.sync_board import read_board
from jobs.voice import Voice

NEXT = CHECKOUT * 100 + PAST + 1  # sprint of the first board


def fill_sprints(voice: Voice, admin: Actor, size: str = 'small') -> int:
    """Returns the site. `large` has about 9,000 issues, for measurements."""
    today = clock.now().date()
    site_id, board_ids = transact(_set_up, admin, today, size)
    for board_id in board_ids:
        read_board(voice, {'site': site_id, 'board': board_id})
    transact(demo_setting.say_what_fits, admin, site_id)
    if size == 'small':
        transact(queues.build, admin, board_ids[0], NEXT)
    return int(site_id)


def _set_up(work: Work, admin: Actor, today: date, size: str) -> tuple[int, list[int]]:
    site_id = demo_setting.add_site(work, admin, SEED, today, size)
    board_ids = [adding.setup_board(work, admin, site_id, told)[0] for told in BOARDS.values()]
    identities = {one.name: f'person:{one.id}' for one in accounts.list_people(work, SYSTEM)}
    demo_setting.furnish(work, admin, site_id, identities)
    return site_id, board_ids
