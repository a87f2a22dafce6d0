"""The paper preset: the published networks, rendered and optimised as published.

A NeuS (Wang et al. 2021) of two small networks is fitted to a body (`train`), pulled by a guide towards a
sentence (`train_clip`) and meshed (`validate_mesh`), as AvatarCLIP (Hong et al. 2022) did, with its
configuration files, folders and checkpoints. Everything here is in metres, y up, the person facing +z.
"""
