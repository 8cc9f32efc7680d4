"""Interest: what is owed for paying late, or for using the money otherwise than agreed."""
