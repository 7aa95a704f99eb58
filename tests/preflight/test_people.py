import pytest

from simulator.errors import OptionError, UnreadableError
from simulator.preflight.people import PeopleFile


@pytest.fixture(name="read")
def _read(tmp_path):
    def read(content, chosen=None, types=None):
        path = tmp_path / "people.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return PeopleFile(path, chosen or {}, types or {}).read()

    return read


def profiles(people):
    return [person.profile for person in people.people]


def test_columns_are_found_by_variable_name(read):
    people = read("login,firstName,lastName,email\nada@acme.test,Ada,Lovelace,a@acme.test\n")

    assert profiles(people) == [
        {"login": "ada@acme.test", "firstName": "Ada", "lastName": "Lovelace", "email": "a@acme.test"}
    ]
    assert people.people[0].line == 2


def test_columns_are_found_by_display_name_whatever_its_case(read):
    people = read("USERNAME,first name,Last Name,Primary email\nada@acme.test,Ada,Lovelace,a@acme.test\n")

    assert profiles(people)[0]["firstName"] == "Ada"
    assert profiles(people)[0]["email"] == "a@acme.test"


def test_variable_name_wins_over_a_display_name_beside_it(read):
    people = read("Username,login\nwrong@acme.test,right@acme.test\n")

    assert people.people[0].login == "right@acme.test"


def test_column_option_wins_and_one_column_may_serve_two_attributes(read):
    people = read("mail,login\nada@acme.test,other@acme.test\n", {"login": "mail", "email": "Mail"})

    assert profiles(people)[0]["login"] == profiles(people)[0]["email"] == "ada@acme.test"


def test_unknown_column_is_a_custom_attribute_of_its_name_and_prose_is_left_alone(read):
    people = read("login,hfUsername,Last sign in?\nada@acme.test,ada,yesterday\n")

    assert profiles(people)[0]["hfUsername"] == "ada"
    assert set(people.columns) == {"login", "hfUsername"}


@pytest.mark.parametrize("cell", ["", "  ", "null", "NULL", "None", "nan", "NaN", "#N/A"])
def test_empty_cell_and_what_programs_write_for_it_is_no_value(read, cell):
    assert "lastName" not in profiles(read(f"login,lastName\nada@acme.test,{cell}\n"))[0]


def test_null_with_a_capital_is_a_name(read):
    assert profiles(read("login,lastName\nada@acme.test,Null\n"))[0]["lastName"] == "Null"


def test_without_an_email_column_the_login_stands_in(read):
    people = read("login\nada@acme.test\n")

    assert profiles(people)[0]["email"] == "ada@acme.test"
    assert "email" not in people.columns


@pytest.mark.parametrize(
    "content",
    [
        "login;firstName\nada@acme.test;Ada\n".encode("utf-8-sig"),
        "login\tfirstName\r\nada@acme.test\tAda\r\n".encode("utf-16"),
        b"\xfe\xff" + "login\tfirstName\r\nada@acme.test\tAda\r\n".encode("utf-16-be"),
        "login\tfirstName\r\nada@acme.test\tAda\r\n".encode("utf-16-le"),
        "login,firstName\nada@acme.test,Ada\n".encode("utf-16-be"),
        '"login";"first\nName"\r\n"ada@acme.test";Ada\r\n',
        '"login";"firstName";"a, b, c, d"\nada@acme.test;Ada;\n',
        "version:v1.0\nUser name [userPrincipalName] Required,First name [givenName]\nada@acme.test,Ada\n",
        '#TYPE Microsoft.ActiveDirectory.Management.ADUser\n"UserPrincipalName","GivenName"\n"ada@acme.test","Ada"\n',
        "sep=;\nlogin;firstName\nada@acme.test;Ada\n",
        'login|firstName\n"ada@acme.test"|Ada\n\n  |\n',
    ],
)
def test_exports_of_spreadsheets_are_read(read, content):
    people = read(content)

    assert [(person.login, person.profile["firstName"]) for person in people.people] == [("ada@acme.test", "Ada")]
    assert people.complaints == []


