"""Recipes that made what the repository ships; never needed at run time."""
