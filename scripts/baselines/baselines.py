#!/usr/bin/env python3
"""Forecasts of statsforecast's models for a community, to compare with ours.

    python3 -m venv /tmp/baselines && /tmp/baselines/bin/pip install -r scripts/baselines/requirements.txt
    nice -n 19 /tmp/baselines/bin/python scripts/baselines/baselines.py data/fontana17 baselines.csv

Every forecast is fitted and predicted anew at its origin, on one thread, and timed. Nothing is scored
here: the evaluation scores these forecasts and ours with the same code. The output is appended to and the
job resumes where it stopped. Columns:

    setting  day-ahead (origin 00:00, 24 hours) or hour-ahead (any hour, 1 hour)
    kind     what the series is; series: its name
    model    name of the model with its training window in hours
    origin   row of the first hour that is forecast
    seconds  fit and predict, time of the processor
    values   per hour, separated by blanks: mean/q05/q25/q50/q75/q95; the last four from the model's
             intervals of 50 and 90 %, q50 is the mean; cut at 0 where the series cannot be negative

Models that take long see an evenly spaced part of the origins, the first one included. Strides are
coprime to 7 (days) and 24 (hours), so that days of the week and hours of the day take part alike.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import csv
import sys
import time
import warnings

import numpy as np
import pandas as pd
from statsforecast.models import MSTL, AutoARIMA, AutoETS, DynamicOptimizedTheta, SeasonalNaive

warnings.filterwarnings("ignore")

DAY = 24
FEED_IN = 0.05
# The first six months are for learning: 31 + 30 + 31 + 30 + 31 + 31 days from 1 August.
FIRST_TEST_DAY = 184

# name, model, training window in hours, and the strides of day-ahead origins in days and of hour-ahead ones
# in hours: first for homes, whose scores are means over homes, then for what is a single series; of AutoARIMA below.
MODELS = [
    ("SeasonalNaive", lambda: SeasonalNaive(DAY), 336, (1, 1), (1, 1)),
    ("MSTL", lambda: MSTL([DAY, 7 * DAY]), 1344, (9, 217), (1, 17)),
    ("DynamicOptimizedTheta", lambda: DynamicOptimizedTheta(DAY), 1344, (9, 217), (1, 17)),
    ("AutoETS", lambda: AutoETS(DAY), 1344, (9, 217), (1, 17)),
    (
        "AutoARIMA",
        lambda: AutoARIMA(season_length=DAY, approximation=True),
        672,
        None,
        None,
    ),
]
# AutoARIMA needs from seconds to a minute for a forecast: these series have to do, with these strides. Where it
# comes near ours, it has more origins.
ARIMA_STRIDES = {
    ("home-demand", "home1"): (9, 217),
    ("home-demand", "home10"): (9, 217),
    ("aggregate-demand", "all"): (9, 53),
    ("aggregate-generation", "all"): (9, 217),
    ("local-price", "all"): (9, 217),
}


def community(folder):
    """(kind, name, values) of every series, in a fixed order."""
    load = pd.read_csv(f"{folder}/load_wh.csv").iloc[:, 1:]
    solar = pd.read_csv(f"{folder}/pv_wh.csv").iloc[:, 1:]
    retail = pd.read_csv(f"{folder}/community.csv")["retail_usd_per_kwh"].to_numpy(float)
    net = load.to_numpy(float) - solar.to_numpy(float)
    short, long = np.maximum(net, 0).sum(axis=1), np.maximum(-net, 0).sum(axis=1)
    cover = np.where(short > 0, np.minimum(long / np.maximum(short, 1), 1), 1)
    yield "aggregate-demand", "all", load.to_numpy(float).sum(axis=1)
    yield "aggregate-generation", "all", solar.to_numpy(float).sum(axis=1)
    yield "aggregate-net-load", "all", net.sum(axis=1)
    yield "local-price", "all", retail - (retail - FEED_IN) * cover
    yield "retail-price", "all", retail
    for home in load.columns:
        yield "home-demand", home, load[home].to_numpy(float)
        if solar[home].any():
            yield "home-solar", home, solar[home].to_numpy(float)


def origins(hours, setting, day_stride, hour_stride):
    return range(FIRST_TEST_DAY * DAY, hours, day_stride * DAY if setting == "day-ahead" else hour_stride)


def forecast(model, past, steps, signed):
    """Seconds taken, and the text of the values; None where the model fails."""
    started = time.process_time()
    try:
        f = model.forecast(y=past, h=steps, level=[50, 90])
    except Exception as fault:  # a model may refuse a series, a constant one for example
        print("  failed:", fault, file=sys.stderr)
        return None
    seconds = time.process_time() - started
    columns = [f[c] for c in ("mean", "lo-90", "lo-50", "mean", "hi-50", "hi-90")]
    table = np.nan_to_num(np.array(columns).T)
    if not signed:
        table = np.maximum(table, 0)
    return seconds, " ".join("/".join(f"{v:.6g}" for v in row) for row in table)


def main():
    folder, out = sys.argv[1:3]
    done = set()
    if os.path.exists(out):
        done = {tuple(r[:5]) for r in csv.reader(open(out))}
    all_series = list(community(folder))
    with open(out, "a", newline="") as file:
        rows = csv.writer(file)
        if not done:
            rows.writerow(["setting", "kind", "series", "model", "origin", "seconds", "values"])
        for label, make, window, homes, single in MODELS:
            for setting, steps in (("day-ahead", DAY), ("hour-ahead", 1)):
                for kind, name, values in all_series:
                    if label == "AutoARIMA":
                        strides = ARIMA_STRIDES.get((kind, name))
                    else:
                        strides = homes if kind.startswith("home") else single
                    if strides is None:
                        continue
                    for origin in origins(len(values), setting, *strides):
                        key = (setting, kind, name, f"{label}/{window}", str(origin))
                        if key in done:
                            continue
                        past = values[origin - window : origin]
                        result = forecast(make(), past, steps, kind == "aggregate-net-load")
                        if result:
                            rows.writerow([*key, f"{result[0]:.6f}", result[1]])
                    file.flush()
                print(label, setting, time.strftime("%H:%M:%S"), flush=True)


if __name__ == "__main__":
    main()
