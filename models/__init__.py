"""Tables only. Importing the package imports them all, so that the metadata is complete."""

from models import people as people
from models import poker as poker
