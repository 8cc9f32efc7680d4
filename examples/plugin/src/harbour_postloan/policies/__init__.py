"""Its policies, a file each, named by id and edition."""
