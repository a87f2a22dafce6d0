"""AvatarCLIP's generation backend: prompts -> body -> sculpt -> surface -> rig -> avatar.npz."""

__version__ = "0.1.0"
