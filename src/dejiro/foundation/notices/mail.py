"""Notices as plain Japanese mail. The reader's program wraps lines; we write no HTML."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.notices.models import DeskItem, Notice

WEEKDAYS = "月火水木金土日"


def notice_mail(notice: Notice) -> EmailMessage:
    """Return the mail of one notice."""
    return _mail(notice.user, notice.title, "notices/notice_mail.txt", {"notice": notice})


def digest_mail(user: User, notices: Sequence[Notice], desk: Sequence[DeskItem], day: date) -> EmailMessage:
    """Return a day's mail: what is due soon, then what was told since the last one."""
    lines = [(item, jst_text(item.due_at) if item.due_at else "") for item in desk]
    context: dict[str, object] = {"notices": notices, "desk": lines, "day": day_text(day)}
    return _mail(user, f"{day_text(day)}のお知らせ", "notices/digest_mail.txt", context)


def _mail(user: User, subject: str, template: str, context: dict[str, object]) -> EmailMessage:
    mark = "【架空】" if settings.DEMO else ""
    with translation.override("ja"):
        body = render_to_string(
            template, {**context, "user": user, "base": settings.BASE_URL.rstrip("/"), "demo": settings.DEMO}
        )
    return EmailMessage(f"{mark}［出城］{subject}", body, to=[user.email], headers={"Auto-Submitted": "auto-generated"})


def day_text(day: date) -> str:
    """Return 「2026年10月5日（月）」."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def jst_text(moment: datetime) -> str:
    """Return 「2026年10月5日（月）17時15分」 in Japan's time."""
    local = moment.astimezone(clock.JST)
    return f"{day_text(local.date())}{local.hour}時{local.minute:02d}分"
