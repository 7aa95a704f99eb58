"""Which column holds which attribute, in the exports that customers send."""

import pytest

from simulator.errors import OptionError, UnreadableError
from simulator.preflight.columns import Columns, attribute_of

GOOGLE = (
    "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],"
    "New Primary Email [UPLOAD ONLY],Status [READ ONLY],Recovery Email,Work Secondary Email,Employee ID,Manager Email"
)
ENTRA = "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,accountEnabled"
MICROSOFT_365 = "Block credential,City,Display name,First name,Last name,Object Id,Phone number,User principal name"
TEMPLATE = (
    "Name [displayName] Required,User name [userPrincipalName] Required,First name [givenName],Last name [surname]"
)


def found(header, chosen=None, declared=()):
    """Attributes and the names of their columns."""
    names = header.split(",")
    columns = Columns.of(names, chosen or {}, declared, "people.csv:1")
    return {name: names[number] for name, number in columns.numbers.items()}


@pytest.mark.parametrize(
    ("header", "login", "email", "first", "last"),
    [
        (GOOGLE, *["Email Address [Required]"] * 2, "First Name [Required]", "Last Name [Required]"),
        (ENTRA, "userPrincipalName", "mail", "givenName", "surname"),
        ("User Principal Name,MAIL,given name,SurName", "User Principal Name", "MAIL", "given name", "SurName"),
        (MICROSOFT_365, *["User principal name"] * 2, "First name", "Last name"),
        (TEMPLATE, *["User name [userPrincipalName] Required"] * 2, "First name [givenName]", "Last name [surname]"),
        ("Login,First name,Last name,Email", "Login", "Email", "First name", "Last name"),
        ("User Login,User Status,first_name,last_name,email", "User Login", "email", "first_name", "last_name"),
        ("profile.login,user.firstName,user.lastName", *["profile.login"] * 2, "user.firstName", "user.lastName"),
        (
            "Employee ID,Legal First Name,Legal Last Name,Primary Work Email,Business Title",
            *["Primary Work Email"] * 2, "Legal First Name", "Legal Last Name",
        ),
        (
            "Worker,Preferred First Name,Legal First Name,Legal Last Name,Work Email",
            *["Work Email"] * 2, "Legal First Name", "Legal Last Name",
        ),
        ("primaryEmail,name.givenName,name.familyName", *["primaryEmail"] * 2, "name.givenName", "name.familyName"),
        ("Vorname,Nachname,E-Mail", *["E-Mail"] * 2, "Vorname", "Nachname"),
    ],
)  # fmt: skip
def test_exports_are_recognised(header, login, email, first, last):
    columns = found(header)

    assert [columns[name] for name in ("login", "email", "firstName", "lastName")] == [login, email, first, last]


@pytest.mark.parametrize("attribute, names", [
    ("login", "Username,Okta username,User login,User principal name,UPN,Benutzername,Benutzerprinzipalname"),
    ("email", "Primary email,Email address,Primary email address,Mail,Work email,Primary work email,Email - work,"
     "Email - primary work,Work email address,Business email,Company email,E-Mail-Adresse"),
    ("secondEmail", "Secondary email,Alternate email address"),
    ("firstName", "Given name,name.givenName,Legal first name,Legal name - first name,First name - legal,"
     "Preferred first name,Preferred name - first name,Forename,Vorname,Prénom,Voornaam"),
    ("lastName", "Surname,Family name,name.familyName,sn,Legal last name,Legal name - last name,Last name - legal,"
     "Preferred last name,Preferred name - last name,Nachname,Familienname,Nom de famille,Achternaam,Apellidos,"
     "Cognome"),
    ("title", "Job title,Business title,Employee title"), ("mobilePhone", "Mobile,Mobile number"),
    ("primaryPhone", "Phone number,Telephone number,Work phone"), ("zipCode", "Postal code"),
    ("employeeNumber", "Employee ID"), ("organization", "Company,Company name"),
    ("status", "User status,Account status,Account enabled,Enabled,Block credential"),
])  # fmt: skip
def test_an_attribute_goes_by_many_names(attribute, names):
    for name in names.split(","):
        assert attribute_of(name) == attribute_of(f"  {name.upper()} [Required]") == attribute


def test_other_addresses_are_not_the_address():
    assert "email" not in found("login,Recovery Email,Manager Email", {"email": ""})
    assert found("login,Recovery Email")["email"] == "login"


def test_declared_custom_attribute_is_found_whatever_its_spelling():
    assert found("login,HF username", declared=["hfUsername"])["hfUsername"] == "HF username"


def test_attribute_of_another_app_may_be_a_column():
    assert found("login,workday.userName")["workday.userName"] == "workday.userName"


def test_chosen_column_keeps_what_its_name_says_too():
    columns = found("mail,login", {"login": "Mail"})

    assert (columns["login"], columns["email"]) == ("mail", "mail")


def test_attribute_said_to_have_no_column_has_none():
    assert "nickName" not in found("login,nickName", {"nickName": ""})
    assert "hf" not in found("login,hf", {"hf": ""})


def test_two_columns_of_one_name_matter_only_where_they_are_needed():
    assert found("login,Last seen?,Last seen?")["login"] == "login"
    with pytest.raises(UnreadableError, match="two columns are called mail"):
        found("mail,mail")


def test_chosen_column_that_is_not_there_is_refused():
    with pytest.raises(
        OptionError, match=r"--column login=Post: people\.csv:1 has no such column; the columns are: mail"
    ):
        found("mail", {"login": "Post"})


def asked(header, needed=(), wished=(), chosen=None):
    """The question about a file's columns; empty where there is none."""
    try:
        Columns.of(header.split(","), chosen or {}, (), "people.csv:1").check(needed, wished)
    except UnreadableError as question:
        return str(question)
    return ""


def test_question_is_one_sentence_about_all_that_is_missing():
    assert asked("Person,Work\nmail,A,B", ["nickName"], ["firstName", "lastName"]) == (
        "people.csv:1: no column is recognised as login, nickName, firstName or lastName; name it with "
        '--column login="COLUMN" --column nickName="COLUMN" --column firstName="COLUMN" --column lastName="COLUMN" '
        "(--column lastName= where there is none); the columns are: Person, Work mail, A, B"
    )


@pytest.mark.parametrize(
    ("header", "needed", "wished", "chosen"),
    [
        ("mail,First name,Last name", ["login", "email"], ["firstName", "lastName"], {}),
        ("mail,Department", [], ["firstName", "lastName"], {}),
        ("mail,hfUsername", ["hfUsername"], ["firstName"], {}),
        ("mail,Team lead", [], [], {}),
        ("mail,Full name", [], ["firstName", "lastName"], {}),
        ("mail,Team lead", ["nickName"], ["firstName"], {"nickName": "", "firstName": ""}),
    ],
)
def test_nothing_is_asked_where_nothing_could_be_answered_or_needs_to_be(header, needed, wished, chosen):
    assert asked(header, needed, wished, chosen) == ""


def test_names_are_asked_for_where_an_unknown_column_may_hold_them():
    names = ["firstName", "lastName"]

    assert "recognised as firstName or lastName;" in asked("mail,Rufname,Zuname", [], names)
    assert "recognised as lastName;" in asked("mail,Vorname,Zuname", [], names)
    assert "recognised as login;" in asked("Vorname,Post", [], names)
