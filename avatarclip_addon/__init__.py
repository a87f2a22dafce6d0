import bpy
from . import armature, export, mesh, preview
def register(): pass
def unregister(): pass
