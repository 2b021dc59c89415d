"""The converters that conditions may call: one table, from which the reference page is checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from otelevals.conditions.converters import collections, numbers, text
from otelevals.conditions.converters.kinds import (
    ANSWERS,
    BOOL,
    FALSE,
    INT,
    LIST,
    MAP,
    REQUIRED,
    SIZED,
    STRING,
    TEXT_OR_LIST,
    Parameter,
)


@dataclass(frozen=True, slots=True)
class Converter:
    """One converter.

    `returns` starts with the type of the result. `curry` makes the function for a constant last argument. `contains`
    says that the result is only true when the last argument occurs in the first. `reads` is a path that takes the place
    of parameters.
    """

    name: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., Any]
    returns: str
    summary: str
    curry: Callable[[Any], Callable[[Any], Any]] | None = None
    contains: bool = False
    reads: str = ""

    @property
    def signature(self) -> str:
        """How to call it; optional parameters end in a question mark."""
        names = (p.name + ("" if p.default is REQUIRED else "?") for p in self.parameters)
        return f"{self.name}({', '.join(names)})"


_TARGET = Parameter("target")
_TESTED = Parameter("target", nil=FALSE)
_STRING = Parameter("target", STRING)
_MAP = Parameter("target", MAP)


def _type_test(*types: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in types


_TABLE = (
    Converter(
        "Bool",
        (_TARGET,),
        numbers.to_bool,
        "bool or nil",
        "The value as a bool; other strings than true, t, 1, false, f and 0 are an error.",
    ),
    Converter(
        "Coalesce",
        (Parameter("values", LIST),),
        collections.coalesce,
        "any value",
        "The first value of the list that is not nil.",
    ),
    Converter(
        "Concat",
        (Parameter("vals", LIST), Parameter("delimiter", STRING)),
        collections.concat,
        "string",
        "The texts of the values with the delimiter between them; nil is written `<nil>`.",
    ),
    Converter(
        "ContainsValue",
        (Parameter("target", LIST), Parameter("item", nil=ANSWERS)),
        collections.contains_value,
        "bool",
        "Whether an element of the list equals the item.",
        contains=True,
    ),
    Converter(
        "ConvertCase",
        (_STRING, Parameter("to_case", STRING, literal=True)),
        text.convert_case,
        "string",
        "The string in `lower`, `upper`, `snake` or `camel` case.",
        curry=text.case_converter,
    ),
    Converter(
        "Double",
        (_TARGET,),
        numbers.to_double,
        "double or nil",
        "The value as a double; a string that is not a number is an error.",
    ),
    Converter("FNV", (_STRING,), numbers.fnv, "int", "The 64-bit FNV-1a hash."),
    Converter(
        "HasPrefix",
        (_STRING, Parameter("prefix", STRING)),
        str.startswith,
        "bool",
        "Whether the string starts with the prefix.",
        contains=True,
    ),
    Converter(
        "HasSuffix",
        (_STRING, Parameter("suffix", STRING)),
        str.endswith,
        "bool",
        "Whether the string ends with the suffix.",
        contains=True,
    ),
    Converter(
        "Hex",
        (Parameter("target", nil=ANSWERS),),
        numbers.to_hex,
        "string",
        "The bytes of a scalar in hexadecimal; numbers have eight bytes.",
    ),
    Converter(
        "Index",
        (Parameter("target", TEXT_OR_LIST), Parameter("value", nil=ANSWERS)),
        collections.index_of,
        "int",
        "Where the value first occurs, in bytes or elements; -1 when nowhere.",
    ),
    Converter(
        "Int",
        (_TARGET,),
        numbers.to_int,
        "int or nil",
        "The value as an int; a double is truncated, a string that is not an integer gives nil.",
    ),
    Converter("IsBool", (_TESTED,), _type_test(bool), "bool", "Whether the value is a bool."),
    Converter("IsDouble", (_TESTED,), _type_test(float), "bool", "Whether the value is a double."),
    Converter(
        "IsEmpty",
        (Parameter("target", nil=ANSWERS),),
        collections.is_empty,
        "bool",
        "Whether the value is nil, empty, zero or false.",
    ),
    Converter("IsInt", (_TESTED,), _type_test(int), "bool", "Whether the value is an int."),
    Converter("IsList", (_TESTED,), _type_test(list), "bool", "Whether the value is a list."),
    Converter("IsMap", (_TESTED,), _type_test(dict), "bool", "Whether the value is a map."),
    Converter(
        "IsMatch",
        (_TESTED, Parameter("pattern", STRING)),
        text.is_match,
        "bool",
        "Whether the RE2 pattern is found in the text of the value; nil does not match.",
        curry=text.matcher,
    ),
    Converter(
        "IsRootSpan", (), collections.is_root, "bool", "Whether the span has no parent.", reads="span.parent_span_id"
    ),
    Converter("IsString", (_TESTED,), _type_test(str), "bool", "Whether the value is a string."),
    Converter("Keys", (_MAP,), collections.keys, "list", "The keys of the map."),
    Converter(
        "Len",
        (Parameter("target", SIZED),),
        collections.length,
        "int",
        "The bytes of a string or the elements of a list or map.",
    ),
    Converter(
        "ParseJSON",
        (_STRING,),
        collections.parse_json,
        "map or list",
        "The map or list in a JSON text; its numbers are doubles.",
    ),
    Converter("SHA256", (_STRING,), numbers.sha256, "string", "The SHA-256 digest in hexadecimal."),
    Converter(
        "Split",
        (_STRING, Parameter("delimiter", STRING)),
        text.split,
        "list",
        "The parts of the string between delimiters.",
    ),
    Converter(
        "String",
        (_TARGET,),
        numbers.to_string,
        "string or nil",
        "The text of the value; bytes are hexadecimal, lists and maps are JSON.",
    ),
    Converter(
        "Substring",
        (
            _STRING,
            Parameter("start", INT),
            Parameter("length", INT),
            Parameter("utf8_safe", BOOL, default=False, literal=True),
        ),
        text.substring,
        "string",
        "Part of the string, counted in bytes; `utf8_safe` keeps whole characters.",
    ),
    Converter("ToCamelCase", (_STRING,), text.case_converter("camel"), "string", "As ConvertCase."),
    Converter("ToLowerCase", (_STRING,), str.lower, "string", "As ConvertCase."),
    Converter("ToSnakeCase", (_STRING,), text.case_converter("snake"), "string", "As ConvertCase."),
    Converter("ToUpperCase", (_STRING,), str.upper, "string", "As ConvertCase."),
    Converter(
        "Trim",
        (_STRING, Parameter("replacement", STRING, default=" ", literal=True)),
        text.trim,
        "string",
        "The string without these characters (spaces by default) at both ends.",
    ),
    Converter(
        "TrimPrefix",
        (_STRING, Parameter("prefix", STRING)),
        str.removeprefix,
        "string",
        "The string without the prefix.",
    ),
    Converter(
        "TrimSuffix",
        (_STRING, Parameter("suffix", STRING)),
        str.removesuffix,
        "string",
        "The string without the suffix.",
    ),
    Converter("Values", (_MAP,), collections.values, "list", "The values of the map."),
)

CONVERTERS: Final[Mapping[str, Converter]] = {converter.name: converter for converter in _TABLE}
