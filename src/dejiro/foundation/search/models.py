"""Postings of the search index, one row a term and document, kept up in the transaction that writes the document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization


class Document(models.Model):
    """A searchable text. `kind` and `key` name the record; `public` documents are found by everyone.

    `organization` is the body that may find a document that is not public.
    """

    kind = models.CharField(_("種類"), max_length=20)
    key = models.BigIntegerField(_("番号"))
    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("団体"))
    public = models.BooleanField(_("公開"), default=False)
    title = models.CharField(_("件名"), max_length=200)
    text = models.TextField(_("本文"))
    url = models.CharField(_("場所"), max_length=200)
    length = models.PositiveIntegerField(_("長さ"))

    class Meta:
        verbose_name = _("検索の文書")
        verbose_name_plural = _("検索の文書")
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="search_document_once"),)

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A term of the index and in how many documents it stands."""

    text = models.CharField(_("語"), max_length=60, unique=True)
    documents = models.PositiveIntegerField(_("文書数"), default=0)

    class Meta:
        verbose_name = _("検索の語")
        verbose_name_plural = _("検索の語")

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """How often a term stands in a document."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="postings", verbose_name=_("語"))
    document = models.ForeignKey(Document, models.CASCADE, related_name="postings", verbose_name=_("文書"))
    frequency = models.PositiveIntegerField(_("回数"))

    class Meta:
        verbose_name = _("検索の索引")
        verbose_name_plural = _("検索の索引")
        constraints = (models.UniqueConstraint(fields=["term", "document"], name="search_posting_once"),)

    def __str__(self) -> str:
        return f"{self.term_id} {self.document_id}"
