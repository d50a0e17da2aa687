#include "auditor/report/pack.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <fmt/format.h>
#include <tuple>

namespace auditor::report {
namespace {

constexpr std::size_t most_citations = 20'000;
constexpr std::int64_t most_lines = 40;    // of one citation
constexpr std::size_t most_bytes = 4'000;  // likewise

using Files = std::map<std::string, std::string>;

// Path, first and last line, blob.
using Cited = std::tuple<std::string, std::int64_t, std::int64_t, std::string>;

void gather(const Json& value, std::map<Cited, std::string>& out) {
  if (value.is_array() || value.is_object())
    for (const Json& inner : value) gather(inner, out);
  if (out.size() >= most_citations || !value.is_object() || !value.contains("start_line")) return;
  const std::string path(text(value, "path"));
  const std::int64_t start = number(value, "start_line");
  if (!path.empty() && start > 0)
    out.emplace(Cited{path, start, number(value, "end_line", start), std::string(text(value, "oid"))},
                std::string(text(value, "quote")));
}

Json with_lines(const std::map<Cited, std::string>& cited, const LineReader& lines) {
  Json out = Json::array();
  for (const auto& [where, quote] : cited) {
    const auto& [path, start, end, oid] = where;
    const std::int64_t last = std::min(end, start + most_lines - 1);
    const auto read = lines({path, oid, start, last});
    const std::string shown = read ? ellipsize(*read, most_bytes) : std::string();
    out.push_back({{"path", path},
                   {"start_line", start},
                   {"end_line", end},
                   {"git_blob", oid},
                   {"quote", quote},
                   {"lines", read ? Json(to_valid_utf8(shown)) : Json()},
                   {"cut", last < end || (read && shown.size() != read->size())}});
  }
  return {{"citations", std::move(out)}, {"complete", cited.size() < most_citations}};
}

std::string blobs_of(const std::map<Cited, std::string>& cited) {
  std::map<std::string, std::string> blobs;
  for (const auto& [where, quote] : cited)
    if (const auto& oid = std::get<3>(where); !oid.empty()) blobs[clean(std::get<0>(where))] = clean(oid);
  std::string out = "path\tgit_blob\n";
  for (const auto& [path, oid] : blobs) out += path + "\t" + oid + "\n";
  return out;
}

Json statement_of(const Json& report, const Files& files) {
  Json subjects = Json::array();
  for (const auto& [name, bytes] : files)
    subjects.push_back({{"name", name}, {"digest", {{"sha256", sha256_hex(bytes)}}}});
  return {{"_type", "https://in-toto.io/Statement/v1"},
          {"subject", std::move(subjects)},
          {"predicateType", "urn:auditor:pack:1"},
          {"predicate",
           {{"tool", member(report, "tool")},
            {"source", member(report, "source")},
            {"generated", member(report, "generated")},
            {"verdict", text(member(report, "verdict"), "class")},
            {"rule_sets", member(report, "rule_sets")},
            {"summary", member(report, "summary")}}}};
}

std::string readme_of(const Json& report) {
  const Json& source = member(report, "source");
  const std::string commit = clean(text(source, "commit"));
  return fmt::format(
      "Evidence of one audit: {}{}\n"
      "Verdict: {}. Read from the repository; not legal advice.\n\n"
      "report.json    the report; every other file but evidence.json follows from it\n"
      "report.html    the same to be read and printed\n"
      "report.txt     the same in short\n"
      "facts.json     what was read, unjudged\n"
      "evidence.json  every citation with the lines it stands on and the git blob they are in\n"
      "blobs.tsv      the cited files and their git blob ids: git cat-file -p BLOB\n"
      "rules.json     the rule sets that were asked, with their digests\n"
      "statement.json an in-toto statement over the files above\n"
      "SHA256SUMS     digests of all of these\n\n"
      "To check that nothing was changed:\n"
      "  sha256sum -c SHA256SUMS\n"
      "To check it against the repository:\n"
      "  auditor verify report.json REPOSITORY\n"
      "To sign it:\n"
      "  openssl dgst -sha256 -sign key.pem -out SHA256SUMS.sig SHA256SUMS\n"
      "To check the signature:\n"
      "  openssl dgst -sha256 -verify public.pem -signature SHA256SUMS.sig SHA256SUMS\n"
      "Tools for in-toto sign statement.json as it is, in an envelope (DSSE).\n",
      clean(source_name(report)), commit.empty() ? "" : ", commit " + commit,
      class_of(text(member(report, "verdict"), "class")).title);
}

}  // namespace

std::map<std::string, std::string> pack_files(const Json& report, const LineReader& lines) {
  std::map<Cited, std::string> cited;
  gather(report, cited);
  Files files;
  files["report.json"] = render_json(report, {});
  files["report.html"] = render_html(report, {});
  files["report.txt"] = render_text(report, {});
  files["facts.json"] = dump_safe(member(report, "facts"));
  files["evidence.json"] = dump_safe(with_lines(cited, lines));
  files["blobs.tsv"] = blobs_of(cited);
  files["rules.json"] = dump_safe({{"tool", member(report, "tool")}, {"rule_sets", member(report, "rule_sets")}});
  files["statement.json"] = dump_safe(statement_of(report, files));
  files["README.txt"] = readme_of(report);
  std::string sums;
  for (const auto& [name, bytes] : files) sums += sha256_hex(bytes) + "  " + name + "\n";
  files["SHA256SUMS"] = std::move(sums);
  return files;
}

}  // namespace auditor::report
