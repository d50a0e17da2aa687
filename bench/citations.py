#!/usr/bin/env python3
"""Samples citations of reports with what they claim and what stands around them, for a reader to grade.

    bench/citations.py --auditor BIN [--each 30] [--seed 1] REPOSITORY... > table.tsv
    bench/citations.py --grade table.tsv      counts the column `grade`: carries, related, wrong

One row a citation: repository, kind (finding or fact), claim, path, lines, quote, context. A finding claims its message
with its status; a fact claims its path and value. The sample is drawn by kind of claim first, so that one long list does
not crowd out the others. A reader writes carries (the cited lines, read alone, convince), related or wrong."""
import argparse, collections, csv, json, random, subprocess, sys

FIELDS = ["grade", "repository", "kind", "claim", "path", "lines", "method", "quote", "context"]


def citations_of(value):
    return [e for e in value if isinstance(e, dict) and "path" in e and "start_line" in e] if isinstance(value, list) else []


def leaf(value):
    """What a fact says in a few words."""
    plain = {k: v for k, v in value.items() if isinstance(v, (str, int, float, bool)) and v not in ("", None)}
    return json.dumps(plain, ensure_ascii=False)[:220]


def facts(value, path, out):
    if isinstance(value, dict):
        for e in citations_of(value.get("evidence")):
            out.append(("fact", path, f"{path} = {leaf(value)}", e))
        for key, inner in value.items():
            if key != "evidence":
                facts(inner, f"{path}.{key}" if path else key, out)
    elif isinstance(value, list):
        for inner in value:
            facts(inner, path + "[]", out)


def claims(report):
    out = []
    for f in report.get("findings") or []:
        for e in citations_of(f.get("evidence")):
            title = f["title"] if f["status"] == "pass" else f.get("message") or f["title"]
            out.append(("finding", f["rule"], f"{f['status']}: {title}", e))
    facts(report.get("facts") or {}, "", out)
    return out


def context_of(repository, entry):
    text = subprocess.run(["git", "-C", repository, "show", f"HEAD:{entry['path']}"], capture_output=True).stdout
    lines = text.decode("utf-8", "replace").splitlines()
    first = max(0, entry["start_line"] - 3)
    shown = lines[first : min(len(lines), max(entry["end_line"], entry["start_line"]) + 2, first + 12)]
    return " ⏎ ".join(l.strip()[:160] for l in shown)


def sample(auditor, repository, each, seed):
    run = subprocess.run([auditor, "audit", repository, "--format", "json"], capture_output=True)
    kinds = collections.defaultdict(list)
    for claim in claims(json.loads(run.stdout)):
        kinds[claim[1]].append(claim)
    draw = random.Random(f"{seed} {repository.rstrip('/').split('/')[-1]}")
    order = sorted(kinds)
    draw.shuffle(order)
    for kind in order[:each]:
        yield draw.choice(kinds[kind])


def grade(path):
    rows = list(csv.DictReader(open(path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    for name, group in (("all", rows), *((k, [r for r in rows if r["kind"] == k]) for k in ("finding", "fact"))):
        count = collections.Counter(r["grade"] for r in group)
        total = sum(count[g] for g in ("carries", "related", "wrong"))
        if total:
            print(f"{name:8s} {total:4d}  " + "  ".join(f"{g} {100 * count[g] / total:.1f} %" for g in ("carries", "related", "wrong")))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--auditor", default="build/release/bin/auditor")
    a.add_argument("--each", type=int, default=30)
    a.add_argument("--seed", default="1")
    a.add_argument("--grade")
    a.add_argument("repository", nargs="*")
    o = a.parse_args()
    if o.grade:
        return grade(o.grade)
    out = csv.DictWriter(sys.stdout, FIELDS, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
    out.writeheader()
    plain = lambda t: str(t).replace("\t", " ").replace("\r", " ").replace("\n", " ⏎ ").replace("\\", "/")
    for repository in o.repository:
        for kind, _, claim, e in sample(o.auditor, repository, o.each, o.seed):
            out.writerow({"grade": "", "repository": plain(repository.rstrip("/").replace("/repo", "").split("/")[-1]),
                          "kind": kind, "claim": plain(claim)[:400], "path": plain(e["path"]),
                          "lines": f"{e['start_line']}-{e['end_line']}", "method": e.get("method", ""),
                          "quote": plain(e.get("quote", ""))[:240], "context": plain(context_of(repository, e))[:700]})


if __name__ == "__main__":
    sys.exit(main())
