"""How darnel's artifacts are made: `python -m training.fit --data DIR` retrains everything."""
