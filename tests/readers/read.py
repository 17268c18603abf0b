"""Reads YAML documents with PyYAML. In: a JSON array of texts. Out: a JSON array of {"value"} or
{"error"}; dates as {"$date": …}, keys that are no text as {"$key": …}."""
import datetime
import json
import sys

import yaml


def shown(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"$date": value.isoformat()}
    if isinstance(value, list):
        return [shown(v) for v in value]
    if isinstance(value, dict):
        return {k if isinstance(k, str) else f"$key {k!r}": shown(v) for k, v in value.items()}
    return value


def answer(text):
    try:
        return {"value": shown(yaml.safe_load(text))}
    except (yaml.YAMLError, ValueError) as error:
        return {"error": str(error)}


json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
