"""Facts: named, typed, documented quantities about one loan on one date.

`catalogue` says which there are; `derive` works them out from a loan file's records.
"""
