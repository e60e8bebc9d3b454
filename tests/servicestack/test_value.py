"""What one answer says can be compared, whichever format told it."""

from decimal import Decimal

import pytest

from conformance.servicestack import form, json, jsv
from conformance.servicestack.value import textual

SAID = {
    "EventID": "7",
    "Open": "False",
    "Fee": "1.50",
    "Far": "1E+20",
    "Ids": ["1", "2"],
    "Name": "",
    "At": "2031-05-03",
}


def test_an_answer_says_the_same_in_every_format() -> None:
    in_json = json.loads(
        '{"EventID":7,"Open":false,"Fee":1.50,"Far":1E+20,"Ids":[1,2],"Name":"","At":"2031-05-03","BadgeNumber":null}'
    )
    in_jsv = jsv.loads('{EventID:7,Open:False,Fee:1.50,Far:1E+20,Ids:[1,2],Name:"",At:2031-05-03,BadgeNumber:}')
    in_form = form.loads("EventID=7&Open=False&Fee=1.50&Far=1E%2B20&Ids=1,2&Name=&At=2031-05-03")
    assert textual(in_json) == textual(in_jsv) == SAID
    assert {**in_form, "Ids": form.items(in_form["Ids"])} == SAID


@pytest.mark.parametrize(
    "value, said",
    [
        (None, None),
        ({"a": None, "b": {"c": None}}, {"b": {}}),
        ([None], []),
        ([None, 1], [None, "1"]),
        ([[None], [1, True]], [[], ["1", "True"]]),
        ({"a": Decimal("-0.00")}, {"a": "0.00"}),
    ],
)
def test_nulls_are_told_as_jsv_tells_them(value: object, said: object) -> None:
    assert textual(value) == said
    assert jsv.loads(jsv.dumps(value)) == said
