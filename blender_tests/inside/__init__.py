"""The tests that need bpy; run_inside.py runs them inside a Blender."""
