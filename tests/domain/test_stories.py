"""Stories: what is accepted, and how pasted lines and files of trackers and spreadsheets are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.poker.stories import Preview, StoryDraft, checked, read_csv, read_lines, safe_link
from app.domain.poker.views import StoriesView, StoryView
from app.errors import Rejected
from tests.domain.chance import MODESTLY, any_text

JIRA = 'https://acme.atlassian.net/browse/SHOP-42'
AZURE = 'https://dev.azure.com/acme/Web%20Shop/_workitems/edit/4711'

JIRA_EXPORT = (
    'Summary,Issue key,Issue id,Issue Type,Status,Sprint,Sprint,Labels,Labels,Labels,Custom field (Story Points),'
    'Description,Custom field (Acceptance Criteria)\n'
    '"Pay by card, or cash",SHOP-42,10042,Story,To Do,Sprint 1,Sprint 2,pay,card,,5.0,'
    '"As a buyer\nI pay ""quickly""",Given a card\n'
    'Log in,SHOP-43,10043,Bug,Done,,,,,,,,\n')
AZURE_EXPORT = (
    '"ID","Work Item Type","Title","Assigned To","State","Story Points","Acceptance Criteria"\r\n'
    '"4711","User Story","Pay by card","Ana <ana@example.com>","New","8","<div>Given a card</div>"\r\n')


def read(*rows: str) -> Preview:
    return read_csv('\n'.join(rows).encode())


def summary(preview: Preview) -> list[tuple[str, str, int]]:
    return [(story.key, story.title, story.line) for story in preview.stories]


def errors(preview: Preview) -> list[tuple[int, str]]:
    return [(error.line, error.field) for error in preview.errors]


# -- one story -----------------------------------------------------------------------------------------------------


def test_a_story_is_kept_trimmed_and_on_one_line():
    story = checked(StoryDraft(' Pay \n by card ', ' SHOP-42 ', f' {JIRA} ', ' a\n b ', '\n', ' 5.0 '))
    assert story == StoryDraft('Pay by card', 'SHOP-42', JIRA, 'a\n b', '', '5')


@pytest.mark.parametrize(('draft', 'field'), [
    (StoryDraft(''), 'title'), (StoryDraft(' \n '), 'title'), (StoryDraft('\u200b'), 'title'),
    (StoryDraft('\0'), 'title'), (StoryDraft(256 * 'x'), 'title'), (StoryDraft('x', key=65 * 'x'), 'key'),
    (StoryDraft('x', description=20_001 * 'x'), 'description'), (StoryDraft('x', criteria=20_001 * 'x'), 'criteria'),
    (StoryDraft('x', estimate='123456789'), 'estimate'), (StoryDraft('x', link='ftp://x.org'), 'link'),
    (StoryDraft('x', link=f'https://x.org/{5000 * "x"}'), 'link')])
def test_a_story_that_does_not_fit_is_refused_and_the_field_is_named(draft, field):
    with pytest.raises(Rejected) as refused:
        checked(draft)
    assert refused.value.field == field


def test_the_limits_themselves_are_allowed():
    draft = StoryDraft(255 * 'x', 64 * 'k', f'https://x.org/{1986 * "x"}', 20_000 * 'd', 20_000 * 'c', 8 * '9')
    assert checked(draft) == draft


@pytest.mark.parametrize('title', [
    '<img src=x onerror=alert(1)>', '=1+1', '**bold** `code`', "'; DROP TABLE story; --", '{"a": [1]}', 'مرحبا',
    '👨‍👩‍👧 pay'])
def test_whatever_a_title_means_elsewhere_here_it_is_text(title):
    assert checked(StoryDraft(title)).title == title


def test_control_characters_are_taken_out_but_lines_stay():
    story = checked(StoryDraft('Pay\0 \x1b[31mnow', description='one\n\ttwo\0\ud800'))
    assert (story.title, story.description) == ('Pay [31mnow', 'one\n\ttwo')


@pytest.mark.parametrize('link', [JIRA, AZURE, 'http://localhost:8080/x?y=1#z', 'HTTPS://EXAMPLE.COM/ü', '', ' '])
def test_web_addresses_are_links(link):
    assert safe_link(link) == link.strip()


