"""What people said about a file: kept with the import, and for the next file with the same headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.domain.seasons.importing.book import Wishes
from app.domain.seasons.importing.headers import plain
from app.domain.seasons.importing.matching import Lookup
from app.domain.seasons.importing.missing import is_missing
from app.domain.seasons.importing.periods import Span

EMPTY_WORD = 'empty'
ASKED: Final = ('encoding', 'merged')  # about how a file is read


@dataclass(frozen=True)
class Answers:
    """`columns`: header as compared → field; `choices`: by key of a doubt; `replaced`: field → text in the file → what
    it stands for; `mended`: row → field → text; rows that are left out.
    """
    columns: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mended: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    reading: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, eq=False)
class Grounds:
    """What the values of a file are held against; `digits` of minor units, None where each row has its currency."""
    season: str = ''  # code
    season_name: str = ''
    season_id: str = ''
    digits: int | None = 2
    currency: str = ''
    span: Span | None = None
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    creatable: frozenset[str] = frozenset()  # types of columns whose unknown things may be created


def stored(answers: Answers) -> dict[str, Any]:
    return {'columns': dict(answers.columns), 'choices': dict(answers.choices),
            'replaced': {key: dict(words) for key, words in answers.replaced.items()},
            'mended': {str(row): dict(texts) for row, texts in answers.mended.items()},
            'left_out': sorted(answers.left_out), 'reading': vars(answers.reading)}


def answers_of(kept: Mapping[str, Any]) -> Answers:
    return Answers(kept.get('columns', {}), kept.get('choices', {}), kept.get('replaced', {}),
                   {int(row): texts for row, texts in kept.get('mended', {}).items()},
                   frozenset(kept.get('left_out', ())), Wishes(**kept.get('reading', {})))


def remembered(answers: Answers) -> dict[str, Any]:
    """What is worth keeping for another file: not the corrections of single rows, nor what was to be created."""
    choices = {key: answer for key, answer in answers.choices.items() if not is_missing(key)}
    return {'columns': dict(answers.columns), 'choices': choices,
            'replaced': {key: dict(words) for key, words in answers.replaced.items()}}


def with_change(answers: Answers, change: Mapping[str, Any]) -> Answers:
    """`columns`, `choices`, `replaced` (field → text → text), `mended` (row → field → text), `left_out`, `reading`:
    each is added to what was said before.
    """
    replaced = {field: {**answers.replaced.get(field, {}), **words}
                for field, words in {**answers.replaced, **change.get('replaced', {})}.items()}
    mended = {row: {**answers.mended.get(row, {}), **texts}
              for row, texts in {**answers.mended, **change.get('mended', {})}.items()}
    choices = change.get('choices', {})
    reading = {**change.get('reading', {}), **{name: choices[name] for name in ASKED if name in choices}}
    return replace(
        answers, columns={**answers.columns, **{plain(name): field for name, field in
                                               change.get('columns', {}).items()}},
        choices={**answers.choices, **choices}, replaced=replaced, mended=mended,
        left_out=answers.left_out | frozenset(change.get('left_out', ())), reading=replace(answers.reading, **reading))
