"""What the web side of `oktasim serve` is told before it starts."""

from dataclasses import dataclass, field

from simulator.okta.management_api import Choices
from simulator.web.http.rate_limits import RateLimits


@dataclass(frozen=True)
class WebSettings:
    """`api_token` is the API's; `host` the address listened on; `organization` names the org in ids and app names.

    `allow_remote` answers other machines too. `choices` are the switches for what no source says.
    """

    api_token: str = field(repr=False)
    host: str = "127.0.0.1"
    allow_remote: bool = False
    organization: str = "acme"
    choices: Choices = field(default_factory=Choices)
    rate_limits: RateLimits = field(default_factory=RateLimits)
