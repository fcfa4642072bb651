"""Somebody else's identity provider (pysaml2), for the tests: a line of JSON in, a line of JSON out."""

import base64
import functools
import json
import logging
import shutil
import sys
import tempfile
import time
from urllib.parse import parse_qs, urlsplit

import saml2.entity
from saml2 import BINDING_HTTP_REDIRECT, saml
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

logging.disable(logging.CRITICAL)
GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
SIGN_IN = "https://idp.test/sso"
triple_des = saml2.entity.pre_encryption_part


def provider(entity_id, key, certificate, services):
    """What is known of the services is their own metadata."""
    files = {}
    for name, text in (("key_file", key), ("cert_file", certificate)):
        with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
            file.write(text)
        files[name] = file.name
    return Server(
        config=IdPConfig().load(
            {
                "entityid": entity_id,
                "xmlsec_binary": shutil.which("xmlsec1"),
                "metadata": {"inline": services},
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [(SIGN_IN, BINDING_HTTP_REDIRECT)]},
                        "want_authn_requests_signed": True,
                        "policy": {
                            "default": {
                                "lifetime": {"minutes": 5},
                                "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
                            }
                        },
                    }
                },
                **files,
            }
        )
    )


def asked(server, url):
    """What the request in this address asks for, once its signature was checked."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    request = server.parse_authn_request(
        query["SAMLRequest"], BINDING_HTTP_REDIRECT, None, query.get("SigAlg"), query.get("Signature")
    )
    args = server.response_args(request.message)
    return {key: args[key] for key in ("in_response_to", "destination", "sp_entity_id")}


def answer(server, to, person, sign_response=True, sign_assertion=True, encrypt=True, triple=False, sha1=False, format=None, hours_ago=0):
    weak = functools.partial(triple_des, msg_enc=GCM)
    saml2.entity.pre_encryption_part = triple_des if triple else weak
    plain = server.sec.__class__.encrypt_assertion
    kind = "des-192" if triple else "aes-256"
    server.sec.encrypt_assertion = functools.partial(plain, server.sec, key_type=kind)
    made = server.create_authn_response(
        person["attributes"],
        name_id=NameID(format=format or NAMEID_FORMAT_PERSISTENT, text=person["subject"]),
        authn={"class_ref": saml.AUTHN_PASSWORD_PROTECTED, "authn_auth": "https://idp.test", "authn_instant": int(time.time()) - 3600 * hours_ago},
        sign_response=sign_response,
        sign_assertion=sign_assertion,
        encrypt_assertion=encrypt,
        sign_alg=SIG_RSA_SHA1 if sha1 else SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA1 if sha1 else DIGEST_SHA256,
        **to,
    )
    return base64.b64encode(str(made).encode()).decode()


servers = {}
for line in sys.stdin:
    order = json.loads(line)
    try:
        if order["do"] == "provider":
            servers[order["entity_id"]] = provider(
                order["entity_id"], order["key"], order["certificate"], order["services"]
            )
            result = str(entity_descriptor(servers[order["entity_id"]].config))
        elif order["do"] == "asked":
            result = asked(servers[order["entity_id"]], order["url"])
        else:
            result = answer(servers[order["entity_id"]], order["to"], order["person"], **order["how"])
        print(json.dumps({"result": result}), flush=True)
    except Exception as error:  # the test says what it was
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
