"""The bundle: recorded acts, proofs and figures in one file that anyone can check without the platform."""
