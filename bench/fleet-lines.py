#!/usr/bin/env python3
"""Lines of a fleet as large as one likes, for measuring `auditor fleet site`: bench/fleet-lines.py LINES COUNT [--short]

LINES holds whole reports (auditor fleet --full). They are repeated with names of their own, every fifth with an earlier one
as its base; --short leaves of each what a fleet writes without --full. The same arguments give the same bytes.
"""
import json
import sys


def short(name, report):
    scopes = {key: {"status": one["status"], "license": one["license"]["concluded"]} for key, one in report["scopes"].items()}
    return {"input": name, "name": name, "commit": report["source"]["commit"], "verdict": report["verdict"]["class"],
            "scopes": scopes, "bias": report["bias"]["level"], "levels": report["levels"], "summary": report["summary"]}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as lines:
        reports = [one["report"] for one in map(json.loads, lines) if "report" in one]
    for i in range(int(sys.argv[2])):
        report = reports[i % len(reports)]
        name = f"owner-{i * 7919 % 997}/model-{i}"
        report["source"]["name"] = name
        report["source"]["remote"] = "https://github.com/" + name
        if i % 5 == 4:
            base = i // 40 * 8
            report["facts"]["lineage"]["parents"] = [{"id": f"owner-{base * 7919 % 997}/model-{base}", "relation": "finetune"}]
        line = short(name, report) if "--short" in sys.argv else {"input": report["source"]["remote"], "report": report}
        print(json.dumps(line, separators=(",", ":"), ensure_ascii=False))


main()
