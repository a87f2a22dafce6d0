"""Outfits: what a person may wear, as paint and thickness on a body; knows nothing of prompts."""
