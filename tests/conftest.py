"""How Hypothesis runs here: the same examples each time, and never against the clock.

`thorough`, which `python dev.py check` takes, tries twice as many; `search` looks further, with
new examples in each run; `quick` takes the first few and makes none smaller, for runs that are
repeated thousands of times. Examples are drawn from the constants of the loaded modules too, so
that a test that runs alone tries others than it does among all.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("thorough", settings.get_profile("steady"), max_examples=100)
settings.register_profile(
    "search", settings.get_profile("steady"), derandomize=False, max_examples=5_000
)
settings.register_profile(
    "quick",
    settings.get_profile("steady"),
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("steady")
