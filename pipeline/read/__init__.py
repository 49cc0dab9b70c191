"""Files to values: `stories` for what people tell, `figures` for what is counted."""
