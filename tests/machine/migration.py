"""Writes the next chapter of the history of the tables, by comparing the models with a database at the last one."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from app import migrations


def main(about: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f'sqlite:///{folder}/now.db')
        migrations.upgrade(engine)
        config = Config(toml_file=Path('pyproject.toml'))
        with engine.connect() as connection:
            config.attributes['connection'] = connection
            command.revision(config, about, autogenerate=True, rev_id=f'{len(chapters()) + 1:04}')


def chapters() -> list[Path]:
    return sorted(Path('app/migrations/versions').glob('[0-9]*.py'))


if __name__ == '__main__':
    main(sys.argv[1])
