from dejiro.apps.pilots.models.certifications import Certification, Renewal
from dejiro.apps.pilots.models.data import Observation
from dejiro.apps.pilots.models.pilots import Amendment, Decision, Outcome, Pilot

__all__ = ["Amendment", "Certification", "Decision", "Observation", "Outcome", "Pilot", "Renewal"]
