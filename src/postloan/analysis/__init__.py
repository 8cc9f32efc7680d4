"""What can be said of a whole policy, or of two, for every loan there can be."""
