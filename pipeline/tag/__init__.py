"""From a story to its qualities, each with the sentences that show it; the only spaCy room."""
