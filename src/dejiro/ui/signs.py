"""The signs between words: written as in Japanese, shown as in the reader's language.

Words are translated; colons, brackets and commas that stand between two values have no words to be translated with.
What people typed is never touched: of a page, only the text of its template passes here.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from weakref import WeakSet

from django.template import Engine, Origin, Template
from django.template.base import NodeList, TextNode
from django.template.context import Context
from django.template.library import SimpleBlockNode
from django.template.loaders import cached
from django.utils.safestring import SafeString
from django.utils.translation import get_language

SIGNS: Final = str.maketrans(
    {
        "：": ": ",
        "、": ", ",
        "。": ". ",
        "．": ". ",
        "｜": " | ",
        "？": "?",
        "（": " (",
        "）": ")",
        "「": "‘",
        "」": "’",
        "・": " · ",
        "〜": " – ",
        "／": "/",
        "＋": "+",
        "％": "%",
        "\u3000": "\u2003",
    }
)


def signs(text: str) -> str:
    """Return the signs between words, such as 「、」 in a list, as the reader's language has them."""
    return english(text) if get_language() == "en" else text


def english(text: str) -> str:
    """Return a text with the signs of English in place of those of Japanese.

    >>> english("（10）：")
    ' (10): '
    """
    return text.translate(SIGNS)


class Signed(TextNode):
    """Literal text of a template that has such signs."""

    def render_annotated(self, _context: Context) -> SafeString:
        """Return the text in the reader's language."""
        return SafeString(signs(self.s))


class Loader(cached.Loader):
    """Keeps compiled templates, as Django does, their signs made ready for every language."""

    def __init__(self, engine: Engine, loaders: Sequence[Any]) -> None:
        super().__init__(engine, loaders)
        self.ready = WeakSet[Template]()

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """Return a template; the first time, its literal texts with signs are made `Signed`."""
        template = super().get_template(template_name, skip)
        if template not in self.ready:
            for node in _texts(template.nodelist):
                if english(node.s) != node.s:
                    node.__class__ = Signed
            self.ready.add(template)
        return template


def _texts(nodes: NodeList) -> Iterator[TextNode]:
    yield from (node for node in nodes.get_nodes_by_type(TextNode) if isinstance(node, TextNode))
    for block in nodes.get_nodes_by_type(SimpleBlockNode):  # Django's search does not look into these.
        if isinstance(block, SimpleBlockNode):
            yield from _texts(block.nodelist)
