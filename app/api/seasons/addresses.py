"""How programs name a season: by its code, or by its number."""

from typing import Annotated

from fastapi import Path

SeasonKey = Annotated[str, Path(max_length=20, description='The code of a season, such as `K7QM-2XRD`, or its id.')]
