"""How the queue's tables came to be, one file a revision."""
