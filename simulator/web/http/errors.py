"""Okta's error answers: the codes, their HTTP statuses and summaries (management API 2, "Errors")."""

import secrets
import string
from typing import Any

from simulator.okta.actions.record import Refused

_ALPHABET = string.ascii_letters + string.digits + "_-"


KINDS = {
    "E0000001": (400, "Api validation failed: {0}"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000006": (403, "You do not have permission to perform the requested action"),
    "E0000007": (404, "Not found: Resource not found: {0}"),
    "E0000008": (404, "The requested path was not found"),
    "E0000009": (500, "Internal Server Error"),
    "E0000011": (401, "Invalid token provided"),
    "E0000016": (403, "Activation failed because the user is already active"),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000027": (400, "Group push bad request : {0}"),
    "E0000029": (400, "Invalid paging request."),
    "E0000030": (400, "Bad request. Invalid date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ."),
    "E0000031": (400, "Invalid search criteria."),
    "E0000032": (403, "Unlock is not allowed for this user."),
    "E0000033": (400, "Bad request. Can't specify a search query and filter in the same request."),
    "E0000038": (403, "This operation is not allowed in the user's current status."),
    "E0000040": (400, "Application label must not be the same as another existing application label."),
    "E0000041": (400, "Credentials should not be set on this resource based on the scheme."),
    "E0000046": (403, "Deactivate application for user forbidden."),
    "E0000047": (429, "API call exceeded rate limit due to too many requests."),
    "E0000053": (400, "Invalid filter: {0}"),
    "E0000055": (409, "Duplicate group"),
    "E0000056": (403, "Delete application forbidden."),
    "E0000059": (400, "The connector configuration could not be tested. {0}"),
    "E0000062": (409, "The specified user is already assigned to the application."),
    "E0000075": (403, "{0}"),
    "E0000081": (403, "{0}"),
    "E0000117": (403, "Cannot assign apps or update app profiles for an inactive user."),
    "E0000231": (412, "The resource has been modified since it was read."),
    "E0000242": (400, "The If-Match header is not well-formed."),
}
"""Status and summary by code (management API 2 [S R D]); the occasion fills `{0}`. Summaries that the references do not
quote are in our words."""

_SPEAKING = ("E0000075", "E0000081", "E0000117", "E0000062", "E0000016", "E0000040")
"""Codes whose summary says all there is: they have no cause (the refusal's own sentence fills `{0}`)."""


class ApiError(Exception):
    """An error answer: `about` fills the summary's `{0}`, `causes` are the sentences of `errorCauses`."""

    def __init__(self, code: str, about: str = "", *causes: str) -> None:
        super().__init__(code)
        self.code = code
        self.about = about
        self.causes = causes

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.code][0]

    @property
    def text(self) -> str:
        """The summary and the causes, as a page says them."""
        return " ".join([KINDS[self.code][1].replace("{0}", self.about), *self.causes])

    def body(self) -> dict[str, Any]:
        """The JSON of the answer; `errorId` is new each time."""
        return {
            "errorCode": self.code,
            "errorSummary": KINDS[self.code][1].replace("{0}", self.about),
            "errorLink": self.code,
            "errorId": "oae" + "".join(secrets.choice(_ALPHABET) for _ in range(22)),
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


def invalid(about: str, *causes: str) -> ApiError:
    """400 E0000001."""
    return ApiError("E0000001", about, *causes)


def from_refusal(refused: Refused) -> ApiError:
    """What the API answers where Okta would not do it."""
    if refused.code == "E0000001":
        return invalid(refused.about, str(refused))
    if refused.code == "E0000007":
        return ApiError(refused.code, refused.about)
    if refused.code in _SPEAKING:
        return ApiError(refused.code, str(refused))
    return ApiError(refused.code, str(refused), str(refused))
