"""Stories: what is accepted, and how they are read from pasted lines and CSV files."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from app.domain.names import keepable, one_line
from app.errors import Rejected

LONGEST_TITLE, LONGEST_KEY, LONGEST_TEXT, LONGEST_LINK, LONGEST_ESTIMATE = 255, 64, 20_000, 2_000, 8
MOST_AT_TABLE = 500
MOST_BYTES, MOST_ROWS = 5_000_000, 2_000

# What the columns are called in the wild; the first name that a file has wins.
HEADERS: Mapping[str, tuple[str, ...]] = {
    'title': ('title', 'summary', 'name'),
    'key': ('key', 'issue key', 'id', 'work item id'),
    'link': ('link', 'url'),
    'description': ('description',),
    'criteria': ('acceptance criteria', 'custom field (acceptance criteria)'),
    'estimate': ('estimate', 'points', 'story points', 'custom field (story points)',
                 'custom field (story point estimate)'),
}
KEYED_LINE = re.compile(r'\s*(?P<key>[A-Za-z][A-Za-z0-9_]*-\d+|#\d+|\d{2,}(?=\t))[\s:–-]+(?P<title>\S.*)')
JIRA_PATH = re.compile(r'/browse/(?P<key>[A-Za-z][A-Za-z0-9_]*-\d+)')
AZURE_PATH = re.compile(r'/_workitems/edit/(?P<key>\d+)')


@dataclass(frozen=True)
class StoryDraft:
    """A story as somebody wrote it."""
    title: str
    key: str = ''
    link: str = ''
    description: str = ''
    criteria: str = ''
    estimate: str = ''
    line: int = 0  # of the file or of what was pasted
    origin: str = ''  # what it is in another area: `portfolio:17`


@dataclass(frozen=True)
class RowError:
    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What an import would do: good rows, bad ones, and the keys that the table already has."""
    stories: tuple[StoryDraft, ...]
    errors: tuple[RowError, ...] = ()
    known: frozenset[str] = frozenset()

    @property
    def updates(self) -> tuple[StoryDraft, ...]:
        return tuple(story for story in self.stories if story.key and story.key in self.known)

    @property
    def additions(self) -> tuple[StoryDraft, ...]:
        return tuple(story for story in self.stories if not story.key or story.key not in self.known)


def checked(draft: StoryDraft) -> StoryDraft:
    """The story as it is kept, or the first reason why it cannot be."""
    title = one_line(draft.title)
    if not title:
        raise Rejected('The title is missing.', 'poker.story', 'title')
    key, estimate = one_line(draft.key), one_line(draft.estimate)
    for field, text, most in (('title', title, LONGEST_TITLE), ('key', key, LONGEST_KEY),
                              ('link', draft.link.strip(), LONGEST_LINK),
                              ('description', draft.description, LONGEST_TEXT),
                              ('criteria', draft.criteria, LONGEST_TEXT),
                              ('estimate', estimate, LONGEST_ESTIMATE)):
        if len(text) > most:
            raise Rejected(f'At most {most} characters fit here; this has {len(text)}.', 'poker.story', field)
    return replace(draft, title=title, key=key, link=safe_link(draft.link),
                   description=keepable(draft.description).strip(), criteria=keepable(draft.criteria).strip(),
                   estimate=_plain_number(estimate))


def safe_link(text: str) -> str:
    """A web address, or nothing."""
    link = text.strip()
    if not link:
        return ''
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in ('http', 'https') and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or ' ' in link or not link.isprintable():
        raise Rejected('A link begins with http:// or https://.', 'poker.story', 'link')
    return link


def read_lines(text: str) -> Preview:
    """One story a line: a title, `KEY-123 Title`, or the bare address of an issue in Jira or Azure DevOps."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_ROWS:
        raise Rejected(f'At most {MOST_ROWS} lines can be read at once.', 'poker.story', 'text')
    return _checked_all((_from_line(line), number) for number, line in lines)


def read_csv(content: bytes) -> Preview:
    """The rows of a CSV file whose first row names the columns; errors name the line of the file."""
    if len(content) > MOST_BYTES:
        raise Rejected('The file is larger than 5 MB.', 'poker.csv', 'file')
    rows = _numbered_rows(_decoded(content))
    columns = _columns(next(rows, (1, []))[1])
    return _checked_all((_from_row(row, columns), line) for line, row in rows if any(map(str.strip, row)))


def _numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line of the file it begins on; quoted cells may go on over several lines."""
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=_delimiter(text))
    began = 1
    try:
        for count, row in enumerate(reader):
            if count > MOST_ROWS:
                raise Rejected(f'The file has more than {MOST_ROWS} rows.', 'poker.csv', 'file')
            yield began, row
            began = reader.line_num + 1
    except csv.Error as error:
        raise Rejected(f'Line {reader.line_num} is no CSV: {error}.', 'poker.csv', 'file') from error


def _from_row(row: Sequence[str], columns: Mapping[str, int]) -> StoryDraft:
    def cell(field: str) -> str:
        index = columns.get(field, len(row))
        return row[index] if index < len(row) else ''
    return StoryDraft(cell('title'), cell('key'), cell('link'), cell('description'), cell('criteria'),
                      cell('estimate'))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds what; the header may use any of the names people use."""
    names = [' '.join(name.lower().replace('_', ' ').split()) for name in header]
    found = {field: names.index(alias) for field, aliases in HEADERS.items()
             for alias in reversed(aliases) if alias in names}
    if 'title' not in found:
        raise Rejected('The first row must name a column “Title” or “Summary”.', 'poker.csv', 'file')
    return found


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else what Excel writes on Windows."""
    if b'\0' in content:
        raise Rejected('This is not a CSV file. Save it as “CSV UTF-8” and try again.', 'poker.csv', 'file')
    try:
        return content.decode('utf-8-sig')
    except UnicodeDecodeError:
        return content.decode('cp1252', errors='replace')


def _delimiter(text: str) -> str:
    """Whichever of comma, semicolon and tab the first row has most of, outside quotes."""
    header = re.sub(r'"[^"]*"', '', text.partition('\n')[0])
    return max(',;\t', key=header.count)


def _from_line(line: str) -> StoryDraft:
    if re.match(r'https?://\S+$', line):
        for pattern in (JIRA_PATH, AZURE_PATH):
            if match := pattern.search(line):
                key = match['key']
                return StoryDraft(title=key, key=key, link=line)
        return StoryDraft(title=line, link=line)
    if match := KEYED_LINE.match(line):
        return StoryDraft(title=match['title'], key=match['key'].lstrip('#'))
    return StoryDraft(title=line)


def _checked_all(drafts: Iterable[tuple[StoryDraft, int]]) -> Preview:
    stories: list[StoryDraft] = []
    errors: list[RowError] = []
    lines: dict[str, int] = {}
    for draft, line in drafts:
        try:
            story = checked(replace(draft, line=line))
            if story.key and story.key in lines:
                raise Rejected(f'“{story.key}” stands in line {lines[story.key]} already.', 'poker.story', 'key')
        except Rejected as refusal:
            errors.append(RowError(line, refusal.field, str(refusal)))
            continue
        lines |= {story.key: line} if story.key else {}
        stories.append(story)
    return Preview(tuple(stories), tuple(errors))


def _plain_number(text: str) -> str:
    """Trackers export 5.0 where people say 5."""
    return re.sub(r'^(\d+)\.0+$', r'\1', text)
