"""Sessions that are over, as a table."""

from app.domain.poker.views import Session
from components.controls import Text, block, link, table_head
from components.moments import length, local_day, minutes

HEADS = (('Day', ''), ('Table', ''), ('Run by', 'rt-not-phone'), ('Stories', 'rt-num'),
         ('Rounds', 'rt-num rt-not-phone'), ('Agreed at once', 'rt-not-phone'), ('Took', 'rt-num rt-not-phone'),
         ('Per story', 'rt-num rt-not-phone'), ('', ''))


def session_table(sessions: tuple[Session, ...], caption: str) -> None:
    """Sessions that are over, in figures."""
    with block('rt-table', 'table'):
        Text(caption, 'rt-vh', 'caption')
        table_head(*HEADS)
        with block(tag='tbody'):
            for session in sessions:
                _session_line(session)


def _session_line(session: Session) -> None:
    share, stories = session.agreed_share, session.stories
    with block(tag='tr'):
        Text(local_day(session.opened_at), 'rt-2', 'td').style('white-space: nowrap')
        Text(session.name, 'rt-b', 'td')
        Text(session.host, 'rt-not-phone', 'td')
        Text(str(stories), 'rt-num', 'td')
        Text(f'{session.rounds_per_story:.1f}' if session.rounds_per_story else '–',
             'rt-num rt-not-phone', 'td')
        with block('rt-not-phone', 'td'), block('rt-row'):
            with block('rt-meter').style('width: 64px').props('aria-hidden=true'):
                block(tag='i').style(f'width: {100 * (share or 0):.0f}%')
            Text('–' if share is None else f'{100 * share:.0f} %')
        Text(length(session.seconds) if session.seconds else '–', 'rt-num rt-not-phone', 'td')
        Text(minutes(session.seconds / stories) if stories else '–', 'rt-num rt-not-phone', 'td')
        with block(tag='td'):
            link('Results', f'/poker/history/{session.id}').props['aria-label'] = f'Results of {session.name}'
