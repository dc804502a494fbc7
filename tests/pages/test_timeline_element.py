"""What the timeline sends to a browser, and what it makes of what a browser says: neither what is there already, nor
what makes no sense.
"""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from nicegui import ui

from app.domain.portfolio.items.history import Trace
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import MoveItems
from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.timeline import Preview, Seat, Snap, SnapTable
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Looks
from app.errors import Conflict
from components.timeline import Timeline, TimelineWishes, wire
from tests.portfolio import MONDAY, checkout, day, item

TODAY = day('14 Oct')
WINDOW = {'top': 0, 'bottom': 600, 'from': wire.number_of(day('1 Oct')), 'to': wire.number_of(day('30 Nov'))}


def view(portfolio, live=None, former=None, **looks):
    looks = Looks(density=looks.pop('density', 'compact'), **looks)
    return draw(
        Scene(portfolio, live or portfolio, looks, chosen(portfolio, looks.filter), TODAY, None, 1, 1, (), former)
    )


class Told:
    """A timeline whose browser is this test."""

    def __init__(self):
        self.said, self.heard, self.answers = [], [], {}
        wishes = TimelineWishes(
            **{
                name: self.wish(name)
                for name in (
                    'open',
                    'select',
                    'fold',
                    'drop',
                    'preview',
                    'grab',
                    'link',
                    'zoom',
                    'heat',
                    'bring',
                    'menu',
                    'key',
                    'sit',
                    'traces',
                    'connected',
                )
            }
        )
        self.element = Timeline(wishes)
        self.element.run_method = lambda name, *told: self.said.append((name, *told))

    def wish(self, name):
        async def wish(*told):
            self.heard.append((name, *told))
            answer = self.answers.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return wish

    def looks(self, **window):
        self.element._look(SimpleNamespace(args={**WINDOW, **window}))
        return self.last

    async def does(self, name, told):
        await getattr(self.element, f'_{name}')(SimpleNamespace(args=told))

    @property
    def last(self):
        return self.said.pop()[1] if self.said else None


@pytest.fixture
async def told(user):
    """On a page of its own."""
    made = []

    @ui.page('/timeline-alone')
    def page():
        made.append(Told())

    await user.open('/timeline-alone')
    return made[0]


def keys(message):
    return [row['k'] for row in message['rows']]


async def test_the_first_window_brings_all_that_is_in_it(told):
    told.element.show(view(checkout()))
    assert told.last is None  # nobody has said yet how large the window is
    message = told.looks(isNew=True)
    assert keys(message)[:3] == ['team:1', 'item:1', 'item:2']
    assert message['count'] == 9
    assert message['said'] == '2 teams · 6 items'
    assert message['setup']['axis']['today'] == wire.number_of(TODAY)
    assert json.dumps(message)


async def test_what_is_there_already_is_not_sent_again(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True)
    assert told.looks() is None


async def test_after_a_move_only_rows_that_changed_are_sent(told):
    live = checkout()
    before = view(live)
    told.element.show(before)
    told.looks(isNew=True)
    told.element.show(view(apply(live, MoveItems((3,), 1), live).portfolio, live, before))
    message = told.last
    assert keys(message) == ['team:1', 'item:3']
    assert 'setup' not in message
    assert len(json.dumps(message)) < 50_000


async def test_what_only_lies_elsewhere_is_told_by_its_place(told):
    live = checkout()
    before = view(live)
    told.element.show(before)
    told.looks(isNew=True)
    told.element.show(view(live, live, before, folded=('item:1',)))
    message = told.last
    assert keys(message) == ['item:1']
    assert message['gone'] == ['item:2', 'item:3', 'item:4']
    assert message['tops']['team:2'] == [34 + 27, 2]


async def test_of_ten_thousand_rows_a_window_gets_its_own(told):
    many = checkout().with_items([item(n, f'Item {n}', '5 Oct – 9 Oct') for n in range(10, 10_010)])
    told.element.show(view(many))
    assert len(told.looks(isNew=True)['rows']) < 40
    message = told.looks(top=100_000, bottom=100_600)
    assert len(message['rows']) < 50
    assert message['gone']
    assert len(json.dumps(message)) < 50_000


