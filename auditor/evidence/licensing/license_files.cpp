#include "auditor/evidence/licensing/license_files.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/restricting.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_identified = 1'000;  // of those that are neither at the root nor beside weights
constexpr std::size_t max_near = 1'000;
constexpr std::size_t max_names = 1'000;  // of other licence files, looked for in a short text

bool is_text(const licenses::Match& match) {
  using Kind = licenses::MatchKind;
  return match.kind == Kind::text || match.kind == Kind::modified || match.kind == Kind::header ||
         match.id.starts_with("LicenseRef-unknown");
}

bool is_primary(const std::string& path) {
  const std::string stem = normalized_stem(path);
  return stem == "license" || stem == "licence" || stem == "copying" || stem == "unlicense";
}

constexpr std::size_t max_declaration = 4000;

// "THIRD_PARTY_NOTICES.md": lists other people's parts.
bool is_third_party(const std::string& path) {
  const std::string stem = normalized_stem(path);
  return stem.find("third") != std::string::npos || stem.find("3rd") != std::string::npos ||
         stem.find("authors") != std::string::npos;
}

// Words alone: an address can hold a model's name, and a page of a forge is a pointer to another file.
std::string without_addresses(std::string_view text, bool& elsewhere) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (!rest.starts_with("https://") && !rest.starts_with("http://")) {
      out.push_back(text[at++]);
      continue;
    }
    const std::string_view url = rest.substr(0, rest.find_first_of(" \t\r\n<>\"')"));
    if (url.find("/blob/") == std::string_view::npos) elsewhere = true;
    at += url.size();
  }
  return out;
}

// More than a notice of copyright or a note to oneself: sentences that grant or withhold something.
bool says_something(std::string_view text) {
  constexpr std::size_t fewest_words = 12;
  std::size_t words = 0;
  for (const std::string_view line : split_lines(text)) {
    if (contains_i(line, "copyright") || contains_i(line, "(c)")) continue;
    for (const std::string_view word : split(trim(line), ' ')) words += word.size() > 1 ? 1U : 0U;
  }
  return words >= fewest_words;
}

// A short file without a licence text can still withhold: a condition, a reservation, terms that are elsewhere.
void read_declaration(std::string_view text, LicenseText& out) {
  if (out.text) return;
  bool elsewhere = false;
  const std::string words = without_addresses(text, elsewhere);
  const std::string lower = to_lower(words);
  const bool named = !out.expression.empty();
  const bool duty = duty_named(lower).has_value();
  if (named && (!duty || licenses::openness_of(out.expression) != licenses::Openness::open)) return;
  const BaseTerms family = named ? BaseTerms{} : base_terms_in(words);
  std::string withheld;
  if (!family.expression.empty() && licenses::openness_of(family.expression) != licenses::Openness::open)
    withheld = family.expression;
  else if (duty || elsewhere || first_phrase(lower, license_vocabulary().reservations) != nullptr ||
           (out.primary && says_something(text)))
    withheld = "LicenseRef-unknown";
  if (withheld.empty()) return;
  out.ids.push_back(withheld);
  out.expression = named ? licenses::join_and({out.expression, withheld}) : withheld;
  out.text = true;
}

bool restricts_at_all(const licenses::Identification& found) {
  return std::any_of(found.ids.begin(), found.ids.end(), [](const std::string& id) {
    const licenses::Openness openness = licenses::openness_of(id);
    return openness != licenses::Openness::open && openness != licenses::Openness::unknown;
  });
}

// Names or holds terms that restrict, and not those of pictures or fonts: a licence of models, or words about one
// beside it.
bool restricts_by_name(std::string_view text, const licenses::Identification& found) {
  constexpr int near_lines = 2;
  const std::vector<std::string_view> lines = split_lines(text);
  const auto names_model = [&](const licenses::Match& match) {
    const int last = std::min(match.lines.start + near_lines, static_cast<int>(lines.size()));
    for (int line = std::max(match.lines.start - near_lines, 1); line <= last; ++line)
      if ((scopes_named(to_lower(lines[static_cast<std::size_t>(line) - 1])) & scope_weights) != 0) return true;
    return false;
  };
  return std::any_of(found.matches.begin(), found.matches.end(), [&](const licenses::Match& match) {
    const licenses::Openness openness = licenses::openness_of(match.id);
    return openness != licenses::Openness::open && openness != licenses::Openness::unknown &&
           (match.id.starts_with("LicenseRef-") || names_model(match));
  });
}

// A notice or policy beside the licence: what it says of the model holds, what it lists of other people's parts does
// not. A notice beside weights is about them.
void read_side_file(Repository& repository, std::string_view text, LicenseText& out) {
  const bool policy = out.file.role == LicenseFileRole::policy;
  const bool own = policy || !out.file.folder.empty();
  const bool lists_others = !own && (own_terms_end(text) < text.size() || is_third_party(out.file.name));
  if (lists_others) return;
  const licenses::Identification& found = identify_file(repository, out.file.path);
  const bool short_enough = text.size() <= max_declaration;
  if ((own ? restricts_at_all(found) : short_enough && restricts_by_name(text, found))) {
    out.expression = found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
    out.ids = found.ids;
  } else {
    const auto sentences = licenses::restricting_sentences(text);
    const auto binding = std::find_if(sentences.begin(), sentences.end(),
                                      [&](const auto& sentence) { return policy || sentence.of_model; });
    if (binding == sentences.end()) return;
    out.ids = {"LicenseRef-unknown"};
    out.expression = out.ids.front();
    out.evidence = {repository.cite(out.file.path, binding->lines.start, binding->lines.end, "license-text")};
  }
  out.text = true;
}

