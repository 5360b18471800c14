"""What the platforms say of our tokens: asked when they are set up, and by the doctor."""
