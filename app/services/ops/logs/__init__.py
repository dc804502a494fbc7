"""What runs have said: written in pieces while they work, read in pages however long it is."""

from app.domain.ops.log import Standing as Standing
from app.services.ops.logs.clearing import clear as clear
from app.services.ops.logs.clearing import clear_all as clear_all
from app.services.ops.logs.reading import TextPart as TextPart
from app.services.ops.logs.reading import last_lines as last_lines
from app.services.ops.logs.reading import line_at as line_at
from app.services.ops.logs.reading import list_sections as list_sections
from app.services.ops.logs.reading import pick as pick
from app.services.ops.logs.reading import stream_text as stream_text
from app.services.ops.logs.reading import tail as tail
from app.services.ops.logs.reading import text_part as text_part
from app.services.ops.logs.reading import view_page as view_page
from app.services.ops.logs.search import find as find
from app.services.ops.logs.writing import append as append
