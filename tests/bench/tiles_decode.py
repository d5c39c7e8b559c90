"""Just enough of a Mapbox Vector Tile to tell a tile from an error page."""

import json


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """(number, value) of each field of a message; the value is an int or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], at)
            if at + length > len(data):
                raise ValueError("a field longer than the message")
            value, at = data[at:at + length], at + length
        yield tag >> 3, value


def mvt_features(tile):
    """How many features the tile's layers hold."""
    return sum(number == 2 for kind, layer in fields(tile) if kind == 3 for number, _ in fields(layer))


def geojson_features(tile):
    return len(json.loads(tile)["features"])