@pytest.mark.parametrize('link', [
    'javascript:alert(1)', 'JavaScript:alert(1)', 'java\tscript:alert(1)', ' javascript://x.org/%0aalert(1)',
    'file:///etc/passwd', 'data:text/html,x', '//x.org', 'x.org', 'https://', 'https:///path', 'http://:80',
    'https://x.org/a b', 'https://x.org/\nx', 'https://x.org/\0', 'https://x.org/\u202egnp.exe', 'https://[::1',
    'mailto:ana@example.com', 'vbscript:x'])
def test_everything_else_is_no_link(link):
    with pytest.raises(Rejected, match='http:// or https://'):
        safe_link(link)


# -- pasted lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('line', 'key', 'title'), [
    ('Pay by card', '', 'Pay by card'), ('SHOP-42 Pay by card', 'SHOP-42', 'Pay by card'),
    ('SHOP-42: Pay', 'SHOP-42', 'Pay'), ('shop_2-42 – Pay', 'shop_2-42', 'Pay'), ('#4711 Pay', '4711', 'Pay'),
    ('4711\tPay', '4711', 'Pay'), ('SHOP-42', '', 'SHOP-42'), ('3 retries', '', '3 retries'),
    ('Pay SHOP-42', '', 'Pay SHOP-42'), (JIRA, 'SHOP-42', 'SHOP-42'), (AZURE, '4711', '4711'),
    (f'{JIRA}?focus=1', 'SHOP-42', 'SHOP-42'), ('https://example.com/spec', '', 'https://example.com/spec'),
    (f'see {JIRA}', '', f'see {JIRA}')])
def test_a_pasted_line_is_a_title_with_or_without_a_key_or_an_address(line, key, title):
    assert summary(read_lines(line)) == [(key, title, 1)]


@pytest.mark.parametrize('address', [JIRA, AZURE, 'https://example.com/spec'])
def test_a_pasted_address_is_kept_as_the_link(address):
    assert read_lines(address).stories[0].link == address


def test_empty_lines_are_passed_over_and_counted():
    preview = read_lines(f'\n  \nPay\r\n{256 * "x"}\nSHOP-1 Ship\nSHOP-1 Ship again\n')
    assert summary(preview) == [('', 'Pay', 3), ('SHOP-1', 'Ship', 5)]
    assert errors(preview) == [(4, 'title'), (6, 'key')]


def test_two_thousand_lines_can_be_pasted_and_not_one_more():
    assert len(read_lines('\n'.join(map('Story {}'.format, range(2000)))).stories) == 2000
    with pytest.raises(Rejected, match='2000 lines'):
        read_lines('\n'.join(map('Story {}'.format, range(2001))))


# -- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('content', [
    'Key;Title\nA-1;Pay\n', 'Key\tTitle\nA-1\tPay\n', 'Key,Title\nA-1,Pay', 'Key,Title\r\nA-1,Pay\r\n',
    'Key,Title\rA-1,Pay\r', '"Key";"Title, or what you call it";Title\nA-1;x,y,z;Pay', '\ufeffKey,Title\nA-1,Pay',
    'Title,Key\nPay,A-1', 'KEY,SUMMARY\nA-1,Pay', 'Issue key,Name\nA-1,Pay', ' id , title \nA-1,Pay',
    'Work_Item_ID,Title\nA-1,Pay'])
def test_separators_line_ends_marks_and_column_names_are_recognised(content):
    assert summary(read_csv(content.encode())) == [('A-1', 'Pay', 2)]


def test_a_file_of_windows_is_read_in_its_own_letters():
    assert read_csv('Title\nZahlung für Gäste – 5 €'.encode('cp1252')).stories[0].title == 'Zahlung für Gäste – 5 €'


def test_a_jira_export_with_repeated_columns_is_understood():
    first, second = read_csv(JIRA_EXPORT.encode()).stories
    assert first == StoryDraft('Pay by card, or cash', 'SHOP-42', '', 'As a buyer\nI pay "quickly"', 'Given a card',
                               '5', 2)
    assert (second.key, second.title, second.estimate, second.line) == ('SHOP-43', 'Log in', '', 4)


def test_an_azure_devops_export_is_understood():
    story, = read_csv(AZURE_EXPORT.encode('utf-8-sig')).stories
    assert story == StoryDraft('Pay by card', '4711', '', '', '<div>Given a card</div>', '8', 2)


def test_errors_name_the_line_of_the_file_also_after_quoted_line_breaks():
    preview = read('Title,Link,Description', 'Pay,,"one', 'two', 'three"', ',,missing', '', 'Ship,javascript:alert(1),',
                   'Send,https://x.org,')
    assert summary(preview) == [('', 'Pay', 2), ('', 'Send', 8)]
    assert errors(preview) == [(5, 'title'), (7, 'link')]
    assert preview.errors[0].reason == 'The title is missing.'


