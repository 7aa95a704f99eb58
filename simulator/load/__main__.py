"""`python -m simulator.load` says where the locustfile is: `locust -f "$(python -m simulator.load)" ...`."""

import sys

from simulator.load import LOCUSTFILE

if __name__ == "__main__":
    sys.stdout.write(f"{LOCUSTFILE}\n")