def test_deactivated_people_are_counted_and_left_out(read):
    people = read("login,Status\na@acme.test,DEPROVISIONED\nb@acme.test,Active\n")

    assert people.deactivated == 1
    assert [person.login for person in people.people] == ["b@acme.test"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("accountEnabled", "False"),
        ("Enabled", "FALSE"),
        ("Block credential", "True"),
        ("Block sign in (Yes/No) [accountEnabled] Required", "Yes"),
    ],
)
def test_accounts_disabled_at_microsoft_are_left_out_too(read, column, cell):
    people = read(f"mail,{column}\na@acme.test,{cell}\nb@acme.test,x\n")

    assert (people.deactivated, [person.login for person in people.people]) == (1, ["b@acme.test"])


def test_without_a_login_column_the_email_address_is_it(read):
    people = read("Email Address [Required]\nada@acme.test\n")

    assert profiles(people) == [{"login": "ada@acme.test", "email": "ada@acme.test"}]
    assert people.columns == ("email",)


def test_login_that_is_no_address_does_not_stand_in_for_one(read):
    with pytest.raises(UnreadableError, match='no column is recognised as email; name it with --column email="COLUMN"'):
        read("login,Post\nada,ada@acme.test\n")
    assert profiles(read("login\nada\n", {"email": ""})) == [{"login": "ada"}]


def test_row_of_another_length_is_left_out_with_its_line(read):
    people = read(
        'login,firstName\n"ada\n@acme.test",Ada\ngrace@acme.test\nalan@acme.test,Alan,Turing\nkatherine@acme.test,K,\n'
    )

    assert [said.partition("people.csv")[2] for said in people.complaints] == [
        ":4: 1 cells, the header row has 2; quote a cell that holds a comma",
        ":5: 3 cells, the header row has 2; quote a cell that holds a comma",
    ]
    assert len(people.people) == 2


def test_row_with_broken_quotes_is_left_out_with_its_line(read):
    people = read('login,firstName\n"ada"x,Ada\ngrace@acme.test,Grace\n')

    assert ":2: this row is no CSV" in people.complaints[0]
    assert [person.login for person in people.people] == ["grace@acme.test"]


def test_second_of_two_logins_alike_is_left_out_with_both_lines(read):
    people = read("login\nadá@acme.test\nAda@ACME.test\n")

    assert people.complaints[0].endswith(
        ":3: Ada@ACME.test stands in line 2 already; Okta ignores case and accents in a login"
    )


def test_row_without_a_login_is_left_out(read):
    assert read("login,firstName\n,Ada\n").complaints[0].endswith(":2: this person has no login")


def test_custom_attributes_are_read_in_their_types(read):
    people = read("login,badge,tags\na@acme.test,17,gpu\nb@acme.test,x,\n", types={"badge": "integer", "tags": "array"})

    assert profiles(people) == [{"login": "a@acme.test", "email": "a@acme.test", "badge": 17, "tags": ["gpu"]}]
    assert ":3: badge: 'x' is no integer" in people.complaints[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; its first row must name the columns"),
        ("login\n", "holds nobody to provision: no row is below the header"),
        ("login,status\na@acme.test,DEPROVISIONED\n", "holds nobody to provision: all 1 are deactivated"),
        ('[{"profile": {"login": "ada@acme.test"}}]', "is JSON; save the people as CSV"),
        ("login,login\na,b\n", "two columns are called login"),
        ('"login\n', "the header row is no CSV"),
        ("login\nada@acme.test\njosé@acme.test\n".encode("latin-1"), ":3: this is not UTF-8"),
        (b"\xff\xfel\x00o", ":1: this is not UTF-16"),
    ],
)
def test_file_that_cannot_be_used_is_refused_in_a_sentence(read, content, said):
    with pytest.raises(UnreadableError, match=said):
        read(content)


def test_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        PeopleFile(tmp_path / "none.csv", {}, {})


def test_chosen_column_that_is_not_there_is_refused_with_those_that_are(read):
    with pytest.raises(OptionError, match=r"--column login=Mail.*the columns are: login, email"):
        read("login,email\na@acme.test,b\n", {"login": "Mail"})
