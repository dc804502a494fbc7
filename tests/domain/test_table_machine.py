"""Whatever people do at a table in whatever order, and however much time passes between, some things always hold."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain.names import same_name_key
from app.domain.poker import course, deeds
from app.domain.poker.decks import BUILT_IN
from app.domain.poker.due import next_due, settle
from app.domain.poker.table import Rules, State, Switches, Table
from app.errors import AppError
from tests.domain.tables import ANA, BO, sit, table_of
from tests.people import NOON

SMALL = Rules(max_voters=3, max_observers=2)
NAMES = ('Ana', 'Bo', 'Chidi', 'ana', 'BO', 'Eve')
SECONDS = (0.4, 1, 2, 3, 5, 9, 10, 20, 60, 120, 300, 420)

seats = st.integers(1, len(NAMES))
places = st.integers(0, 12)  # in a deck, counted round and round
switches = st.builds(
    Switches, auto_reveal=st.booleans(), countdown=st.integers(0, 3), timer=st.sampled_from((0, 10, 60)),
    timer_reveals=st.booleans(), facilitate_only=st.booleans(), locked=st.sampled_from((False, False, True)),
    pause=st.sampled_from((True, True, False)))


class TableMachine(RuleBasedStateMachine):
    """A table that is kept as the service keeps it: settled before and after each deed, its news taken off."""

    @initialize(chosen=switches)
    def open(self, chosen):
        self.now = NOON
        self.table = replace(table_of(*NAMES[:3], rules=SMALL), switches=chosen)
        self.rounds = {}  # number → the round and its cards, as they were last seen
        self.end = None  # the table as it was closed

    # -- what happens ----------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from(SECONDS))
    def time_passes(self, seconds):
        before, self.now = self.table, self.now + timedelta(seconds=seconds)
        self.keep(settle(before, self.now))
        assert cards(self.table) == cards(before) and self.table.last_round == before.last_round

    @rule(seconds=st.sampled_from((1, 600)))
    def the_program_is_restarted(self, seconds):
        self.now += timedelta(seconds=seconds)
        if not self.table.is_closed:
            self.keep(settle(course.spared(self.table, self.now), self.now))
            assert not self.table.is_closed

    @rule(number=seats, is_voter=st.booleans())
    def somebody_sits_down(self, number, is_voter):
        self.do(sit(NAMES[number - 1], number, is_voter=is_voter, connected_since=None))
        self.do(deeds.Arrive(number))

    @rule(number=seats)
    def somebody_arrives(self, number):
        self.do(deeds.Arrive(number))

    @rule(number=seats, seconds=st.sampled_from((0, 2)))
    def somebody_loses_the_connection(self, number, seconds):
        self.do(deeds.Depart(number, self.now - timedelta(seconds=seconds)))

    @rule(number=seats, deed=st.sampled_from((deeds.Leave, deeds.Remove, deeds.Readmit, deeds.HandOver,
                                              deeds.TakeOver)))
    def somebody_comes_or_goes(self, number, deed):
        self.do(deed(number))

    @rule(number=seats, deed=st.sampled_from((deeds.ChangeKind, deeds.RaiseHand)), choice=st.booleans())
    def somebody_changes(self, number, deed, choice):
        self.do(deed(number, choice))

    @rule(number=seats, place=places)
    def somebody_lays_a_card(self, number, place):
        self.lay(number, place)

    @rule(number=seats, face=st.sampled_from(('1', 'M', '½', '64', '5 ', '')), stale=st.integers(-1, 1))
    def somebody_lays_a_card_from_elsewhere(self, number, face, stale):
        self.do(deeds.Lay(number, self.table.last_round + stale, face))

    @rule(laid=st.lists(places, min_size=1, max_size=4))
    def a_story_is_voted_on(self, laid):
        self.do(deeds.Start())
        for number, place in enumerate(laid, 1):
            self.lay(number, place)
        self.do(deeds.Reveal())

    @rule(number=seats)
    def somebody_takes_a_card_back(self, number):
        self.do(deeds.TakeBack(number, self.table.last_round))

    @rule(story=st.sampled_from((None, 7)))
    def a_round_is_started(self, story):
        self.do(deeds.Start(story))

    @rule(deed=st.sampled_from((deeds.Reveal, deeds.Reveal, deeds.CancelReveal, deeds.TurnNow, deeds.KeepOpen)))
    def the_cards_are_turned_or_not(self, deed):
        self.do(deed())

    @rule(deed=st.sampled_from((deeds.Restart(ANA), deeds.Restart(BO), deeds.CancelRound(ANA), deeds.MoveOn(7),
                                deeds.MoveOn(8, 'skip', BO), deeds.MoveOn(None, 'pick'), deeds.MoveOn(8, 'saved'))))
    def a_round_is_given_up(self, deed):
        self.do(deed)

    @rule()
    def the_last_hasty_deed_is_undone(self):
        undo = self.table.undo
        if undo:
            round_, faces = self.rounds[undo.round]
            self.do(deeds.TakeBackDeed(tuple(faces.items()), round_))

    @rule(action=st.sampled_from(('add', 'pause', 'resume', 'restart', 'stop')))
    def the_timer_is_set(self, action):
        self.do(deeds.SetTimer(action))

    @rule(number=st.one_of(st.none(), seats))
    def somebody_is_nudged(self, number):
        self.do(deeds.Nudge(number))

    @rule(chosen=st.one_of(st.none(), switches), deck=st.sampled_from(BUILT_IN))
    def the_table_is_set_up_differently(self, chosen, deck):
        self.do(deeds.Change('Another name', deck, chosen))

    @rule(dice=st.integers(1, 20))
    def the_table_is_hardly_ever_closed(self, dice):
        if dice == 13:
            self.do(deeds.Close('closed'))

    def lay(self, number, place):
        deck = self.table.round.deck if self.table.round else self.table.deck
        self.do(deeds.Lay(number, self.table.last_round, deck.symbols[place % len(deck.symbols)]))

    def do(self, deed):
        """Refusals are as good as deeds; anything else that is raised is a bug."""
        self.keep(settle(self.table, self.now))
        try:
            after = deed.apply(self.table, self.now)
        except AppError:
            return
        self.keep(settle(after, self.now))

    def keep(self, after: Table):
        if after is not self.table:
            demand_fitting_news(self.table, after)
            demand_new_number(self.table, after)
            demand_fixed_results(self.table, after)
        if after.round:
            self.rounds[after.round.no] = after.round, cards(after)
        if after.is_closed and self.end is None:
            self.end = after
        self.table = after if after.is_closed else replace(after, news=(), news_seq=after.news_seq + len(after.news))

    # -- what always holds -----------------------------------------------------------------------------------------

    @invariant()
    def cards_lie_before_voters_and_are_of_the_deck_of_the_round(self):
        for seat in self.table.cards:
            assert self.table.round and seat.card in self.table.round.deck
            assert not self.table.is_voting or (seat.is_here and seat.is_voter)

    @invariant()
    def the_scrum_master_has_a_seat(self):
        assert self.table.host is None or self.table.host_seat.is_here

    @invariant()
    def time_has_done_all_it_had_to(self):
        assert settle(self.table, self.now) is self.table
        assert next_due(self.table) is None or next_due(self.table) > self.now

    @invariant()
    def only_an_absent_scrum_master_pauses_the_table(self):
        table = self.table
        if table.is_paused:
            assert table.host_seat is None or not table.host_seat.is_connected
            assert table.round is None or table.round.reveal_at is None
            assert table.round is None or not table.is_voting or table.round.timer_ends_at is None

    @invariant()
    def a_countdown_runs_exactly_while_cards_are_about_to_turn(self):
        table = self.table
        runs = table.reveal_left is not None if table.is_paused else bool(table.round and table.round.reveal_at)
        assert table.is_closed or runs == (table.state == State.REVEALING)
        assert table.state not in (State.REVEALING, State.RESULTS) or table.cards

    @invariant()
    def a_reveal_that_is_due_has_begun(self):
        table = self.table
        if table.switches.auto_reveal and table.state == State.VOTING and not table.is_paused and not table.is_held:
            assert not table.has_all_cards(self.now)

    @invariant()
    def everybody_has_one_seat_and_a_name_of_their_own(self):
        here = self.table.here
        assert len({seat.identity for seat in self.table.seats}) == len(self.table.seats)
        assert len({same_name_key(seat.name) for seat in here}) == len(here)
        assert sum(seat.is_voter for seat in here) <= SMALL.max_voters
        assert sum(not seat.is_voter for seat in here) <= SMALL.max_observers

    @invariant()
    def a_closed_table_never_changes(self):
        assert self.end is None or self.table == self.end

    @invariant()
    def no_deed_touches_the_version(self):
        assert self.table.version == 0


def cards(table: Table) -> dict[int, str]:
    return {seat.id: seat.card for seat in table.cards}


def demand_fitting_news(before: Table, after: Table) -> None:
    """Whatever everybody has to hear of is told once, and nothing else is."""
    kinds = [news.kind for news in after.news]
    assert kinds.count('closed') == after.is_closed - before.is_closed
    assert after.is_closed or kinds.count('paused') - kinds.count('resumed') == after.is_paused - before.is_paused
    assert kinds.count('started') + kinds.count('undone') == after.last_round - before.last_round
    if after.state == State.RESULTS and 'undone' not in kinds:  # an undo may bring results back that were told before
        assert kinds.count('turned') == (before.state != State.RESULTS or 'started' in kinds)


def demand_new_number(before: Table, after: Table) -> None:
    """Rounds are counted upwards, and none comes back under its old number."""
    former = before.round.no if before.round else None
    assert after.last_round >= before.last_round
    if after.round and after.round.no != former:
        assert after.round.no == after.last_round == before.last_round + 1


def demand_fixed_results(before: Table, after: Table) -> None:
    """Turned cards cannot be changed."""
    if before.state == after.state == State.RESULTS and before.round.no == after.round.no:
        assert (after.round, cards(after)) == (before.round, cards(before))


TestTable = TableMachine.TestCase
TestTable.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
