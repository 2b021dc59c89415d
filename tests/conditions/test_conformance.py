"""Conditions give what the Collector's OTTL gives: a table of conditions over one span.

`@x` stands for `span.attributes["x"]`.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from otelevals.conditions import ConditionError, EvaluationError, Resolver, compile_condition

Evaluate = Callable[[str, Any], bool]

SPAN = {
    "name": "chat gpt-4o",
    "kind": 3,
    "status": {"code": 2},
    "parent_span_id": b"",
    "start_time_unix_nano": 100,
    "end_time_unix_nano": 350,
    "attributes": {
        "s": "one",
        "empty": "",
        "n": 5,
        "zero": 0,
        "neg": -7,
        "f": 1.5,
        "whole": 5.0,
        "t": True,
        "no": False,
        "by": b"\x01\xab",
        "l": ["a", "b", 1],
        "nums": [1, 2.5],
        "none": [None],
        "m": {"k": "v", "n": {"x": 1}},
        "big": 2**53 + 1,
        "max": 2**63 - 1,
        "min": -(2**63),
        "json": '{"a": 1, "b": [true, null], "ok": true}',
        "digits": "42",
        "uni": "é",
        "quote": 'say "hi"\n\\',
        "model": "gpt-4o-mini",
        "snake": "my_metricName2x",
    },
}
DATA = {"span": SPAN, "resource": {"attributes": {"service.name": "shop"}}, "genai": {"output": "text"}}

TRUE = r"""
true
not false
(true)
((not false))
true or false
false or true
true and true
not (true and false)
not false and true
true or false and false
not true or true
span.name == "chat gpt-4o"
name == "chat gpt-4o"
"chat gpt-4o" == span.name
resource.attributes["service.name"] == "shop"
@s == "one"
@s != "two"
@n == 5
@n == 5.0
@whole == 5
@n != 5.5
@f == 1.5
@t == true
@t != false
true == @t
@no == false
@by == 0x01ab
@by == 0x01AB
@by != 0x01
@by > 0x01
@by < 0x02
@missing == nil
nil == @missing
@missing["deep"]["er"] == nil
@s != nil
@empty != nil
@zero != nil
@no != nil
@missing != "x"
@missing != 0
@missing != false
@missing <= nil
@missing >= nil
nil == nil
nil >= nil
@s["k"] == nil
@m["k"] == "v"
@m["n"]["x"] == 1
@l[0] == "a"
@l[2] == 1
@l[9] == nil
@m == {"k": "v", "n": {"x": 1}}
@m["n"] == {"x": 1}
@m != {"k": "v"}
@m["n"] != {"x": 1.0}
@l == ["a", "b", 1]
@l != ["a", "b", 1.0]
@l != ["a", "b"]
@l != ["b", "a", 1]
@nums == [1, 2.5]
@nums != [true, 2.5]
@none == [nil]
@missing == @gone
@n == @whole
@n == @n
@s != @n
@s != 1
@n != "5"
@n != true
@t != 1
@zero != false
@no != 0
@by != "one"
@l != "a"
@m != "k"
1 < 2
1 < 1.5
1.5 > 1
2 >= 2
2.0 <= 2
-1 < 0
"a" < "b"
"a" < "aa"
"Z" < "a"
"é" > "z"
false < true
true >= true
0x01 < 0x0100
@n > 4
@n > 4.5
4 < @n
@n >= 5
@n <= 5
@n < 6
@f < 2
@f > 1
@f >= 1.5
@f <= 1.5
@s > "a"
@s <= "one"
@t > false
@t >= @no
@big == 9007199254740993
@big == 9007199254740992.0
@max == 9223372036854775807
@max == 9223372036854775807.0
@min < -9223372036854775807
span.kind == SPAN_KIND_CLIENT
span.kind != SPAN_KIND_SERVER
span.status.code == STATUS_CODE_ERROR
SPAN_KIND_SERVER < SPAN_KIND_CLIENT
span.kind == 3.0
kind == SPAN_KIND_CLIENT and name != nil
1 + 2 == 3
1+2==3
2 - 1 == 1
2-1 == 1
1 + 2 * 3 == 7
(1 + 2) * 3 == 9
2 * 3 + 1 == 7
10 - 2 - 3 == 5
100 / 10 / 2 == 5
7 / 2 == 3
-7 / 2 == -3
@neg / 2 == -3
@neg / -2 == 3
7.0 / 2 == 3.5
1 + 1.5 == 2.5
-1 == 0 - 1
- 1 == -1
+1 == 1
-@n == -5
-(1 + 2) == -3
-.5 == 0 - 0.5
1. == 1.0
1.5e3 == 1500
.5E-1 == 0.05
span.end_time_unix_nano - span.start_time_unix_nano == 250
(span.end_time_unix_nano - span.start_time_unix_nano) / 10 > 24
@max + 1 == @min
@min - 1 == @max
-@min == @min
@max * 2 == -2
@n + SPAN_KIND_CLIENT == 8
@quote == "say \"hi\"\n\\"
@quote == "\x73ay \"hi\"\012\\"
@uni == "é"
@uni == "\u00e9"
@uni == "\U000000e9"
@uni == "\xc3\xa9"
"\t" == "	"
"\a\b\f\r\v" != ""
"" == @empty
IsMatch(span.name, "gpt-[34]o?")
IsMatch(span.name, "^chat")
IsMatch(span.name, "4o$")
IsMatch(span.name, "^chat gpt-4o$")
IsMatch(span.name, "")
IsMatch(@model, "gpt\\-4o")
IsMatch(@uni, "^.$")
IsMatch(@n, "^5$")
IsMatch(@f, "1\\.5")
IsMatch(@whole, "^5$")
IsMatch(@t, "true")
IsMatch(@by, "^01ab$")
IsMatch(@m, "\"k\":\"v\"")
IsMatch(@l, "^\\[\"a\",\"b\",1\\]$")
IsMatch("string", ".*ring")
IsMatch(target = span.name, pattern = "(?i)CHAT")
IsMatch(pattern = "chat", target = span.name)
IsMatch(span.name, @model) == false
not IsMatch(span.name, "^gpt")
not IsMatch(@missing, "")
IsMatch(@missing, ".*") == false
IsString(@s)
IsString("")
not IsString(@n)
not IsString(@missing)
IsInt(@n)
not IsInt(@f)
not IsInt(@t)
IsDouble(@f)
not IsDouble(@n)
IsBool(@t)
not IsBool(@zero)
IsMap(@m)
IsMap({})
not IsMap(@l)
IsList(@l)
IsList([])
not IsList(@m)
IsString(@missing) == false
IsEmpty(@missing)
IsEmpty(@empty)
IsEmpty(@zero)
IsEmpty([])
IsEmpty({})
not IsEmpty(@none)
not IsEmpty(@s)
HasPrefix(@model, "gpt-")
HasPrefix(@model, "")
not HasPrefix(@model, "claude")
HasSuffix(@model, "-mini")
ContainsValue(@l, "a")
ContainsValue(@l, 1)
ContainsValue(@l, 1.0)
not ContainsValue(@l, true)
ContainsValue(@none, nil)
ContainsValue(["chat", "one"], @s)
ContainsValue([1, 2, 3], 3)
not ContainsValue([], "x")
ContainsValue(Split("a,b", ","), "b")
Len(@s) == 3
Len(@uni) == 2
Len(@l) == 3
Len(@m) == 2
Len([]) == 0
Len("") == 0
Len(@by) == 2
Int(@digits) == 42
Int(" 42") == nil
Int("2.0") == nil
Int("abc") == nil
Int("9223372036854775808") == nil
Int("+7") == 7
Int(1.9) == 1
Int(-1.9) == -1
Int(true) == 1
Int(@missing) == nil
Double(@digits) == 42
Double("1e3") == 1000
Double(true) == 1
Double(@missing) == nil
Bool("true")
Bool(@n)
not Bool("F")
Bool(@missing) == nil
String(@n) == "5"
String(@f) == "1.5"
String(@whole) == "5"
String(@by) == "01ab"
String(true) == "true"
String(@l) == "[\"a\",\"b\",1]"
String({"b": 1, "a": "<"}) == "{\"a\":\"\\u003c\",\"b\":1}"
String(@missing) == nil
String(1000000000000000000000.0) == "1e+21"
String(0.0000001) == "1e-7"
String(0.000001) == "0.000001"
String([0x01ab]) == "[\"Aas=\"]"
Concat(["a", 1, true, nil], "-") == "a-1-true-<nil>"
Concat([@s, @model], ": ") == "one: gpt-4o-mini"
Concat([], ",") == ""
Concat(vals = ["a", "b"], delimiter = "") == "ab"
ConvertCase(@s, "upper") == "ONE"
ConvertCase("ABC", to_case = "lower") == "abc"
ConvertCase("JSONData2x", "snake") == "json_data_2_x"
ConvertCase(@snake, "snake") == "my_metric_name_2_x"
ConvertCase(@snake, "camel") == "MyMetricName2X"
ConvertCase("HTTP-request", "camel") == "HttpRequest"
ToLowerCase("ABC") == "abc"
ToUpperCase("abc") == "ABC"
ToSnakeCase("aB") == "a_b"
ToCamelCase("a_b") == "AB"
Substring(@model, 0, 3) == "gpt"
Substring("é", 0, 1, true) == ""
Substring("aé", start = 0, length = 2, utf8_safe = true) == "a"
Split("a,b,c", ",")[1] == "b"
Split("ab", "") == ["a", "b"]
Split("", ",") == [""]
Len(Split(@model, "-")) == 3
ParseJSON(@json)["a"] == 1
ParseJSON(@json)["b"][0] == true
ParseJSON(@json)["b"][1] == nil
ParseJSON(@json)["ok"]
ParseJSON("[1]") == [1.0]
IsDouble(ParseJSON(@json)["a"])
Hex(12) == "000000000000000c"
Hex("1") == "31"
Hex(true) == "01"
Hex(@by) == "01ab"
Hex(1.1) == "3ff199999999999a"
Hex(@missing) == ""
SHA256("name") == "82a3537ff0dbce7eec35d69edc3a189ee6f17d82f353a553f9aa96cb0be3ce89"
FNV("") == -3750763034362895579
FNV("a") == -5808556873153909620
Trim(" a ") == "a"
Trim("!!a!", "!") == "a"
Trim("xax", replacement = "x") == "a"
TrimPrefix("gpt-4", "gpt-") == "4"
TrimSuffix("gpt-4", "-4") == "gpt"
Index("hello", "l") == 2
Index("é!", "!") == 2
Index("a", "b") == -1
Index(@l, 1.0) == 2
Index(@l, "z") == -1
ContainsValue(Keys(@m), "k")
ContainsValue(Values(@m), "v")
Coalesce([@missing, @s]) == "one"
Coalesce([@missing]) == nil
Coalesce([@missing, @t])
IsRootSpan()
@missing == nil or Len(@missing) > 0
not (@missing != nil and Len(@missing) > 0)
@s == "one" and @n == 5 and @f == 1.5 and @t == true
@s == "two" or @n == 6 or @f == 2.5 or @t == true
@s=="one"and(@n==5)
[1, [2, {"a": nil}]] == [1, [2, {"a": nil}]]
[1, 2] != [1]
"""

FALSE = r"""
false
not true
true and false
false or false
not (true or false)
@s == "two"
@s == nil
@missing == "x"
@missing == ""
@missing == 0
@missing == false
@missing < 1
@missing > 1
@missing <= 1
@missing >= 1
@missing < nil
@missing > nil
@missing < "a"
@n <= nil
nil < 1
1 > nil
@s > 1
@s < 1
@n < "9"
@t == 1
@t > 0
@zero == false
1 == true
"1" == 1
1.0 == "1.0"
@by == "one"
0x31 == "1"
@l == "a"
@l < ["z"]
@l <= ["a", "b", 1]
{"a": 1} == {"a": 1.0}
[1] == [1.0]
[1] == [true]
{} == []
@m >= {"k": "v", "n": {"x": 1}}
not @s == "one"
not @missing == nil
true and not true or false
@n == 5 and @n == 6
@n != 5 or @n != 5
@n < 5
@n > 5
@n >= 6
@n <= 4.5
@f > 2
@f < 1
@f >= 2
@f <= 1
IsMatch(span.name, "^gpt")
IsMatch(span.name, "chat$")
IsMatch(span.name, "^chat$")
IsMatch(@missing, "x")
Bool(@zero)
HasSuffix(@model, "nano")
IsRootSpan() == false
"""

FAILS = r"""
HasPrefix(@missing, "x")
HasPrefix(@n, "5")
HasPrefix(@s, @n)
HasSuffix(@l, "x")
Len(@missing) > 0
Len(@n) > 0
Len(@t) == 1
ContainsValue(@missing, "x")
ContainsValue(@s, "o")
ToLowerCase(@missing) == "x"
ConvertCase(@n, "lower") == "5"
Substring(@s, 0, 9) == "one"
Substring(@s, @neg, 1) == "o"
Substring(@s, 0, @zero) == ""
Split(@missing, ",") == []
Split(@s, ",")[3] == "x"
ParseJSON(@json)["missing"] == nil
ParseJSON(@json)["a"]["b"] == nil
ParseJSON(@json)["b"]["c"] == nil
ParseJSON(@json)[0] == nil
ParseJSON(@s) == {}
ParseJSON(@digits) == 42
ParseJSON(@n) == {}
ParseJSON(@json)["a"]
Coalesce([@missing, @s])
Bool(@s)
Bool(@missing)
Double(@s) == 1
Double(@l) == 1
Int(@l) == 1
Int(@m) == 1
Bool(@m)
Hex(@l) == ""
SHA256(@n) == ""
FNV(@missing) == 0
Trim(@n) == ""
Index(@s, 1) == 0
Index(@missing, 1) == 0
Keys(@l) == []
Values(@s) == []
Concat(@s, "") == ""
IsMatch(@s, @n)
IsMatch(@s, Concat(["(", @s], ""))
@n / @zero == 1
@f / @zero == 1
@n + @missing == 5
@s + 1 == 2
-@s == 1
@t + 1 == 2
@n == 5 and Len(@missing) > 0
Len(@missing) > 0 or true
"""


def rows(table: str) -> list[str]:
    return [re.sub(r"@(\w+)", r'span.attributes["\1"]', line) for line in table.strip().splitlines()]


@pytest.mark.parametrize("text", rows(TRUE))
def test_a_condition_holds(text: str, evaluate: Evaluate) -> None:
    assert evaluate(text, DATA) is True


@pytest.mark.parametrize("text", rows(FALSE))
def test_a_condition_does_not_hold(text: str, evaluate: Evaluate) -> None:
    assert evaluate(text, DATA) is False


@pytest.mark.parametrize("text", rows(FAILS))
def test_a_condition_fails_on_this_data(text: str, evaluate: Evaluate) -> None:
    with pytest.raises(EvaluationError):
        evaluate(text, DATA)


@pytest.mark.parametrize("text", rows(TRUE) + rows(FALSE))
def test_a_condition_means_the_same_inside_another(text: str, resolver: Resolver) -> None:
    plain = compile_condition(text, resolver)(DATA)
    assert compile_condition(f"not ({text})", resolver)(DATA) is not plain
    assert compile_condition(f"({text}) and resource.attributes != nil", resolver)(DATA) is plain
    assert compile_condition(f"resource.attributes == nil or ({text})", resolver)(DATA) is plain


def test_a_fault_that_no_data_can_mend_is_found_before_any_data_is_seen(resolver: Resolver) -> None:
    for text in ('HasPrefix("a", 1)', 'IsMatch(span.name, "(")', "1 / 0 == 1", 'Double("x") == 1', "Coalesce([1])"):
        with pytest.raises(ConditionError):
            compile_condition(text, resolver)
