"""What somebody finds from anywhere: only in areas in which they have a role."""

from app.domain.access import Actor
from app.services.portfolio import finding
from app.services.seasons import searching as seasons
from app.services.sprints import searching as sprints
from app.work import read
from tests.people import ANN
from tests.portfolio import checkout
from tests.portfolio import plant as plant_portfolio
from tests.seasons import plant_season
from tests.seasons_buying import drafted, line, plant_buying
from tests.sprints import SPRINT, board, issue, plant

NOBODY = Actor('person:99', 'Noone', ())


def test_issues_are_found_by_key_or_words_and_lead_to_their_sprint(workspace):
    plant(board([issue(1), issue(12), issue(2, sprints=())]))
    first, *others = read(sprints.find_issues, ANN, 'D-1')
    assert (first.key, first.sprint, [one.key for one in others]) == ('D-1', SPRINT, ['D-12'])
    assert read(sprints.find_issues, ANN, 'd-2')[0].sprint is None
    assert read(sprints.find_issues, ANN, '%') == read(sprints.find_issues, ANN, 'p') == ()


def test_items_are_found_by_number_or_title(workspace):
    plant_portfolio(checkout())
    assert [one.title for one in read(finding.search_items, ANN, 'wallet')] == ['Wallet buttons']


def test_seasons_are_found_by_name_and_orders_by_the_beginning_of_their_number(workspace):
    plant_buying()
    number = drafted(line(1000))
    (name, code), = read(seasons.find_seasons, ANN, '-')
    assert read(seasons.find_seasons, ANN, name[:5].upper()) == ((name, code),)
    assert read(seasons.find_orders, ANN, number[:3].lower()) == ((number, name, code),)


def test_who_has_no_role_in_an_area_finds_nothing_there(workspace):
    plant(board([issue(1)]))
    plant_portfolio(checkout())
    plant_season()
    assert [read(find, NOBODY, text) for find, text in (
        (sprints.find_issues, 'D-1'), (finding.search_items, 'wallet'), (seasons.find_seasons, '-'))] == [(), (), ()]
