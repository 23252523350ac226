"""Posts of a body, who holds them, and planned moves."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.careers import access
from dejiro.apps.careers.models import Holding, Post
from dejiro.apps.careers.planning import meet
from dejiro.apps.careers.services.common import about, insist, note, refuse_unless
from dejiro.apps.careers.terms import PostTerms
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded

LEADERS = gettext_lazy("持ち場を決められるのは、その団体の承認者と管理者です。")


@transaction.atomic
def post_save(*, actor: Actor, terms: PostTerms, post: Post | None = None, version: int | None = None) -> Post:
    """Enter a system or duty that the actor's body must be able to run, or change it.

    Raises:
        NotYours: if the actor does not lead the body.
        Refusal: if the name is taken, or the standard does not know the role.
        Conflict: if somebody else changed it meanwhile.
    """
    insist(access.leads_body(actor), str(LEADERS))
    talent.check_role(terms.role, terms.level)
    body = body_of(actor)
    taken = Post.objects.filter(organization=post.organization if post else body, name=terms.name).exclude(
        pk=post.pk if post else 0
    )
    refuse_unless(not taken.exists(), _("同じ名前の持ち場があります。"), code="name", field="name")
    if post is None:
        post = Post(organization=body, fictional=user_of(actor).fictional, version=0)
    else:
        insist(actor.acts_for(post.organization), str(LEADERS))
        check_version(post, version)
    for name, value in terms.row().items():
        setattr(post, name, value)
    post.version += 1
    post.save()
    facts: dict[str, Recorded] = {"name": post.name, "role": post.role, "level": post.level, "people": post.people}
    note(actor, "post.save", post, facts)
    return post


@transaction.atomic
def holding_save(
    *, actor: Actor, post: Post, person: User, starts_on: date, ends_on: date | None, holding: Holding | None = None
) -> Post:
    """Plan who holds a post from when to when; a day in the future is a planned move.

    Raises:
        NotYours: if the actor does not lead the body.
        Refusal: if the person does not belong to the body, the period is none, or it meets another of the same person.
    """
    insist(access.leads_body(actor) and actor.acts_for(post.organization), str(LEADERS))
    message = _("この団体に所属する人を選んでください。")
    refuse_unless(access.belongs(person, post.organization), message, code="no_member", field="person")
    right = ends_on is None or ends_on >= starts_on
    refuse_unless(right, _("終わりの日が、始まりの日より前です。"), code="period", field="ends_on")
    others = Holding.objects.filter(post=post, user=person).exclude(pk=holding.pk if holding else 0)
    clash = any(meet((starts_on, ends_on), (one.starts_on, one.ends_on)) for one in others)
    message = _("同じ人の、重なる期間があります。そちらを直してください。")
    refuse_unless(not clash, message, code="overlap", field="starts_on")
    row = holding or Holding(post=post)
    row.user, row.starts_on, row.ends_on = person, starts_on, ends_on
    row.save()
    note(actor, "holding.save", post, {"holder": about(person, starts_on=starts_on, ends_on=ends_on)})
    return post


@transaction.atomic
def holding_remove(*, actor: Actor, holding: Holding) -> Post:
    """Take away a period that was entered by mistake, or a move that does not take place.

    Raises:
        NotYours: if the actor does not lead the body.
    """
    post = holding.post
    insist(access.leads_body(actor) and actor.acts_for(post.organization), str(LEADERS))
    note(actor, "holding.remove", post, {"holder": about(holding.user, starts_on=holding.starts_on)})
    holding.delete()
    return post
