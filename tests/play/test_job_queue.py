"""The order of jobs: one person's in a row, different people's side by side, a group's alone."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.okta.flows.conversation import Outcome
from simulator.okta.ids import Ids
from simulator.okta.org import Job, Org
from simulator.play.job_queue import JobQueue, JobTurn, Rest, Ticket


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    made = JobQueue(workers=4)
    yield made
    made.close(1)


def _ticket(run, subject: str = "ada", operation: str = "provision", app: str = "hub", transaction: str = "") -> Ticket:
    return Ticket(Job(operation, app, subject, transaction), run)


def test_an_outcome_is_kept_on_its_ticket(queue) -> None:
    ticket = _ticket(lambda job: Outcome(text=job.subject_id))
    queue.add([ticket])
    assert ticket.finished.wait(5)
    assert ticket.outcome == Outcome(text="ada")


def test_different_people_run_side_by_side_and_one_person_does_not(queue) -> None:
    together = threading.Barrier(2, timeout=5)
    order: list[str] = []

    def meet(job: Job) -> None:
        together.wait()
        order.append(job.subject_id)

    queue.add([_ticket(meet, "ada"), _ticket(meet, "grace"), _ticket(lambda job: order.append("ada again"), "ada")])
    assert queue.idle(5)
    assert order.index("ada again") > order.index("ada")


def test_a_group_waits_for_what_was_before_and_has_the_app_to_itself(queue) -> None:
    running: set[str] = set()
    seen: dict[str, set[str]] = {}

    def watched(job: Job) -> None:
        running.add(job.subject_id)
        seen[job.subject_id] = set(running)
        time.sleep(0.02)
        running.discard(job.subject_id)

    names = ["ada", "grace"]
    queue.add([_ticket(watched, name) for name in names])
    queue.add([_ticket(watched, "team", "push_group"), _ticket(watched, "linus")])
    assert queue.idle(5)
    assert seen["team"] == {"team"}
    assert list(seen)[-2:] == ["team", "linus"]


def test_two_apps_do_not_wait_for_each_other(queue) -> None:
    release = threading.Event()
    other = _ticket(lambda job: None, app="other", operation="import_users")
    queue.add([_ticket(lambda job: release.wait(5) and None, operation="import_users"), other])
    assert other.finished.wait(5)
    release.set()
    assert queue.idle(5)


def test_a_pause_waits_for_what_is_under_way_and_gives_up_in_time(queue) -> None:
    started, release = threading.Event(), threading.Event()

    def hang(job: Job) -> None:
        started.set()
        release.wait(5)

    queue.add([_ticket(hang)])
    assert started.wait(5)
    assert not queue.pause(0.01)
    release.set()
    assert queue.pause(5)
    late = _ticket(lambda job: None)
    queue.add([late])
    assert not late.finished.wait(0.05)
    assert queue.waiting == 1
    queue.resume()
    assert late.finished.wait(5)


def test_clearing_forgets_what_has_not_begun(queue) -> None:
    started, release = threading.Event(), threading.Event()
    forgotten: list[str] = []

    def hang(job: Job) -> None:
        started.set()
        release.wait(5)

    queue.add([_ticket(hang), *(_ticket(lambda job: forgotten.append(job.subject_id)) for _ in range(3))])
    assert started.wait(5)
    queue.clear()
    queue.add([_ticket(lambda job: None, "grace")])
    release.set()
    assert queue.idle(5)
    assert forgotten == []


def test_what_runs_when_all_is_forgotten_holds_up_nothing_that_comes_after(queue) -> None:
    started, release = threading.Semaphore(0), threading.Event()

    def hang(job: Job) -> None:
        started.release()
        release.wait(10)

    old = [_ticket(hang, f"person {number}") for number in range(20)]
    queue.add(old)
    assert started.acquire(timeout=5)
    queue.clear()
    assert queue.waiting == 0
    assert queue.pause(0.0), "nothing that counts is under way"
    queue.resume()
    new = [_ticket(lambda job: None, f"person {number}") for number in range(20)]
    queue.add(new)
    assert queue.idle(5)
    release.set()

    assert all(one.finished.is_set() for one in new)
    assert not old[-1].finished.wait(0.1)
    assert queue.waiting == 0


def test_a_job_that_breaks_leaves_the_next_one_to_run(queue, monkeypatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    after = _ticket(lambda job: None)
    queue.add([_ticket(lambda job: 1 / 0), after])
    assert after.finished.wait(5)


def test_a_closed_queue_takes_up_nothing(queue) -> None:
    queue.close(0.1)
    late = _ticket(lambda job: None)
    queue.add([late])
    assert not late.finished.wait(0.05)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans()), max_size=40),
    st.integers(1, 5),
)
@settings(derandomize=True, max_examples=25, deadline=None)
def test_whatever_is_queued_every_job_runs_once_and_in_its_subjects_order(jobs, workers) -> None:
    queue, lock = JobQueue(workers), threading.Lock()
    ran: dict[tuple[str, str], list[str]] = defaultdict(list)
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)

    def note(job: Job) -> None:
        with lock:
            ran[job.app_id, job.subject_id].append(job.transaction)

    tickets = []
    for number, (app, subject, shared) in enumerate(jobs):
        wanted[app, subject].append(str(number))
        operation = "provision" if shared else "push_group"
        tickets.append(_ticket(note, subject, operation, app, str(number)))
    queue.add(tickets)
    assert queue.idle(5)
    queue.close(1)
    assert ran == wanted


def test_a_job_that_rests_leaves_its_worker_to_others_and_keeps_its_subject_waiting() -> None:
    queue, order = JobQueue(workers=1), []

    def rest_once(job: Job) -> Outcome | Rest:
        order.append(f"{job.subject_id} {job.transaction}")
        return Rest(0.1) if order.count(order[-1]) == 1 else Outcome(text="rested")

    first = _ticket(rest_once, "ada", transaction="first")
    queue.add([
        first,
        _ticket(lambda job: order.append("ada second"), "ada"),
        _ticket(lambda job: order.append("grace"), "grace"),
        _ticket(lambda job: order.append("team"), "team", "push_group"),
    ])  # fmt: skip
    assert queue.idle(5)
    queue.close(1)

    assert order == ["ada first", "grace", "ada first", "ada second", "team"]
    assert first.outcome == Outcome(text="rested")


def test_what_has_rested_goes_before_what_has_not_begun() -> None:
    queue, order, rested = JobQueue(workers=1), [], threading.Event()

    def rest_once(job: Job) -> Rest | None:
        order.append("ada")
        return None if order.count("ada") == 2 else Rest(0.01)

    def hold(job: Job) -> None:
        order.append("grace")
        rested.wait(0.1)

    queue.add([_ticket(rest_once, "ada"), _ticket(hold, "grace"), _ticket(lambda job: order.append("eve"), "eve")])
    assert queue.idle(5)
    queue.close(1)

    assert order == ["ada", "grace", "ada", "eve"]


def test_a_pause_does_not_wait_for_what_rests_nor_does_that_go_on_in_it(queue) -> None:
    taken = threading.Semaphore(0)

    def rest_once(job: Job) -> Rest | None:
        taken.release()
        return None if job.detail else (job.detail.update(rested=True) or Rest(0.05))

    queue.add([_ticket(rest_once)])
    assert taken.acquire(timeout=5)
    assert queue.pause(5)
    assert queue.waiting == 1
    assert not taken.acquire(timeout=0.2)
    queue.resume()
    assert queue.idle(5)


def test_clearing_forgets_what_rests(queue) -> None:
    taken = threading.Semaphore(0)
    queue.add([_ticket(lambda job: taken.release() or Rest(0.1))])
    assert taken.acquire(timeout=5)
    assert queue.pause(5)
    queue.clear()
    queue.resume()

    assert queue.waiting == 0
    assert not taken.acquire(timeout=0.3)


def test_a_turn_lends_the_org_its_transaction_and_the_job_s_own_ids() -> None:
    org, lock = Org(Ids(1)), threading.RLock()
    ours, of_the_job = org.ids, org.ids.apart("a job")
    turn = JobTurn(lock, org, "a transaction", of_the_job)

    for _ in range(2):
        with turn:
            assert (org.transaction, org.ids) == ("a transaction", of_the_job)
        assert org.ids is ours
