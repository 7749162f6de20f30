"""Reads FIT files with fitdecode in strict mode: an error in any byte of theirs ends it. One line of JSON per file named on standard input."""
import json
import sys

import fitdecode

FIELDS = ("position_lat", "position_long", "altitude", "distance", "speed", "heart_rate", "cadence", "power", "temperature")


def value(message, name):
    names = ("enhanced_" + name, name)
    found = (message.get_value(one, fallback=None) for one in names)
    return next((one for one in found if one is not None), None)


def read(path):
    counts, rows, spans = {}, [], {"lap": [], "session": []}
    with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
        for message in reader:
            if message.frame_type != fitdecode.FIT_FRAME_DATA:
                continue
            counts[message.name] = counts.get(message.name, 0) + 1
            if message.name == "record":
                rows.append([message.get_value("timestamp").timestamp(), *(value(message, name) for name in FIELDS)])
            if message.name in spans:
                start = message.get_value("start_time").timestamp()
                spans[message.name].append([start, message.get_value("total_elapsed_time"), message.get_value("total_timer_time")])
    return {"counts": counts, "rows": rows, **spans}


for line in sys.stdin:
    print(json.dumps(read(line.rstrip("\n"))), flush=True)
