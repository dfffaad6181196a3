"""Decisions come home: recalibrate first, retrain second, and say what changed."""
