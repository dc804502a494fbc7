"""The portfolio: the timeline, and what can be worked out from it."""

from pages.portfolio import boards as boards
from pages.portfolio import capacity as capacity
from pages.portfolio import compare as compare
from pages.portfolio import cost as cost
from pages.portfolio import health as health
from pages.portfolio import history as history
from pages.portfolio import iterations as iterations
from pages.portfolio import publish as publish
from pages.portfolio import scenarios as scenarios
from pages.portfolio import setup as setup
from pages.portfolio import timeline as timeline
