"""How Hypothesis runs here: the same examples each time, and never against the clock.

`--hypothesis-profile=search` looks further, with new examples in each run.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile(
    "search", settings.get_profile("steady"), derandomize=False, max_examples=5_000
)
settings.load_profile("steady")
