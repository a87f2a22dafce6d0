"""Sculpting: a dressed body and a prompt -> a field of signed distance and colour.

``sculpt`` is the loop; ``start.Start`` what it begins with, ``field.Field`` what it ends with.
"""

from .loop import sculpt

__all__ = ["sculpt"]
