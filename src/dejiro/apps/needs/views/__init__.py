"""Pages. Each view: a door, a form, a service, a redirect."""