// An index of the other licence files is followed, not read as terms.
bool names_another(std::string_view text, const std::string& path, const std::vector<LicenseFile>& files) {
  const auto end = files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), max_names));
  return std::any_of(files.begin(), end, [&](const LicenseFile& other) {
    const std::string_view name = base_name(other.path);
    const bool own_name = name.size() > std::string_view("LICENSE").size();
    return other.path != path && text.find(own_name ? name : std::string_view(other.path)) != std::string_view::npos;
  });
}

LicenseText named(Repository& repository, const LicenseFile& file) {
  LicenseText out;
  out.evidence.push_back(repository.cite_file(file.path, "file-name"));
  out.file = file;
  return out;
}

// Terms of others that follow the own ones, by the text's object: one text can have many names.
class BundledTerms {
 public:
  explicit BundledTerms(Repository& repository) : repository_(repository) {}

  std::string of(const std::string& path) {
    const auto text = repository_.text(path);
    if (!text) return {};
    const source::Entry* entry = repository_.file(path);
    const std::string& key = entry == nullptr || entry->oid.empty() ? path : entry->oid;
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    const std::string_view read = text->substr(0, most_bytes - std::min(most_bytes, spent_));
    spent_ += read.size();
    if (read.size() < text->size()) repository_.report({path, 0, "limit", "more licence text than is read"});
    return known_.emplace(key, licenses::join_and(identify_bundled_terms(read).ids)).first->second;
  }

 private:
  static constexpr std::size_t most_bytes = 4U << 20U;
  Repository& repository_;
  std::map<std::string, std::string> known_;
  std::size_t spent_ = 0;
};

LicenseText read(Repository& repository, BundledTerms& bundled, LicenseFile file) {
  LicenseText out;
  out.primary = is_primary(file.name);
  if (file.readable) {
    const licenses::Identification& found = identify_file(repository, file.path);
    out.identification = &found;
    out.ids = found.ids;
    out.expression = found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
    out.bundled = bundled.of(file.path);
    out.text = std::any_of(found.matches.begin(), found.matches.end(), is_text);
    for (const licenses::Match& match : found.matches)
      if (out.evidence.size() < 3)
        out.evidence.push_back(repository.cite(file.path, match.lines.start, match.lines.start, "license-text"));
  }
  if (out.evidence.empty()) out.evidence.push_back(repository.cite_file(file.path, "file-name"));
  out.file = std::move(file);
  return out;
}

}  // namespace

Scopes LicenseText::scopes() const {
  switch (file.role) {
    case LicenseFileRole::general: return scope_project;
    case LicenseFileRole::code: return scope_code;
    case LicenseFileRole::weights: return scope_weights;
    case LicenseFileRole::data: return scope_data;
    case LicenseFileRole::documentation: return scope_documentation;
    default: return 0;
  }
}

bool LicenseText::binds() const {
  if (text || expression.empty()) return text;
  const licenses::Openness openness = licenses::openness_of(expression);
  return openness != licenses::Openness::open && openness != licenses::Openness::unknown;
}

bool LicenseText::speaks_for(Scopes scope, std::string_view folder) const {
  return file.folder == folder && (scopes() & scope) != 0;
}

bool LicenseText::weighs() const { return binds() || (!file.readable && file.role != LicenseFileRole::policy); }

bool lies_below(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

std::vector<LicenseText> read_license_files(Repository& repository, const std::vector<std::string>& weight_folders) {
  std::vector<LicenseText> out;
  const std::vector<LicenseFile> files = find_license_files(repository);
  if (files.size() >= most_license_files) repository.report({{}, 0, "limit", "more licence files than are read"});
  const std::vector<std::string> projects = project_folders(repository);
  BundledTerms bundled(repository);
  std::size_t near_read = 0;
  std::size_t others_read = 0;
  for (const LicenseFile& file : files) {
    const bool beside = std::any_of(weight_folders.begin(), weight_folders.end(),
                                    [&](const std::string& folder) { return lies_below(folder, file.folder); });
    const bool near = file.folder.empty() || beside;
    const bool side = file.role == LicenseFileRole::notice || file.role == LicenseFileRole::policy;
    const bool too_many = near ? near_read >= max_near : others_read >= max_identified;
    if (too_many) repository.report({{}, 0, "limit", "more licence files than are read"});
    if (file.role == LicenseFileRole::output || too_many || (side && !near)) {
      out.push_back(named(repository, file));
    } else {
      ++(near ? near_read : others_read);
      out.push_back(side ? named(repository, file) : read(repository, bundled, file));
      const auto text = file.readable ? repository.text(file.path) : std::nullopt;
      if (text && side) read_side_file(repository, *text, out.back());
      else if (text && text->size() <= max_declaration && !out.back().text && !names_another(*text, file.path, files))
        read_declaration(*text, out.back());
    }
    out.back().beside_weights = beside;
    out.back().of_project = std::binary_search(projects.begin(), projects.end(), file.folder);
  }
  return out;
}

bool has_copyright_notice(std::string_view text) {
  for (const std::string_view line : split_lines(text.substr(0, std::min<std::size_t>(text.size(), 64U << 10U)))) {
    const std::string lower = to_lower(trim(line));
    const auto at = lower.find("copyright");
    if (at == std::string::npos || at > 12 || lower.find('[') != std::string::npos ||
        lower.find("<year>") != std::string::npos)
      continue;
    if (lower.find_first_of("0123456789", at) != std::string::npos) return true;
  }
  return false;
}

}  // namespace auditor::evidence
