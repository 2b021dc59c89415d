"""What pydantic finds is said in short sentences."""

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, create_model

from otelevals.api.config import Config
from otelevals.config.messages import either, sentence, valid_values


class Colour(Enum):
    RED = "red"
    GREEN = "light green"


class Cat(Config):
    kind: Literal["cat"]


class Dog(Config):
    kind: Literal["dog"]


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


@pytest.mark.parametrize(
    ("kind", "value", "message", "valid"),
    [
        (str, "5", "expected a string", ()),
        (int, '"x"', "expected an integer", ()),
        (float, '"x"', "expected a number", ()),
        (bool, "1", "expected true or false", ()),
        (list[int], "{}", "expected a list", ()),
        (set[int], "{}", "expected a list", ()),
        (dict[str, int], "[]", "expected a map", ()),
        (Cat, "[]", "expected a map of options", ()),
        (None, "5", "expected nothing", ()),
        (Literal["gzip", ""], '"x"', "expected one of", ("gzip",)),
        (Literal["a", "b's", 'c"'], '"x"', "expected one of", ("a", "b's", 'c"')),
        (Literal["only"], '"x"', "expected one of", ("only",)),
        (Literal[1, 2], "3", "expected one of", ("1", "2")),
        (Colour, '"blue"', "expected one of", ("red", "light green")),
        (Pet, '{"kind": "cow"}', "expected 'kind' to be one of", ("cat", "dog")),
        (Pet, "{}", "expected 'kind' to be one of", ()),
        (Annotated[int, Field(gt=1)], "1", "expected a value above 1", ()),
        (Annotated[int, Field(lt=1)], "1", "expected a value below 1", ()),
        (Annotated[int, Field(multiple_of=2)], "1", "expected a multiple of 2", ()),
        (Annotated[str, Field(min_length=1)], '""', "must not be empty", ()),
        (Annotated[list[int], Field(min_length=1)], "[]", "must not be empty", ()),
        (Annotated[str, Field(pattern="^a")], '"b"', "expected a text that matches ^a", ()),
        (Annotated[float, Field(allow_inf_nan=False)], "NaN", "expected a finite number", ()),
        (Annotated[str, Field(max_length=1)], '"abc"', "string should have at most 1 character", ()),
    ],
)
def test_an_error_is_a_sentence(kind: Any, value: str, message: str, valid: tuple[str, ...]) -> None:
    model = create_model("Model", __base__=Config, x=(kind, ...))
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(f'{{"x": {value}}}')
    (error,) = caught.value.errors()
    assert (sentence(error), valid_values(error)) == (message, valid)


def test_several_sentences_become_one() -> None:
    assert either(["expected a", "expected a"]) == "expected a"
    assert either(["expected one of", "expected an integer"]) == "expected an integer or one of"
    assert either(["expected a", "not good"]) == "expected a; not good"
