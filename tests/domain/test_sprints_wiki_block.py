"""Publishing to a wiki page: our part changes, everything people wrote stays as it is to the byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.publishing import wiki_block
from app.domain.sprints.publishing.sending import REFUSED, SendTrouble
from app.domain.sprints.publishing.storage import NotStorage, elements, escaped, plain
from app.domain.sprints.publishing.wiki_block import enclosed, hash_of, place

REF = '3f1c9f0e-55c8-4b6e-9a0b-2f3a5b1c7d10'


def remark(words, ref=REF):
    return f'<ac:inline-comment-marker ac:ref="{ref}">{words}</ac:inline-comment-marker>'


def anchor(name):
    """As the editor of a wiki writes it: with an id of its own, and attributes in its own order."""
    return (f'<ac:structured-macro ac:macro-id="7a" ac:name="anchor" ac:schema-version="1"><ac:parameter ac:name="">'
            f'{name}</ac:parameter></ac:structured-macro>')


HUMAN = st.lists(st.one_of(
    st.text(max_size=20).map(lambda text: f'<p>{escaped(text)}</p>'),
    st.sampled_from([
        '<p>Caf\u00e9 5 &lt; 6</p>', '<hr/>', '\r\n', '<p>a<br/>b</p>',
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[<p>roundtable-7-start</p> a && b]]>'
        '</ac:plain-text-body></ac:structured-macro>',
        f'<p>{remark("a remark of ours")}</p>', '<table><tbody><tr><td>1</td></tr></tbody></table>',
        '<ri:user ri:account-id="x > y"/>', '<!-- roundtable-7-start -->', f'<p>{anchor("roundtable-8-start")}</p>',
        '<p>مرحبا 漢字 🎉</p>', f'<p>{anchor("roundtable-77-end")}</p>']),
    st.text('<>&ab', max_size=8).map(lambda text: f'<h2 title="{escaped(text)}">x</h2>')), max_size=5).map(''.join)


@settings(max_examples=150, deadline=None)
@given(HUMAN.map(lambda page: page + '<p>Caf&eacute;&nbsp;&mdash;</p>'), HUMAN, HUMAN, st.booleans())
def test_everything_outside_our_part_stays_as_it_is_to_the_byte(before, after, body, is_wrapped):
    start, end = anchor('roundtable-7-start'), anchor('roundtable-7-end')
    if is_wrapped:
        start, end = f'<p>{start}</p>', f'<p>{end}</p>'
    page = f'{before}{start}<p>old</p>{end}{after}'
    placed = place(page, '7', body)
    assert placed.page == f'{before}{start}{body}{end}{after}'
    assert place(placed.page, '7', body, placed.hash).how == wiki_block.SAME


@settings(max_examples=100, deadline=None)
@given(HUMAN, HUMAN)
def test_a_page_without_marks_gets_our_part_once_at_its_end(page, body):
    first = place(page, '7', body)
    assert first.how == wiki_block.APPENDED
    assert first.page == page + enclosed('7', body)
    assert place(first.page, '7', body).page == first.page


def test_words_beside_a_mark_stay_where_they_are():
    page = f'<p>Before {anchor("roundtable-7-start")} after</p><p>old</p><p>{anchor("roundtable-7-end")}And.</p>'
    placed = place(page, '7', '<p>new</p>')
    assert placed.page == page.replace('<p>old</p>', '<p>new</p>')


def test_a_page_in_sections_gets_a_section_of_its_own():
    page = ('<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>x</p></ac:layout-cell>'
            '</ac:layout-section></ac:layout>')
    placed = place(page, '7', '<p>ours</p>')
    assert placed.page.startswith(page.removesuffix('</ac:layout>'))
    assert placed.page.endswith('</ac:layout-cell></ac:layout-section></ac:layout>')
    assert place(placed.page, '7', '<p>new</p>').page == placed.page.replace('<p>ours</p>', '<p>new</p>')


START, END = f'<p>{anchor("roundtable-7-start")}</p>', f'<p>{anchor("roundtable-7-end")}</p>'


@pytest.mark.parametrize(('page', 'reason'), [
    (f'<p>a</p>{START}<p>b</p>', wiki_block.HALF),
    (f'<p>a</p>{END}<p>b</p>', wiki_block.HALF),
    (f'{END}<p>b</p>{START}', wiki_block.CROSSED),
    (f'<table><tbody><tr><td>{START}</td><td>{END}</td></tr></tbody></table>', wiki_block.CROSSED),
    (f'<p>{anchor("roundtable-7-start")}{anchor("roundtable-7-end")}</p>', wiki_block.CROSSED),
    (f'<div>{START}</div>{END}', wiki_block.CROSSED),
    (f'{START}{END}{START}{END}', wiki_block.TWICE),
    (f'{START}{START}{END}', wiki_block.TWICE),
    ('<p>a<br>b</p>', wiki_block.UNREADABLE),
    ('<p>a</p></page><page>', wiki_block.UNREADABLE),
    ('<p>\x08</p>', wiki_block.UNREADABLE),
], ids=['start only', 'end only', 'end first', 'in two cells', 'in one paragraph', 'start inside a box', 'copied',
        'start copied', 'not strict', 'out of bounds', 'control character'])
def test_a_page_whose_marks_were_damaged_is_refused_with_a_reason(page, reason):
    with pytest.raises(SendTrouble) as refusal:
        place(page, '7', '<p>new</p>')
    assert str(refusal.value) == reason
    assert refusal.value.state == REFUSED
    assert refusal.value.is_permanent


@pytest.mark.parametrize('body', ['<p>a<br></p>', '<p>&nbsp;</p>', '<input checked/>', '<p>'])
def test_what_is_not_strict_is_never_published(body):
    with pytest.raises(SendTrouble, match='not written as a wiki page'):
        place(f'{START}{END}', '7', body)


def test_the_same_part_is_not_written_again():
    page = f'{START}<p ac:local-id="1">as the wiki wrote it</p>{END}'
    assert place(page, '7', '<p>x</p>', hash_of('<p>x</p>')).how == wiki_block.SAME
    assert place(page, '7', '<p>y</p>', hash_of('<p>x</p>')).how == wiki_block.REPLACED
    assert place('<p>emptied</p>', '7', '<p>x</p>', hash_of('<p>x</p>')).how == wiki_block.APPENDED


class TestRemarksInsideOurPart:
    def test_return_to_the_same_words(self):
        page = f'{START}<p>Say/do {remark("44.4 %")}</p>{END}'
        placed = place(page, '7', '<p>Say/do 44.4 %, churn 61 %</p>')
        assert f'<p>Say/do {remark("44.4 %")}, churn 61 %</p>' in placed.page
        assert placed.remarks_lost == 0

    def test_return_to_the_same_of_several_equal_words(self):
        page = f'{START}<p>8 and 8 and {remark("8")}</p>{END}'
        assert f'<p>8 or 8 or {remark("8")} or 8</p>' in place(page, '7', '<p>8 or 8 or 8 or 8</p>').page

    def test_are_counted_when_their_words_are_gone(self):
        placed = place(f'{START}<p>{remark("44.4 %")}</p>{END}', '7', '<p>n/a</p>')
        assert (placed.remarks_lost, 'inline-comment' in placed.page) == (1, False)

    def test_find_words_however_they_are_written(self):
        page = f'{START}<p>{remark("Ann&rsquo;s &lt;b&gt;")}</p>{END}'
        assert remark('Ann’s &lt;b&gt;') in place(page, '7', '<p>by Ann’s &lt;b&gt; work</p>').page

    def test_never_break_tags_or_go_into_parameters(self):
        page = f'{START}<p>{remark("done it")}</p><p>{remark("x", REF.replace("3", "4"))}</p>{END}'
        body = '<p>done <b>it</b></p><ac:structured-macro ac:name="x"><ac:parameter ac:name="y">x</ac:parameter>' \
               '</ac:structured-macro>'
        placed = place(page, '7', body)
        assert placed.page == f'{START}{body}{END}'
        assert placed.remarks_lost == 2

    def test_two_on_the_same_words_do_not_cross(self):
        page = f'{START}<p>{remark("44 %")}{remark("44 %", REF.replace("3", "4"))}</p>{END}'
        placed = place(page, '7', '<p>44 %</p>')
        elements(placed.page)
        assert placed.remarks_lost == 1

    def test_with_a_broken_reference_are_dropped(self):
        page = f'{START}<p><ac:inline-comment-marker ac:ref="&quot;&gt;">x</ac:inline-comment-marker></p>{END}'
        assert place(page, '7', '<p>x</p>').page == f'{START}<p>x</p>{END}'


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text_becomes_text_of_a_page(text):
    page = f'<p title="{escaped(text)}">{escaped(text)}</p>'
    (only,) = elements(page)
    assert only.name == 'p'
    assert plain(page) == ''.join(sign if sign in plain(page) or sign == '\r' else '\ufffd' for sign in text)


@pytest.mark.parametrize('page', ['<p>', '</p>', '<p a>x</p>', '<p>&</p>', '<p><b></p></b>',
                                  '<!DOCTYPE a [<!ENTITY b "c">]><p>&b;</p>', '<p>\ud800</p>'])
def test_what_is_no_strict_xhtml_is_known(page):
    with pytest.raises(NotStorage):
        elements(page)
