"""A verdict out of a form: given at once, or kept until its writer has seen the score."""

from __future__ import annotations

from dataclasses import replace

from darnel.doors.service.pages import drafts
from darnel.doors.service.pages.drafts import Draft
from darnel.doors.service.pages.file import Facts, facts_of
from darnel.doors.service.pages.forms import Form
from darnel.doors.service.pages.settings import Pages
from darnel.errors import InputError
from darnel.queue.refusals import StaleVersion, WrongState
from darnel.queue.store import Store


def judged(store: Store, case_id: str, who: str, form: Form, settings: Pages) -> bool:
    """Take a verdict; True if it is only kept, for its writer to judge the findings next.

    The time that it took is from the claim to now, by the queue's own clock.
    """
    facts = facts_of(store, case_id, who, settings)
    said = drafts.of_form(form, facts.draft)
    if said.verdict is None:
        raise InputError("choose a verdict: content farm, credible or unsure")
    known = {policy.id for policy in settings.policies}
    draft = replace(said, policies=tuple(one for one in said.policies if one in known))
    if facts.sight.hidden:
        _seal(store, facts, who, form, draft)
        return True
    if facts.sight.sealed not in (None, said.verdict):
        raise WrongState("your verdict was given before the score was shown, and stands")
    began = facts.claimed_at(who)
    took = None if began is None else int((store.now() - began).total_seconds() * 1000)
    decision = drafts.decision(
        draft, said.verdict, saw_score=facts.sight.saw_score(said.verdict), lead_time_ms=took
    )
    store.decide(case_id, who, form.one("token"), form.number("version"), decision)
    return False


def _seal(store: Store, facts: Facts, who: str, form: Form, draft: Draft) -> None:
    """Keep the verdict of who holds the case; LeaseLost or StaleVersion as for a decision."""
    if form.number("version") != facts.case.version:
        raise StaleVersion("the case changed since it was read; read it again")
    store.renew(facts.case.id, who, form.one("token"))
    kept = replace(draft, findings={}, sealed=draft.verdict)
    store.save_draft(facts.case.id, who, kept.body(facts.seal))
