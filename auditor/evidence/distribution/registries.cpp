#include "auditor/evidence/distribution/registries.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/distribution/offer_vocabulary.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_naming.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/identify.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 40;
constexpr std::size_t max_entries = 2'000;
constexpr int max_depth = 8;
constexpr std::uint64_t max_bytes = 1U << 20U;

struct Vocabulary {
  WordSet files;
  std::vector<std::string> text;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/weights_links.yaml");
    return Vocabulary{word_set(data, "model_index_files"), string_list(data, "model_index_text")};
  }();
  return loaded;
}

bool may_list_models(const std::string& path) {
  if (extension_of(path) != "json" || is_foreign(path)) return false;
  const auto words = name_words(path);
  return !words.empty() && vocabulary().files.contains(words.back());
}

std::string field(const Json& entry, std::string_view key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// Text of HTML: tags become blanks, link targets stay, so that both names and addresses can be read.
std::string plain(std::string_view html) {
  std::string out;
  bool tag = false;
  for (const char c : html.substr(0, std::min<std::size_t>(html.size(), 4000))) {
    if (c == '<') tag = true;
    out.push_back(c == '<' || c == '>' || (tag && (c == '"' || c == '=')) ? ' ' : c);
    if (c == '>') tag = false;
  }
  return out;
}

class Reader {
 public:
  Reader(Repository& repository, const std::string& path, Registry& out)
      : repository_(repository), path_(path), out_(out) {}

  void read() {
    const Json* json = repository_.json(path_);
    if (json == nullptr) return;
    const auto text = repository_.text(path_);
    if (text) walk(*json, *text, 0);
  }

 private:
  // Lists and nested maps of entries alike: an entry is an object with the address of weights.
  void walk(const Json& node, std::string_view text, int depth) {
    if (depth > max_depth) return;
    if (node.is_object() && !weights_url(node).empty()) return read_entry(node, text);
    if (!node.is_object() && !node.is_array()) return;
    for (const Json& child : node) {
      if (out_.offers.size() >= max_entries)
        return repository_.report({{}, 0, "limit", "more models in lists of models than are read"});
      walk(child, text, depth + 1);
    }
  }

  static std::string weights_url(const Json& entry) {
    const auto of = [&](const Json& value) {
      if (!value.is_string()) return false;
      const UrlKind kind = url_kind(value.get_ref<const std::string&>());
      return kind == UrlKind::weights || (kind == UrlKind::archive && entry.contains("license"));
    };
    for (const Json& value : entry) {
      if (of(value)) return value.get<std::string>();
      if (value.is_array() && !value.empty() && value.size() < max_entries)
        for (const Json& item : value)
          if (of(item)) return item.get<std::string>();
    }
    return {};
  }

  void read_entry(const Json& entry, std::string_view text) {
    const std::string url = weights_url(entry);
    const Citation where = cite(url, text);
    Offer offer;
    offer.kind = OfferKind::code;
    offer.url = printable(ellipsize(url, 400));
    offer.name = printable(base_name(url));
    offer.document = path_;
    offer.line = where.start_line;
    offer.listed = offer.offered = offer.own = true;
    offer.citation = where;
    out_.offers.push_back(std::move(offer));
    std::string words;
    for (const std::string& key : vocabulary().text) words += plain(field(entry, key)) + "\n";
    read_terms(words, field(entry, "license"), field(entry, "name") + " " + std::string(base_name(url)), where);
  }

  void read_terms(const std::string& words, const std::string& license, const std::string& name,
                  const Citation& where) {
    licenses::IdentifyOptions options;
    options.unknown = false;
    const licenses::Identification found = licenses::identify(words, options);
    LicenseStatement statement;
    statement.kind = "registry";
    statement.scopes = scope_weights;
    statement.explicit_scope = true;
    statement.subject = to_lower(name);
    statement.citation = where;
    statement.expression = found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
    statement.label = printable(ellipsize(trim(words), 120));
    const BaseTerms family = base_terms_in(name);
    // A family that is known for its own terms keeps them whatever the list calls it.
    if (statement.expression.empty() && licenses::openness_of(family.expression) != licenses::Openness::open)
      statement.expression = family.expression;
    // A field for the licence with a name nobody knows still names terms.
    if (statement.expression.empty() && license.size() > 1 && license.size() < 60) {
      const licenses::Label label = licenses::read_label(license);
      const bool known = !label.unknown && !label.other && !label.expression.empty();
      statement.expression = known ? label.expression : "LicenseRef-" + license_slug(license);
      statement.unread = !known;
    }
    if (!statement.expression.empty()) out_.statements.push_back(statement);
    const std::string lower = to_lower(words);
    const std::optional<NamedDuty> duty = duty_named(lower);
    if (!duty) return;
    statement.kind = "duty";
    statement.duty = duty->kind;
    statement.label = duty->phrase;
    out_.statements.push_back(statement);
  }

  // The line of an entry is that of its address, which is written as it is read in all but escaped text.
  Citation cite(const std::string& url, std::string_view text) {
    const auto at = text.find(url, from_);
    int line = 1;
    if (at != std::string_view::npos) {
      lines_ += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(from_),
                                            text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      from_ = at;
      line = lines_ + 1;
    }
    return repository_.cite(path_, line, line, "registry", Confidence::medium);
  }

  Repository& repository_;
  const std::string& path_;
  Registry& out_;
  std::size_t from_ = 0;
  int lines_ = 0;
};

}  // namespace

Registry read_model_registries(Repository& repository) {
  Registry out;
  std::size_t read = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (!may_list_models(entry.path)) continue;
    const source::Entry* file = repository.file(entry.path);
    if (file == nullptr) continue;
    const auto size = repository.snapshot().size(*file);
    if (!size || *size < 64) continue;
    if (*size > max_bytes || ++read > max_files) {
      repository.report({{}, 0, "limit", "more lists of models than are read"});
      continue;
    }
    Reader(repository, entry.path, out).read();
  }
  return out;
}

}  // namespace auditor::evidence
