"""What people type about rounds, commitments, effects and dates; each form turns its fields into a service's terms."""

from dejiro.apps.commitments.forms.acts import (
    AdoptionForm,
    AssemblyForm,
    BudgetCycleForm,
    DecisionForm,
    EffectForm,
    ExtensionForm,
    ReasonForm,
)
from dejiro.apps.commitments.forms.commitments import CommitmentForm
from dejiro.apps.commitments.forms.rounds import RoundForm

__all__ = [
    "AdoptionForm",
    "AssemblyForm",
    "BudgetCycleForm",
    "CommitmentForm",
    "DecisionForm",
    "EffectForm",
    "ExtensionForm",
    "ReasonForm",
    "RoundForm",
]