async def test_a_packed_row_is_cut_to_what_is_near_the_window(told):
    many = checkout()
    months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
    many = many.with_items([item(200 + n, f'In {name}', f'2 {name} – 3 {name}') for n, name in enumerate(months)])
    told.element.show(view(many, density='packed'))
    rows = [row for row in told.looks(isNew=True)['rows'] if row['kind'] == 'packed']
    titles = {bar['title'] for row in rows for bar in row['bars']}
    assert 'In Oct' in titles
    assert 'In Feb' not in titles


async def test_arrows_say_where_their_ends_are(told):
    found = view(checkout())
    assert [one[:2] + one[6:8] for one in wire.arrows(found, range(4))] == [[2, 3, 0, 0], [3, 4, 0, 1]]


async def test_a_drop_is_told_and_settled(told):
    await told.does('drop', {'ids': [3], 'days': 5, 'edge': 'end', 'version': 4, 'byKeys': True, 'isAlone': True})
    assert told.heard == [('drop', Drop((3,), 5, 'end', None, '', True, False, True, 4))]
    assert told.said == [('settle', '')]


async def test_a_refused_drop_is_told_with_the_reason(told):
    told.answers['drop'] = Conflict('Jonas moved this to 2–13 Nov.')
    await told.does('drop', {'ids': [3], 'days': 5})
    assert told.said == [('settle', 'Jonas moved this to 2–13 Nov.')]


@pytest.mark.parametrize(
    'nonsense', [{'ids': [3], 'edge': 'top', 'start': 'soon', 'days': None}, {'ids': [3], 'start': 10**9}]
)
async def test_what_makes_no_sense_is_nothing(told, nonsense):
    await told.does('drop', nonsense)
    assert told.heard == [('drop', Drop((3,)))]


async def test_a_preview_is_answered_always_because_the_browser_waits_for_it(told):
    told.answers['preview'] = Preview(day('26 Oct'), day('13 Nov'), 7, 15, cost='+1 200 EUR')
    await told.does('preview', {'ids': [3], 'days': 7})
    assert (told.last['working'], told.said) == (15, [])
    told.answers['preview'] = Conflict('Not now.')
    await told.does('preview', {'ids': [3], 'days': 7})
    assert told.last == {'refusal': 'Not now.'}


async def test_a_grab_is_answered_with_where_it_can_snap_to(told):
    told.answers['grab'] = SnapTable((Snap(MONDAY, 'marker', '', 'Launch'),), (MONDAY,))
    await told.does('grab', {'ids': [3]})
    assert told.last == {
        'magnets': [[wire.number_of(MONDAY), 'marker', '', 'Launch']],
        'starts': [wire.number_of(MONDAY)],
        'ends': [],
    }


async def test_other_wishes_reach_the_page(told):
    for name, said, heard in (
        ('select', [3, 4], ('select', (3, 4))),
        ('open', 3, ('open', 3)),
        ('fold', {'key': 'team:1', 'open': False}, ('fold', 'team:1', False)),
        ('heat', {'team': 1, 'day': wire.number_of(MONDAY)}, ('heat', 1, MONDAY)),
        ('zoomed', {'px': 4.5, 'centre': wire.number_of(MONDAY)}, ('zoom', 4.5, MONDAY)),
        ('link', {'before': 2, 'after': 5}, ('link', 2, 5)),
        ('key', 'D', ('key', 'D')),
        ('menu', 'item:3', ('menu', 'item:3')),
        ('sit', {'doing': 'drags', 'id': 3, 'a': wire.number_of(MONDAY), 'z': None}, ('sit', 'drags', 3, MONDAY, None)),
    ):
        await told.does(name, said)
        assert told.heard.pop() == heard


