"""darnel: how likely it is that a page was assembled rather than written, and the evidence."""
