import json

import pytest

from simulator.errors import UnreadableError
from simulator.preflight.taken import Account, NobodyAnswered, ask_taken, read_taken
from simulator.scim.message import Response


def page(total, *users):
    return Response(200, {}, json.dumps({"totalResults": total, "startIndex": 1, "Resources": list(users)}))


def test_file_has_a_name_in_a_line_an_address_after_a_comma_and_comments(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("\ufeffAda # the first\n\n# nobody\ngrace, grace@acme.test\n", encoding="utf-8")

    assert read_taken(path) == {"ada": Account("Ada"), "grace": Account("grace", "grace@acme.test")}


@pytest.mark.parametrize("content", [None, b"\xff\xfea"])
def test_file_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "names.txt"
    if content:
        path.write_bytes(content)

    with pytest.raises(UnreadableError, match=r"cannot be read|is not UTF-8"):
        read_taken(path)


def test_all_pages_of_a_provider_are_read():
    asked = []

    def ask(request):
        asked.append(request.query)
        if "startIndex=1&" in request.query:
            return page(101, *({"id": str(n), "userName": f"u{n}"} for n in range(100)))
        return page(101, {"id": "x", "userName": "Ada", "emails": [{"value": "a@acme.test"}]}, {"id": "y"})

    taken = ask_taken(ask, "https://hub.test")

    assert asked == ["startIndex=1&count=100", "startIndex=101&count=100"]
    assert len(taken) == 101
    assert taken["ada"] == Account("Ada", "a@acme.test")


def test_provider_that_does_not_answer_is_told_apart_from_one_that_refuses():
    with pytest.raises(NobodyAnswered, match=r"the users at https://hub.test cannot be read: .*refused"):
        ask_taken(lambda request: Response(error="connection refused"), "https://hub.test")
    with pytest.raises(UnreadableError, match="Unauthorized") as refused:
        ask_taken(lambda request: Response(401), "https://hub.test")
    assert not isinstance(refused.value, NobodyAnswered)
