"""What is typed and uploaded on the pages of the contract list, and its columns as a table."""

from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.needs.forms import BIGGEST_YEN, category_field, date_field, long_text, yen_field
from dejiro.apps.needs.models import Category
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.exchange import Column, Kind
from dejiro.foundation.forms import HouseForm

BIGGEST_QUANTITY: Final = 2_000_000_000
PAYLOAD_LENGTH: Final = 8_000_000
PREVIEW_SECONDS: Final = 60 * 60 * 12

COLUMNS: Final = (
    Column("key", gettext_lazy("契約番号"), aliases=("管理番号", "番号"), length=60),
    Column("title", gettext_lazy("契約名"), aliases=("件名", "契約件名"), length=150),
    Column("category", gettext_lazy("分野"), Kind.CHOICE, choices=dict(Category.choices)),
    Column("product", gettext_lazy("製品・サービス"), required=False, aliases=("製品",), length=120),
    Column("vendor", gettext_lazy("契約先"), aliases=("契約相手方", "業者名"), length=120),
    Column("starts_on", gettext_lazy("開始日"), Kind.DATE, aliases=("契約開始日",)),
    Column("ends_on", gettext_lazy("満了日"), Kind.DATE, aliases=("契約満了日", "終了日")),
    Column("quantity", gettext_lazy("数量"), Kind.INTEGER, required=False, minimum=1, maximum=BIGGEST_QUANTITY),
    Column("unit", gettext_lazy("単位"), required=False, length=20),
    Column(
        "annual_amount", gettext_lazy("年額（円）"), Kind.INTEGER, aliases=("年額",), minimum=0, maximum=BIGGEST_YEN
    ),
    Column("note", gettext_lazy("備考"), required=False, length=2000),
)
EXAMPLE: Final = {
    "key": "R6-001",
    "title": "（記入例）窓口タブレット賃貸借",
    "category": "devices",
    "product": "10型タブレット",
    "vendor": "株式会社〇〇",
    "starts_on": "2024-04-01",
    "ends_on": "2027-03-31",
    "quantity": 40,
    "unit": "台",
    "annual_amount": 1_440_000,
    "note": "",
}


class ContractForm(HouseForm):
    """A contract of the list."""

    key = forms.CharField(
        label=gettext_lazy("契約番号"),
        max_length=60,
        help_text=gettext_lazy("団体の中で1つだけの番号。ファイルを取り込むとき、この番号で同じ契約を見つけます。"),
    )
    title = forms.CharField(label=gettext_lazy("契約名"), max_length=150)
    category = category_field()
    product = forms.CharField(label=gettext_lazy("製品・サービス"), max_length=120, required=False)
    vendor = forms.CharField(label=gettext_lazy("契約先"), max_length=120)
    starts_on = date_field(gettext_lazy("開始日"))
    ends_on = date_field(gettext_lazy("満了日"))
    quantity = forms.IntegerField(label=gettext_lazy("数量"), required=False, min_value=1, max_value=BIGGEST_QUANTITY)
    unit = forms.CharField(
        label=gettext_lazy("単位"), max_length=20, required=False, help_text=gettext_lazy("例：台、ライセンス")
    )
    annual_amount = yen_field(gettext_lazy("年額（円）"))
    note = long_text(gettext_lazy("備考"), 2000, rows=3, required=False)

    def row(self) -> ContractRow:
        """Return what was entered."""
        return ContractRow(**self.values())


class ImportForm(HouseForm):
    """A file with contracts."""

    file = forms.FileField(
        label=gettext_lazy("契約台帳のファイル"),
        help_text=gettext_lazy(
            "CSVまたはExcel（.xlsx）。列の順番は自由です。まず変更の一覧が出ます。取込みはそのあとです。"
        ),
    )


class ImportConfirmForm(HouseForm):
    """What the preview showed, sealed, so that exactly this is imported."""

    payload = forms.CharField(max_length=PAYLOAD_LENGTH, widget=forms.HiddenInput)

    def __init__(self, *args: Any, salt: str, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.salt = salt

    def clean_payload(self) -> Any:  # noqa: ANN401  # what was sealed
        """Return what was sealed for this body, not long ago."""
        try:
            return signing.loads(self.cleaned_data["payload"], salt=self.salt, max_age=PREVIEW_SECONDS)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("確認の画面が古くなりました。もう一度ファイルを読み込んでください。"), "stale"
            ) from error


class RenewalForm(HouseForm):
    """The voice that is made of a contract's renewal."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    body = long_text(
        gettext_lazy("内容"),
        4000,
        help_text=gettext_lazy("課題になると、公開のページに出ます。契約先や金額は書かないでください。"),
    )
    name_shown = forms.BooleanField(label=gettext_lazy("公開のページに団体の名前を出す"), required=False)
