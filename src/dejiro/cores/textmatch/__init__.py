"""Similar Japanese short texts: self-normalised BM25 on an index that changes document by document."""

from dejiro.cores.textmatch.index import Index
from dejiro.cores.textmatch.model import Document, Hit, Passage
from dejiro.cores.textmatch.passages import excerpt
from dejiro.cores.textmatch.reading import CHARACTERS, Field, fields, words

__all__ = ["CHARACTERS", "Document", "Field", "Hit", "Index", "Passage", "excerpt", "fields", "words"]
