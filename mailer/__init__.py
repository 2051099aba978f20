"""What is told, when and how it is sent; the public archive of what was sent."""
