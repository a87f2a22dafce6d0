"""From a sculpted field to a textured triangle mesh: mesh.extract, uv.unwrap, texture.bake."""
