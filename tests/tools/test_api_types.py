"""The TypeScript types of the API follow its description; `tests/architecture` checks that the file is fresh."""

from tools import api_types

SCHEMAS = {
    "broker.features.devices.answers.Named": {
        "title": "Named",
        "type": "object",
        "properties": {"id": {"type": "string"}},
    },
    "broker.features.sessions.answers.Named": {"title": "Named", "type": "object", "properties": {}},
    "Page_Device_": {"title": "Page[Device]", "type": "object", "properties": {}},
}


def test_names_are_the_titles_with_the_feature_before_those_that_two_use() -> None:
    assert list(api_types.names_of(SCHEMAS).values()) == ["DevicesNamed", "SessionsNamed", "PageOfDevice"]


def test_answers_carry_every_field_and_bodies_may_leave_out_what_has_a_default() -> None:
    answer = {"type": "object", "properties": {"id": {"type": "string"}, "at": {"type": "integer"}}, "required": ["id"]}
    assert api_types.type_of(answer, {}) == "{\n  id: string;\n  at: number;\n}"
    body = {**answer, "additionalProperties": False}
    assert api_types.type_of(body, {}) == "{\n  id: string;\n  at?: number;\n}"


def test_lists_unions_choices_maps_and_the_unknown_have_their_types() -> None:
    assert api_types.type_of({"type": "array", "items": {"type": "boolean"}}, {}) == "readonly (boolean)[]"
    assert api_types.type_of({"anyOf": [{"type": "string"}, {"type": "null"}]}, {}) == "string | null"
    assert api_types.type_of({"enum": ["a", "b"]}, {}) == '"a" | "b"'
    assert api_types.type_of({"type": "object"}, {}) == "Record<string, unknown>"
    assert api_types.type_of({"$ref": "#/components/schemas/X"}, {"X": "Y"}) == "Y"
    assert api_types.type_of({"type": "object", "properties": {}}, {}) == "Record<string, never>"


def test_the_file_says_where_it_comes_from() -> None:
    document = {"components": {"schemas": SCHEMAS}}
    assert api_types.render(document).startswith(f"/** {api_types.NOTE} */\n")
