"""The signing key of SAML apps: Terraform reads it after every create. Its private half was thrown away.

Nobody signs in here, so nothing is ever signed; what stands here only has to be a certificate that parses.
"""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from simulator.okta.org import App

KEY_ID = "oktasim-signing-key-1"
THUMBPRINT = "U5qeBqlV0NiO3ClVNYmk9JcIq4n_HhJLZMTq65-uB58"
EXPIRES = "2099-01-01T00:00:00.000Z"
CERTIFICATE = (
    "MIIDBTCCAe2gAwIBAgIBATANBgkqhkiG9w0BAQsFADBFMRAwDgYDVQQDDAdva3Rhc2ltMTEwLwYDVQQKDChva3Rhc2ltOiBub3Ro"
    "aW5nIGlzIHNpZ25lZCB3aXRoIHRoaXMga2V5MCAXDTI2MDEwMTAwMDAwMFoYDzIwOTkwMTAxMDAwMDAwWjBFMRAwDgYDVQQDDAdv"
    "a3Rhc2ltMTEwLwYDVQQKDChva3Rhc2ltOiBub3RoaW5nIGlzIHNpZ25lZCB3aXRoIHRoaXMga2V5MIIBIjANBgkqhkiG9w0BAQEF"
    "AAOCAQ8AMIIBCgKCAQEArCwaYN/vlUDt6NQMXXprsocya/+MO+XfFQn2PaqBsQobZmvvY0tYP1usKn/Y0msP7ZQqKtw6fanyAySE"
    "SHybhI8NUh2RUsNRZIeyF5t3IveKp9XR0tza+e7VLMFTPSp7Ahrm6lsztJOjEozq0/qmit0S0NZ561QoZToSeA2LF0Nf7Yg+AIAE"
    "dqfg2ewhBf3nJ+842aKVbyGgbb88DUhlA20Kdfj619sOfIP157qBizpGEzlONTdtOhnJnu44wAVSpqYa558Q4ikWJylapvVLEZwN"
    "oz55Dhe/MIoe39FmzH+zo91+i8T3NbUJyM8ShGALLpG6yBP1apaUDBu56WFnpwIDAQABMA0GCSqGSIb3DQEBCwUAA4IBAQCdQCh0"
    "FGPu6XV3sI6mPQNfjD7z2SpCBb+sXmIxmsW3wzAEIu0j5ukC3gI4h6o/yW0Zr0iFMJvXrzV/UAHxtGFekIr+NKjbjXChgn3zzWNB"
    "q2AT57+XQwDTKEyE13FKnU+Q1NjjIMplNu/KIdEEV8BfVc2clEdHod4J0i7IPdTUnPJOn9eHdEY3fyL04zaMlvoR/R0WA6OkLTwc"
    "Y+GcSunzhWZURLS4qQ5Q7vN52UxfdRXQzgcBMo7SQ9PAfqOEdsIxkPbA0WrhO3c/9T25nlOxVXG6rAe6nCg+URbFzkYDj7maSq/+"
    "jWinpqi2qjzwyRrAR6yIkrqqlvg3OAzOP3uz"
)
"""DER in base64, as SAML metadata and `x5c` have it."""
MODULUS = (
    "rCwaYN_vlUDt6NQMXXprsocya_-MO-XfFQn2PaqBsQobZmvvY0tYP1usKn_Y0msP7ZQqKtw6fanyAySESHybhI8NUh2RUsNRZIey"
    "F5t3IveKp9XR0tza-e7VLMFTPSp7Ahrm6lsztJOjEozq0_qmit0S0NZ561QoZToSeA2LF0Nf7Yg-AIAEdqfg2ewhBf3nJ-"
    "842aKVbyGgbb88DUhlA20Kdfj619sOfIP157qBizpGEzlONTdtOhnJnu44wAVSpqYa558Q4ikWJylapvVLEZwNoz55Dhe_MIoe39"
    "FmzH-zo91-i8T3NbUJyM8ShGALLpG6yBP1apaUDBu56WFnpw"
)

_METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID={entity}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false"
      protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location={location}/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location={location}/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""


def key_json(created: str | None) -> dict[str, Any]:
    """The key as a JWK (management API 3.3)."""
    return {
        "kty": "RSA",
        "kid": KEY_ID,
        "use": "sig",
        "e": "AQAB",
        "n": MODULUS,
        "x5c": [CERTIFICATE],
        "x5t#S256": THUMBPRINT,
        "created": created,
        "lastUpdated": created,
        "expiresAt": EXPIRES,
    }


def metadata_xml(app: App, url: str) -> str:
    """The identity provider's SAML metadata for this app."""
    return _METADATA.format(
        entity=quoteattr(f"{url}/{app.id}"),
        certificate=escape(CERTIFICATE),
        location=quoteattr(f"{url}/app/{app.name}/{app.id}/sso/saml"),
    )
