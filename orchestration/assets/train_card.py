"""The model card of a training, and what Dagster is told of it.

Lives here: that a card is made, and that no fault of it loses the model. Not here: what a card says
(`card/`). Imported only when a training runs, as drawing and learning take seconds to import.
"""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.ml.card.pictures import ReadSignals
from orchestration.ml.card.signals import read_signals
from orchestration.ml.card.surroundings import Surroundings, read_surroundings
from orchestration.ml.card.write import Card
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

WriteCard = Callable[[Surroundings, ReadSignals, Path], Card]


def card_facts(
    log: logging.Logger, settings: Settings, version: str, write: WriteCard
) -> dict[str, Any]:
    """Write the card; a fault is told in one line, and the run goes on with the model it has."""
    try:
        with open_warehouse(settings, read_only=True) as connection:
            around = read_surroundings(connection, settings, version)
            card = write(around, partial(read_signals, connection), settings.models_path)
    except Exception as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        log.warning("the model has no card: %s", reason)
        return {"card": f"none: {reason}"}
    for name, reason in card.missing.items():
        log.warning("the model card has no picture %s: %s", name, reason)
    return {
        "card_file": dg.MetadataValue.path(card.page),
        "card": dg.MetadataValue.md(card.markdown),
    }
