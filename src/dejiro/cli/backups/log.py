"""The log's root, from its entries themselves: the hash of every line anew, not what the tables say of it."""

from dejiro.cli.backups.rows import BATCH
from dejiro.cores.merkle.tree import Frontier, leaf_hash
from dejiro.foundation.ledger.models import Entry


def size_and_root() -> tuple[int, str]:
    """Return how many acts the log holds and the root over them, in hex."""
    tree = Frontier()
    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    for leaf in leaves.iterator(chunk_size=BATCH):
        tree.append(leaf_hash(leaf.encode()))
    return tree.size, tree.root().hex()
