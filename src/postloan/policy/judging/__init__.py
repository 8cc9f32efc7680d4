"""A decision as it is defined: facts checked, rules walked, the plain answer."""
