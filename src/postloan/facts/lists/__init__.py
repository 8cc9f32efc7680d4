"""The facts that ship, a file for each of what they are about. See `facts.catalogue`."""