async def test_with_one_item_all_that_hangs_together_with_it_stands_out(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True, bottom=60)
    told.answers['connected'] = frozenset({1, 2, 3, 4, 999})
    await told.does('select', [3])
    assert told.heard == [('select', (3,)), ('connected', 3)]
    assert told.said == [('light', [1, 2, 3, 4])]  # of what the browser has
    told.said.clear()
    await told.does('select', [3])
    assert told.said == []  # it stands out already
    await told.does('select', [3, 5])
    assert told.said == [('light', [])]


async def test_rows_that_come_into_sight_stand_out_as_well(told):
    many = checkout().with_items([item(n, f'Item {n}', '5 Oct – 9 Oct') for n in range(10, 1_010)])
    told.element.show(view(many))
    told.looks(isNew=True)
    first, last = (told.element.view.rows[place].bars[0].id for place in (2, 900))
    told.answers['connected'] = frozenset({first, last})
    await told.does('select', [first])
    assert told.last == [first]
    top = told.element.view.tops[900]
    told.looks(top=top - 100, bottom=top + 100)
    assert told.element.told_lit == [last]


async def test_nothing_stands_out_where_an_item_is_alone_or_the_choice_is_taken_back(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True)
    told.answers['connected'] = frozenset({6})
    await told.does('select', [6])
    assert told.said == []
    told.answers['connected'] = frozenset({3, 4})
    await told.does('select', [3])
    assert told.last == [3, 4]
    told.element.select(())
    assert told.said == [('mark', []), ('light', [])]


async def test_an_answer_that_comes_after_the_next_choice_is_not_shown(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True)

    async def choose_another(_):
        told.element.chosen = (6,)
        return frozenset({3, 4})

    told.element.wishes = replace(told.element.wishes, connected=choose_another)
    await told.does('select', [3])
    assert told.said == []


async def test_a_stub_leads_to_the_other_end_or_asks_for_it(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True, bottom=60)
    await told.does('bring', 4)
    assert told.said.pop()[0] == 'reveal'
    alone = checkout().without_items([5])
    told.element.show(view(alone))
    told.said.clear()
    await told.does('bring', 4)
    assert told.heard == [('bring', 4)]


async def test_one_s_own_page_has_no_seat(told):
    own = Seat(told.element.client.id, 'person:1', 'Ann', 'selects', 3)
    told.element.presence((own, Seat('other', 'person:2', 'Jonas', 'drags', 4, MONDAY, MONDAY)))
    assert [seat['name'] for seat in told.last] == ['Jonas']
    told.element.presence((own, Seat('other', 'person:2', 'Jonas', 'drags', 4, MONDAY, MONDAY)))
    assert told.last is None  # nothing has changed


async def test_an_item_is_revealed_where_it_is(told):
    told.element.show(view(checkout()))
    told.element.reveal(6)
    message = told.last
    assert (message['id'], message['a']) == (6, wire.number_of(TODAY))
    told.element.reveal(999)
    assert told.last is None


async def test_where_bars_were_before_is_asked_once_for_a_window_and_only_where_it_is_wanted(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True)
    await told.element.trace()
    told.answers['traces'] = {3: (Trace(day('12 Oct'), day('5 Oct'), 'until then'),)}
    asked = [one for one in told.heard if one[0] == 'traces']
    assert asked == [('traces', (2, 3, 4, 5, 6))]  # not the epic: it stands as a bracket
    await told.element.trace()
    assert [one for one in told.heard if one[0] == 'traces'] == asked
    told.element.show(view(checkout()))
    await told.element.trace()
    first, last = wire.number_of(day('5 Oct')), wire.number_of(day('12 Oct'))
    assert told.said.pop() == ('traces', {'3': [[first, last, True, 'until then']]})


async def test_the_load_above_the_bars_comes_and_goes_with_its_switch(told):
    told.element.show(view(checkout()))
    told.looks(isNew=True)
    told.element.show(view(checkout(), shows=frozenset({'capacity'})))
    graph = told.last['graph']
    assert graph['series'][0][0] == 'STO' and graph['top'] == 100 and len(graph['over']) == len(graph['series'][0][2])
    told.element.show(view(checkout()))
    assert told.last['graph'] == {}
