"""What files are called: nothing of a name is more than a name."""

import pytest

from app.domain.ops.files import shown_name


@pytest.mark.parametrize(('given', 'name'), [
    ('points.csv', 'points.csv'), ('../../etc/passwd', 'passwd'), ('C:\\Users\\ann\\a b.csv', 'a b.csv'),
    ('/', 'file'), ('..', 'file'), ('', 'file'), ('.bashrc', 'bashrc'), ('--clean', 'clean'),
    ('a\0b\n\x1b[31m.csv', 'ab[31m.csv'), ('tor\u202evsc.exe', 'torvsc.exe'), ('\ud800x', 'x'),
    ('📈 season 👩\u200d💻.csv', '📈 season 👩\u200d💻.csv'), ('  spaces   inside .txt ', 'spaces inside .txt')],
    ids=['plain', 'path', 'other path', 'slash', 'dots', 'nothing', 'hidden', 'option', 'control', 'direction', 'half',
         'emoji', 'spaces'])
def test_of_a_name_only_what_can_be_shown_is_kept(given, name):
    assert shown_name(given) == name


def test_a_name_that_is_too_long_keeps_its_ending_and_whole_characters():
    name = shown_name('é' * 300 + '.csv')
    assert len(name.encode()) <= 120 and name.endswith('é.csv')
    assert len(shown_name('x.' + 'y' * 300).encode()) == 120
