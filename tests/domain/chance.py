"""What hypothesis tries: how often, and with which texts."""

from hypothesis import settings
from hypothesis import strategies as st

MODESTLY = settings(max_examples=100, deadline=None)

UNSEEN = ('\u0301\u0308\u200b\u200c\u200d\u200e\u202e\u2066\u2069\ufeff\u00ad\u034f\u3164\u2800\ufe0f\u20e3'
          '\0\x07\x1b\t\n\r')
LETTERS = 'aAbB 0129é½²Ａßﬁ한글שאنি张👩👨👧🏽🚀☕'
MARKUP = '<>"\'`^*|&;,/=+-@._\\[](){}#$%~!?:'

any_text = st.text(st.one_of(st.sampled_from(UNSEEN + LETTERS + MARKUP), st.characters()), max_size=70)

# Nearly always a name: all of it is welcome or taken out.
name_text = st.text(st.one_of(st.sampled_from(UNSEEN + LETTERS), st.characters(
    categories=('L', 'M', 'N', 'So', 'Zs', 'Cc', 'Cf'))), max_size=40).map('A{}b'.format)