def test_a_key_that_stands_in_the_file_twice_is_an_error_that_names_the_first_line():
    preview = read('Key,Title', 'A-1,Pay', 'A-2,Ship', 'A-1,Pay again')
    assert errors(preview) == [(4, 'key')] and 'line 2' in preview.errors[0].reason


def test_keys_the_table_has_already_are_offered_as_updates():
    stories = read('Key,Title', 'A-1,Pay', 'A-2,Ship', ',Send').stories
    preview = Preview(stories, known=frozenset({'A-2', 'A-9'}))
    assert [story.title for story in preview.updates] == ['Ship']
    assert [story.title for story in preview.additions] == ['Pay', 'Send']


def test_cells_that_look_like_formulas_are_kept_as_text():
    assert read('Title,Description', '=HYPERLINK(1),+1', '@x,-2').stories[0] == StoryDraft(
        '=HYPERLINK(1)', description='+1', line=2)


def test_short_rows_lack_what_is_missing_and_long_ones_lose_what_is_too_much():
    assert summary(read('Title,Key', 'Pay', 'Ship,A-1,?,?')) == [('', 'Pay', 2), ('A-1', 'Ship', 3)]


@pytest.mark.parametrize(('content', 'reason'), [
    (b'', 'first row'), (b'\n\nTitle\nPay', 'first row'), (b'Key,Points\nA-1,5', 'first row'),
    (b'Pay by card', 'first row'), ('Title\nPay'.encode('utf-16'), 'CSV UTF-8'), (b'PK\x03\x04\0', 'CSV UTF-8'),
    (b'Title\n\0', 'CSV UTF-8'), (b'Title\n' + 131_073 * b'x', 'no CSV'), (b'Title\n' + 9_999 * b'x\n', '2000 rows'),
    (6_000_000 * b'x', '5 MB')])
def test_what_is_no_table_of_stories_or_too_large_is_refused(content, reason):
    with pytest.raises(Rejected, match=reason):
        read_csv(content)


def test_two_thousand_rows_are_read_and_not_one_more():
    rows = [f'A-{number},Story' for number in range(2001)]
    assert len(read('Key,Title', *rows[:2000]).stories) == 2000
    with pytest.raises(Rejected, match='2000 rows'):
        read('Key,Title', *rows)


# -- the queue -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('statuses', 'current', 'following'), [
    ('open open open', None, 1), ('open open open', 1, 2), ('open estimated open', 1, 3),
    ('open skipped estimated', 3, 1), ('estimated open estimated', 2, None),
    ('open estimated estimated', 9, 1), ('estimated', 1, None), ('', None, None)])
def test_the_next_story_is_the_next_open_one_going_round(statuses, current, following):
    stories = tuple(StoryView(number, number, '', 'x', '', '', '', '', status, '', '')
                    for number, status in enumerate(statuses.split(), 1))
    found = StoriesView(stories, current).next_after(current)
    assert (found and found.id) == following
    assert StoriesView(stories, current).estimated == statuses.count('estimated')


# -- whatever comes ------------------------------------------------------------------------------------------------


@MODESTLY
@given(st.one_of(st.binary(max_size=300), any_text.map(lambda text: f'Title,Key,Link\n{text}'.encode(errors='ignore')),
                 st.text('Tile,;\t"\r\n\\A-1=', max_size=100).map(lambda text: f'Title{text}'.encode())))
def test_any_file_is_read_or_refused(content):
    try:
        preview = read_csv(content)
    except Rejected:
        return
    assert all(story == checked(story) and story.title for story in preview.stories)
    lines = [one.line for one in (*preview.stories, *preview.errors)]
    assert len(set(lines)) == len(lines) and all(line >= 2 for line in lines)


@MODESTLY
@given(any_text)
def test_any_pasted_text_is_read_line_by_line(text):
    preview = read_lines(text)
    assert len(preview.stories) + len(preview.errors) == sum(bool(line.strip()) for line in text.splitlines())


@MODESTLY
@given(any_text)
def test_no_link_is_ever_anything_but_a_web_address(text):
    for link in (text, f'https://{text}', f'javascript:{text}'):
        try:
            assert safe_link(link) == '' or safe_link(link).lower().startswith(('http://', 'https://'))
        except Rejected:
            continue
