"""Every call of Terra's Python client, unmodified. Reads one JSON object on stdin; prints one JSON object: what each call gave."""

import asyncio
import json
import sys
from importlib.metadata import version

from terra import AsyncTerra, Terra
from terra.core.api_error import ApiError
from terra.utils.verify_signature import WebhookVerificationError, verify_terra_webhook_signature

given = json.load(sys.stdin)
told = {"version": version("terra-python")}


def plain(answer):
    """Pydantic models (and lists of them) as plain values."""
    if isinstance(answer, list):
        return [plain(one) for one in answer]
    return answer.dict() if hasattr(answer, "dict") else answer


def refused(call):
    try:
        return {"answered": plain(call())}
    except ApiError as error:
        return {"error": type(error).__name__, "status": error.status_code, "body": plain(error.body)}


def verified(delivery):
    def judge(raw, secret):
        try:
            return verify_terra_webhook_signature(raw, delivery["signature"], secret)
        except WebhookVerificationError as error:
            return str(error)

    return [judge(delivery["raw"], delivery["secret"]), judge(delivery["raw"] + " ", delivery["secret"]), judge(delivery["raw"], "wrong")]


if "deliveries" in given:
    told["verified"] = [verified(delivery) for delivery in given["deliveries"]]
    print(json.dumps(told))
    sys.exit()

keys = {"dev_id": given["dev_id"], "api_key": given["api_key"]}
terra = Terra(**keys, base_url=given["base_url"])
user, leaving = given["user_id"], given["leaving_id"]
span = {"start_date": given["start_date"], "end_date": given["end_date"]}
DATED = ("activity", "body", "daily", "sleep", "nutrition", "menstruation")
raw = {"request_options": {"additional_query_parameters": {"user_id": user}}}
time = {"start_time": "2026-05-01T00:00:00Z", "end_time": "2026-05-02T00:00:00Z"}

told["integrations"] = plain(terra.integrations.fetch())
told["detailed"] = plain(terra.integrations.detailedfetch(sdk=False))
told["widget"] = plain(terra.authentication.generatewidgetsession(reference_id="member-1", providers="INSIDERS", language="en"))
told["widget_bare"] = plain(terra.authentication.generatewidgetsession())
told["link"] = plain(terra.authentication.authenticateuser(resource="INSIDERS", reference_id="member-1"))
told["token"] = plain(terra.authentication.generateauthtoken())
told["user"] = plain(terra.user.getinfoforuserid(user_id=user))
told["users"] = plain(terra.user.getalluserids())
told["page"] = plain(terra.user.getalluserids(page=0, per_page=1))
told["several"] = plain(terra.user.getinfoformultipleuserids(request=[user, leaving]))
told["modified"] = plain(terra.user.modifyuser(user, reference_id="renamed", active=False))
told["restored"] = plain(terra.user.modifyuser(user, reference_id=given["reference_id"], active=True))
told["data"] = {name: plain(getattr(terra, name).fetch(user_id=user, **span, to_webhook=False, with_samples=True)) for name in DATED}
told["acks"] = {name: plain(getattr(terra, name).fetch(user_id=user, **span)) for name in DATED}
told["athlete"] = plain(terra.athlete.fetch(user_id=user, to_webhook=False))
told["athlete_ack"] = plain(terra.athlete.fetch(user_id=user))


async def by_async():
    return plain(await AsyncTerra(**keys, base_url=given["base_url"]).activity.fetch(user_id=user, **span, to_webhook=False))


told["async"] = asyncio.run(by_async())

told["refusals"] = {
    "write activity": refused(lambda: terra.activity.write(data=[{"metadata": {**time, "summary_id": "1", "upload_type": 1, "type": 1}}], **raw)),
    "write body": refused(lambda: terra.body.write(data=[{"metadata": time}], **raw)),
    "write nutrition": refused(lambda: terra.nutrition.write(data=[{"metadata": time}], **raw)),
    "delete body": refused(lambda: terra.body.delete(user_id=user, log_ids=["1"])),
    "delete nutrition": refused(lambda: terra.nutrition.delete(user_id=user, data=["1"])),
    "planned": refused(lambda: terra.plannedworkout.fetch(user_id=user, **span)),
    "plan": refused(lambda: terra.plannedworkout.write(user_id=user, data=[{}])),
    "unplan": refused(lambda: terra.plannedworkout.delete(user_id=user, data=["1"])),
    "bad date": refused(lambda: terra.activity.fetch(user_id=user, start_date="2026-13-01")),
    "wrong key": refused(lambda: Terra(dev_id=given["dev_id"], api_key="wrong", base_url=given["base_url"]).activity.fetch(user_id=user, **span)),
    "unknown user": refused(lambda: terra.activity.fetch(user_id=given["unknown_id"], **span)),
    "too long": refused(lambda: terra.activity.fetch(user_id=user, start_date="2016-01-01", end_date="2022-01-01")),
}
told["by_reference"] = refused(lambda: terra.user.getinfoforuserid(reference_id=given["reference_id"]))
told["left"] = plain(terra.authentication.deauthenticateuser(user_id=leaving))
print(json.dumps(told, default=str))
