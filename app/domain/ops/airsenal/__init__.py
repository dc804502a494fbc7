"""What AIrsenal prints and keeps, read into reports: pure text and rows in, frozen bodies out."""

PARSER_VERSION = 1  # raised whenever the same text is read into another body
KINDS = ('prediction', 'optimisation')


def kind_of(word: str) -> str:
    """A kind of report as it is spelt here; the program itself spells it with a z."""
    return word.strip().lower().replace('optimization', 'optimisation')
