"""`send_digest`: the day's mail, to be started by the operator's scheduler each morning."""

from django.core.management.base import BaseCommand, CommandError

from dejiro.foundation.notices.tasks import MailLeft, digest_send


class Command(BaseCommand):
    """Sends one mail to each person who chose the digest; safe to repeat."""

    help = "Send each person who chose the daily digest one mail for today."

    def handle(self, *_args: object, **_options: object) -> None:
        """Send and say how many."""
        try:
            sent = digest_send()
        except MailLeft as left:
            raise CommandError(f"{left} mails could not be sent; run the command again.") from left
        self.stdout.write(f"{sent} mails sent.")
