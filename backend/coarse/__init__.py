"""AvatarCLIP's coarse body as files: `shape` writes it as an OBJ, `render` its views for fitting a field."""
