"""What an avatar does: candidate poses that fit a sentence, and a motion that goes through them (AvatarCLIP,
Hong et al. 2022, section 5)."""
