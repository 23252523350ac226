"""Where people agree, where they part, and how far that can be trusted, from agree / disagree / pass votes."""
