"""The pages of pilots and certifications."""
