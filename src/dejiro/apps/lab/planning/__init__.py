"""The bridge to the cores: rows to votes, votes to a public document, the next statement, statements alike."""

from dejiro.apps.lab.planning.comments import heaps, pieces, plain
from dejiro.apps.lab.planning.documents import Computed, compute, document_of, empty_document
from dejiro.apps.lab.planning.importing import Imported, read_polis
from dejiro.apps.lab.planning.robust import FEWEST
from dejiro.apps.lab.planning.routing import Offer, choose
from dejiro.apps.lab.planning.similar import similar_texts
from dejiro.apps.lab.planning.tables import votes_of_rows

__all__ = [
    "FEWEST",
    "Computed",
    "Imported",
    "Offer",
    "choose",
    "compute",
    "document_of",
    "empty_document",
    "heaps",
    "pieces",
    "plain",
    "read_polis",
    "similar_texts",
    "votes_of_rows",
]
