"""The policies that ship, a file each."""
