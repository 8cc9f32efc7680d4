"""The post-loan rules of Harbour Bank, which does not exist."""
