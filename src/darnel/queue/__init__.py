"""The moderation queue: which articles people look at, what they say of them, and who is told."""
