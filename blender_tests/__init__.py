"""The add-on in real Blenders; ``python3 -m blender_tests`` runs these tests and the backend's."""
