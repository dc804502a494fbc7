"""What is said about a table: notices for the eye, and sentences for people who listen."""

from app.domain.poker.looks import one_sentence
from app.domain.poker.views import NewsView, TableView

SENTENCES = {
    'joined': '{who} joined.', 'left': '{who} left.', 'removed': '{who} was removed.',
    'handed_over': '{who} is Scrum Master now.', 'took_over': '{who} took over as Scrum Master.',
    'promoted': '{who} is Scrum Master now, being here longest.',
    'candidate': 'If the Scrum Master is not back in two minutes, {who} takes over.',
    'paused': 'Paused: waiting for the Scrum Master.', 'resumed': 'The Scrum Master is back; it goes on.',
    'started': 'Round {detail} has started.', 'revealing': 'Cards turn in a moment.',
    'reveal_cancelled': 'The reveal was stopped; you can change your card.',
    'time_is_up': 'Time is up.', 'undone': 'Taken back.',
    'cards_dropped': 'Cards laid meanwhile were dropped: {who}.', 'hand': '{who} raises a hand.',
    'expiring': 'The table closes soon unless somebody goes on.', 'closed': 'The table is closed.',
}
CALM = ('joined', 'left')  # merged when there are many
MERGED_FROM = 4


def sentence(item: NewsView, view: TableView) -> str:
    if item.kind == 'turned' and view.statistics:
        return one_sentence(view.statistics)
    return SENTENCES.get(item.kind, '').format(who=item.who, detail=item.detail)


def summary(items: list[NewsView], view: TableView) -> str:
    """One line for what has happened since; many comings and goings are only counted."""
    calm = [item for item in items if item.kind in CALM]
    told = [item for item in items if item not in calm or len(calm) < MERGED_FROM]
    sentences = [text for item in told if (text := sentence(item, view))]
    if len(calm) >= MERGED_FROM:
        joined = sum(item.kind == 'joined' for item in calm)
        sentences.append(f'{joined} people joined, {len(calm) - joined} left.')
    return ' '.join(sentences[-4:])
