"""Meshes made elsewhere: read, fitted by a body, rigged. The command is `rig`."""
