"""The version of the library: the build reads it, receipts state it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
