"""The two trees of errors."""

import pytest

from broker import errors
from broker.errors import Busy, Fault, NotFound, Refusal, StorageFault


def every(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(deeper for kind in root.__subclasses__() for deeper in every(kind))]


@pytest.mark.parametrize("kind", every(Refusal))
def test_each_refusal_has_a_code_a_client_status_and_a_whole_sentence(kind: type[Refusal]) -> None:
    refusal = kind()
    assert refusal.code
    assert 400 <= refusal.status < 500 or isinstance(refusal, Busy)
    assert refusal.message.endswith(".")


@pytest.mark.parametrize("kind", every(Fault))
def test_each_fault_is_ours_and_tells_a_person_no_detail(kind: type[Fault]) -> None:
    fault = kind("table devices is gone")
    assert fault.status == 500
    assert "devices" not in fault.message
    assert "devices" in str(fault)


def test_a_missing_and_a_foreign_object_read_the_same() -> None:
    assert (NotFound().code, NotFound().status, NotFound().message) == ("not_found", 404, "Nothing here for you.")


def test_a_refusal_can_be_told_more_exactly_without_changing_its_class() -> None:
    refusal = errors.Conflict("The device is busy.", code="session.device_busy", fields={"device_id": "busy"})
    assert (refusal.code, refusal.message, refusal.fields) == (
        "session.device_busy",
        "The device is busy.",
        {"device_id": "busy"},
    )
    assert errors.Conflict().code == "save.conflict"
    assert StorageFault(code="storage.seal").code == "storage.seal"
