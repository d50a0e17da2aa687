#include "auditor/evidence/repository/repository.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/quote.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace auditor::evidence {
namespace {

constexpr std::size_t most_license_bytes = 4U << 20U;  // of all licence texts of one audit

std::string_view kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::limit: return "limit";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::malformed: return "malformed";
    default: return "unreadable";
  }
}

}  // namespace

const source::Entry* Repository::file(std::string_view path) const {
  const source::Entry* entry = snapshot_.find(path);
  const bool regular =
      entry != nullptr && (entry->kind == source::EntryKind::file || entry->kind == source::EntryKind::executable);
  return regular ? entry : nullptr;
}

std::optional<std::string_view> Repository::text(std::string_view path) {
  const source::Entry* entry = file(path);
  if (entry == nullptr) return std::nullopt;
  auto bytes = snapshot_.text(*entry);
  if (bytes) return *bytes;
  report({std::string(path), 0, std::string(kind_of(bytes.error().code)), bytes.error().message});
  return std::nullopt;
}

const Card* Repository::card(std::string_view path) {
  if (const auto known = cards_.find(path); known != cards_.end()) return known->second.get();
  std::unique_ptr<Card> read;
  if (const auto bytes = text(path)) {
    read = std::make_unique<Card>(read_card(path, *bytes));
    // Metadata that were read all the same leave nothing unread.
    for (const auto& error : read->front_matter_errors)
      if (!read->front_matter.is_object())
        report({std::string(path), error.line, error.limit ? "limit" : "front-matter", error.message});
    for (const auto& problem : read->document.problems) report({std::string(path), 0, "limit", problem});
  }
  return cards_.emplace(path, std::move(read)).first->second.get();
}

const language::DocumentReading& Repository::reading(const std::string& path, const MakeReading& make) {
  auto& known = readings_[path];
  if (known == nullptr) known = make();
  return *known;
}

const licenses::Identification& Repository::identified(std::string_view path, Identify identify) {
  // One text under many names is one text.
  const source::Entry* entry = file(path);
  const std::string key = entry == nullptr || entry->oid.empty() ? std::string(path) : ":" + entry->oid;
  if (const auto known = licenses_.find(key); known != licenses_.end()) return known->second;
  licenses::Identification found;
  if (const auto bytes = text(path)) {
    const auto read = std::min(bytes->size(), most_license_bytes - std::min(most_license_bytes, identified_bytes_));
    identified_bytes_ += read;
    if (read < bytes->size()) report({std::string(path), 0, "limit", "more licence text than is read"});
    found = identify(bytes->substr(0, read));
  }
  return licenses_.emplace(key, std::move(found)).first->second;
}

const Json* Repository::json(std::string_view path) {
  if (const auto known = documents_.find(path); known != documents_.end()) return known->second.get();
  std::unique_ptr<Json> read;
  if (const auto bytes = text(path)) {
    auto parsed = parse_json(*bytes, path);
    if (parsed) read = std::make_unique<Json>(std::move(*parsed));
    else report({std::string(path), parsed.error().line, "malformed", parsed.error().message});
  }
  return documents_.emplace(path, std::move(read)).first->second.get();
}

const std::vector<std::string_view>& Repository::lines(std::string_view path) {
  if (const auto known = lines_.find(path); known != lines_.end()) return known->second;
  const auto bytes = text(path);
  return lines_.emplace(path, bytes ? split_lines(*bytes) : std::vector<std::string_view>{}).first->second;
}

Citation Repository::cite(std::string_view path, int start_line, int end_line, std::string_view method,
                          Confidence confidence) {
  Citation citation = cite_file(path, method, confidence);
  const auto& all = lines(path);
  const int last = static_cast<int>(all.size());
  if (last == 0) return citation;
  citation.start_line = std::clamp(start_line, 1, last);
  citation.end_line = std::clamp(end_line, citation.start_line, last);
  // A hostile text has all it says on one line of megabytes: the lines cited last are not hashed again.
  if (quoted_.path != path || quoted_.start_line != citation.start_line || quoted_.end_line != citation.end_line) {
    Quote quote = quote_lines(all, citation.start_line, citation.end_line);
    quoted_ = {std::string(path), citation.start_line, citation.end_line, std::move(quote.text),
               std::move(quote.sha256)};
  }
  citation.quote = quoted_.quote;
  citation.quote_sha256 = quoted_.sha256;
  return citation;
}

Citation Repository::cite_file(std::string_view path, std::string_view method, Confidence confidence) const {
  Citation citation;
  citation.path = printable(path);
  citation.method = method;
  citation.confidence = confidence;
  if (const source::Entry* entry = snapshot_.find(path)) {
    citation.oid = entry->oid;
    citation.start_line = citation.end_line = 1;
  }
  return citation;
}

void Repository::add_local_model(const std::string& name, LocalModel model) {
  const auto [known, added] = local_models_.try_emplace(to_lower(name), model);
  if (added || known->second == model) return;
  // Where the terms of one are not known, those of both are not.
  LocalModel& both = known->second;
  both.license =
      both.license.empty() || model.license.empty() ? std::string{} : licenses::join_and({both.license, model.license});
  std::move(model.bases.begin(), model.bases.end(), std::back_inserter(both.bases));
}

const LocalModel* Repository::local_model(std::string_view id) const {
  const std::string lower = to_lower(id);
  for (const std::string_view name : {std::string_view(lower), base_name(lower)})
    if (const auto found = local_models_.find(name); found != local_models_.end()) return &found->second;
  return nullptr;
}

std::optional<std::string> Repository::local_terms(std::string_view id) const {
  const LocalModel* model = local_model(id);
  return model == nullptr || model->license.empty() ? std::nullopt : std::optional(model->license);
}

void Repository::report(Diagnostic diagnostic) {
  diagnostic.path = printable(diagnostic.path);
  diagnostic.message = printable(diagnostic.message);
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Repository::diagnostics() const {
  std::vector<Diagnostic> all = diagnostics_;
  for (const auto& problem : snapshot_.problems())
    all.push_back({printable(problem.path), 0, problem.kind, printable(problem.message)});
  const auto key = [](const Diagnostic& d) { return std::tie(d.path, d.line, d.kind, d.message); };
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  all.erase(std::unique(all.begin(), all.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
            all.end());
  return all;
}

}  // namespace auditor::evidence
