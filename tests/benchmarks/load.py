"""How near `play --workers` comes to what a server's latency allows: `python tests/benchmarks/load.py [PEOPLE]`.

A server in a process of its own answers after 200 ms and needs hardly any CPU; 50 workers could send 50 / 0.2 s = 250
requests a second there. Prints the ratio to that, the same of 50 threads that do nothing but send, from the same run (a
busy machine keeps either from it), the CPU that a request took of this process, and what the server counted. Nothing
here passes or fails; the budget is 0.9.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from simulator.play.setup import Choice, prepare
from simulator.play.transcript import RunFinished, dump
from simulator.scenario.loading import load_text

LATENCY = 0.2
WORKERS = 50
PEOPLE = 10_000
BUDGET = 0.9
STORY = """\
name: Everybody is assigned
generate_users: {count: COUNT}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - assign_group: everyone
"""


def run(url: str, people: int, log: Path) -> tuple[RunFinished, float]:
    """Plays the story with its full log; how it ended, and the CPU seconds it took."""
    scenario = load_text(STORY.replace("COUNT", str(people)), "story.yaml")
    choice = Choice(endpoint=url, token_env="TOKEN", workers=WORKERS)
    prepared = prepare(scenario, choice, {"TOKEN": "a-token-for-this-benchmark"})
    began = time.process_time()
    with log.open("w", encoding="utf-8") as file:
        for event in prepared.events():
            file.write(dump(event))
    return event, time.process_time() - began


def bare(url: str, each: int) -> float:
    """Requests a second of as many threads as there are workers, each of which sends so many."""
    place = urlsplit(url)

    def send() -> None:
        connection = HTTPConnection(place.hostname, place.port)
        for _ in range(each):
            connection.request("GET", f"{place.path}/Users")
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(WORKERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return WORKERS * each / (time.perf_counter() - began)


def main(people: int) -> None:
    server = Path(__file__).with_name("slow_server.py")
    command = [sys.executable, str(server), str(LATENCY)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        tempfile.TemporaryDirectory() as folder,
    ):
        url = process.stdout.readline().strip()
        try:
            ended, cpu = run(url, people, Path(folder) / "run.jsonl")
            with urlopen(f"{url}/counts") as answer:
                counted = json.load(answer)
            possible = bare(url, 40)
        finally:
            process.terminate()
    load = ended.load
    ratio = load["per_second"] / (WORKERS / LATENCY)
    print(
        f"{people:,} people, {load['requests']:,} requests, {WORKERS} workers, {LATENCY * 1000:.0f} ms: "
        f"{load['per_second']:.1f} a second, {ratio:.2f} of {WORKERS / LATENCY:.0f} (budget {BUDGET}), "
        f"{load['per_second'] / possible:.2f} of bare threads; {cpu / load['requests'] * 1000:.2f} ms of CPU a request"
    )
    print(f"answered in milliseconds: {load['milliseconds']}; errors: {load['errors'] or 'none'}")
    print(f"the server answered {counted['answered']:,} and had {counted['most']} under way at once at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
