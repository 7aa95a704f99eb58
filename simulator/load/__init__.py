"""One scenario as users of Locust, for more load than one machine can send: `people` and what each of them does.

`locustfile` is what Locust is given; nothing else imports it, since importing Locust patches the standard library.
"""

from pathlib import Path

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
