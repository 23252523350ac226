"""The search index as tables, kept up in the transaction that writes the record.

Every area is a collection of its own: what is rare in one prefecture may be common in another. What ranking needs
of a document is narrow and apart from its wording, so that a search reads few pages.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization


class Document(models.Model):
    """A searchable record, named by `kind` and `key`.

    A public one is found by everyone in its area; one of an organization only by it and by those who work for the area;
    one of no organization by the area's public bodies.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(_("種類"), max_length=20)
    key = models.BigIntegerField(_("番号"))
    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("団体")
    )
    public = models.BooleanField(_("公開"), default=False)
    characters = models.PositiveIntegerField(_("文字の組の数"), default=0)
    words = models.PositiveIntegerField(_("単語の数"), default=0)

    class Meta:
        verbose_name = _("検索の文書")
        verbose_name_plural = _("検索の文書")
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="search_document_once"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Content(models.Model):
    """A document's wording, as shown among the results."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content", verbose_name=_("文書")
    )
    title = models.CharField(_("件名"), max_length=200)
    text = models.TextField(_("本文"), blank=True)
    url = models.CharField(_("場所"), max_length=200)

    class Meta:
        verbose_name = _("検索の本文")
        verbose_name_plural = _("検索の本文")

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A pair of characters, a word ("w:端末") or a group of synonyms ("s:123"), and how many documents it stands in."""

    id = models.AutoField(primary_key=True)
    area = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("都道府県"))
    text = models.CharField(_("語"), max_length=60)
    documents = models.PositiveIntegerField(_("文書数"), default=0)

    class Meta:
        verbose_name = _("検索の語")
        verbose_name_plural = _("検索の語")
        constraints = (models.UniqueConstraint(fields=["area", "text"], name="search_term_once"),)

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """How often a term stands in a document.

    A search reads the primary key alone, in its order; the constraint serves whoever knows the document.
    """

    pk = models.CompositePrimaryKey("term", "document", "frequency")
    term = models.ForeignKey(
        Term, models.CASCADE, db_index=False, db_constraint=False, related_name="postings", verbose_name=_("語")
    )
    document = models.ForeignKey(
        Document, models.CASCADE, db_index=False, related_name="postings", verbose_name=_("文書")
    )
    frequency = models.PositiveSmallIntegerField(_("回数"))

    class Meta:
        verbose_name = _("検索の索引")
        verbose_name_plural = _("検索の索引")
        constraints = (models.UniqueConstraint(fields=["document", "term"], name="search_posting_once"),)

    def __str__(self) -> str:
        return f"{self.term_id} {self.document_id}"


class Corpus(models.Model):
    """How many documents an area has, and how long they are together."""

    area = models.OneToOneField(
        Organization, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("都道府県")
    )
    documents = models.PositiveIntegerField(_("文書数"), default=0)
    characters = models.PositiveBigIntegerField(_("文字の組の数"), default=0)
    words = models.PositiveBigIntegerField(_("単語の数"), default=0)

    class Meta:
        verbose_name = _("検索の全体")
        verbose_name_plural = _("検索の全体")

    def __str__(self) -> str:
        return str(self.documents)
