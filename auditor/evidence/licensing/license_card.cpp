// Licences that the metadata of a card declares, in whatever spelling and shape: `license`, `licence`, a map, a list of
// maps, a tag; and what `license_name` and `license_link` say beside it (keys: rules/vocabulary/licensing.yaml).
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/card/late_metadata.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_labels = 200;  // one more that is not read is of a shape nobody knows
constexpr std::string_view tag_prefix = "license:";

struct Keys {
  WordSet license;
  WordSet name;
  WordSet link;
  WordSet inner;  // of a map that is the licence
  WordSet inner_link;
  WordSet other_parts;
};

const Keys& card_keys() {
  static const Keys keys = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/licensing.yaml").at("card_keys");
    return Keys{word_set(data, "license"), word_set(data, "name"),       word_set(data, "link"),
                word_set(data, "inner"),   word_set(data, "inner_link"), word_set(data, "other_parts")};
  }();
  return keys;
}

// What the metadata say of terms, before it is understood.
struct Declared {
  std::vector<std::string> labels;
  std::vector<std::string> strange;  // values of a shape that no reader of cards knows
  std::vector<std::string> names;
  std::vector<std::string> links;
  std::string key;  // the first that says so, for its line
};

void gather_texts(const Json& value, std::vector<std::string>& out) {
  if (value.is_string() && !trim(value.get_ref<const std::string&>()).empty()) out.push_back(value);
  if (value.is_array())
    for (const Json& item : value) gather_texts(item, out);
}

// "cc-by-nc-4.0", [mit, apache-2.0], {name: cc-by-nc-4.0}, [{id: mit}], {code: mit, weights: cc-by-nc-4.0}.
void gather_labels(const Json& value, Declared& out) {
  if (value.is_null() || out.labels.size() + out.strange.size() > max_labels) return;
  if (out.labels.size() + out.strange.size() == max_labels) {
    out.strange.emplace_back("more labels than are read");
    return;
  }
  if (value.is_string()) {
    if (!trim(value.get_ref<const std::string&>()).empty()) out.labels.push_back(value);
  } else if (value.is_array()) {
    for (const Json& item : value) gather_labels(item, out);
  } else if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      const std::string name = letters_and_digits(key);
      const Scopes scopes = scopes_named(to_lower(key));
      if (card_keys().link.contains(name) || card_keys().inner_link.contains(name)) gather_texts(inner, out.links);
      else if (card_keys().inner.contains(name) || (scopes & scope_weights) != 0) gather_labels(inner, out);
      else if (scopes == 0 && !card_keys().other_parts.contains(name))
        out.strange.push_back(printable(ellipsize(key + ": " + inner.dump(), 120)));
    }
  } else {
    out.strange.push_back(value.dump());
  }
}

Declared declared_in(const Json& metadata) {
  Declared out;
  for (const auto& [key, value] : metadata.items()) {
    const std::string name = letters_and_digits(key);
    const std::string_view meant = meant_key(key);
    if (card_keys().license.contains(name) || meant == "license") {
      // The hub's own key is cited where there are several.
      if (out.key.empty() || key == "license") out.key = key;
      gather_labels(value, out);
    } else if (card_keys().name.contains(name) || meant == "license_name") {
      gather_texts(value, out.names);
    } else if (card_keys().link.contains(name) || meant == "license_link") {
      gather_texts(value, out.links);
    } else if (name == "tags" && value.is_array()) {
      for (const Json& tag : value)
        if (tag.is_string() && starts_with_i(tag.get_ref<const std::string&>(), tag_prefix))
          out.labels.push_back(tag.get_ref<const std::string&>().substr(tag_prefix.size()));
      if (out.key.empty() && !out.labels.empty()) out.key = key;
    }
  }
  std::vector<std::string> once;
  for (std::string& label : out.labels)
    if (std::none_of(once.begin(), once.end(), [&](const auto& known) { return iequals(known, label); }))
      once.push_back(std::move(label));
  out.labels = std::move(once);
  return out;
}

void take_name(std::string_view name, LicenseStatement& statement) {
  const licenses::Label named = licenses::read_label(name);
  statement.expression = named.expression;
  statement.label = printable(ellipsize(name, 120));
  statement.unread = named.expression.empty();
}

// "Apache License" beside apache-2.0, "llama3" beside llama3: the same again.
bool says_the_same(const LicenseStatement& statement, std::string_view name) {
  const licenses::Label named = licenses::read_label(name);
  if (named.other || iequals(name, statement.label) || named.expression == statement.expression) return true;
  if (!named.ambiguous) return false;
  const std::string key = letters_and_digits(name.substr(0, name.find_first_of(" -_0123456789")));
  return !key.empty() && letters_and_digits(statement.expression).find(key) != std::string::npos;
}

class Reader {
 public:
  Reader(Repository& repository, const OwnNames& own, const std::string& path)
      : repository_(repository), own_(own), path_(path) {}

  // `opening` is the line of the block, `lines` those of its keys.
  std::vector<LicenseStatement> read(const Json& metadata, int opening,
                                     const std::vector<std::pair<std::string, int>>& lines) {
    const Declared found = declared_in(metadata);
    if (found.key.empty()) return {};
    const auto key = std::find_if(lines.begin(), lines.end(), [&](const auto& at) { return at.first == found.key; });
    const int line = key == lines.end() ? opening : key->second;
    where_ = repository_.cite(path_, line, line, "front-matter");
    for (const std::string& label : found.labels) add(label, found);
    for (const std::string& strange : found.strange) add_unread(strange, "shape");
    return std::move(out_);
  }

 private:
  LicenseStatement blank(std::string_view label) const {
    LicenseStatement statement;
    statement.label = printable(ellipsize(label, 120));
    statement.kind = "front-matter";
    statement.scopes = scope_weights | scope_documentation;
    statement.citation = where_;
    return statement;
  }

  void add_unread(std::string_view label, std::string_view subject) {
    LicenseStatement statement = blank(label);
    statement.unread = true;
    statement.subject = subject;
    out_.push_back(std::move(statement));
  }

  void add(const std::string& id, const Declared& found) {
    LicenseStatement statement = blank(id);
    const licenses::Label label = licenses::read_label(id);
    statement.expression = label.expression;
    statement.ambiguous = label.ambiguous;
    statement.unread = label.unknown;
    const bool names_none = label.other || label.unknown;
    if (names_none && !found.names.empty()) take_name(found.names.front(), statement);
    for (const std::string& link : found.links) follow(link, statement);
    const bool known = !statement.expression.empty() || label.ambiguous;
    const std::string stated = statement.expression;
    out_.push_back(std::move(statement));
    if (names_none || !known || stated.empty()) return;
    for (const std::string& name : found.names)
      if (!says_the_same(out_.back(), name)) {
        add_unread(name, "name");
        take_name(name, out_.back());
        return;
      }
  }

  // A file of the repository is read, and what it says holds where it restricts; an address that leads to the named
  // licence or to a model known for it agrees; any other is terms that were not read.
  void follow(const std::string& link, LicenseStatement& statement) {
    const std::string target = own_file(link);
    if (target.empty()) {
      if (statement.expression.empty()) take_address(link, statement);
      else if (!agrees(link, statement)) add_unread(link, "link");
      return;
    }
    const std::string file = existing_file(repository_, target);
    if (file != target) statement.broken_link = target;
    if (file.empty()) return;
    statement.linked_file = file;
    if (has_unread_format(file)) return add_unread(file, "link");
    const licenses::Identification& found = identify_file(repository_, file);
    const std::string text = found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
    if (text.empty()) {
      const bool card = document_role(file) == DocumentRole::card;
      if (statement.expression.empty()) statement.unread = true;
      else if (!card) add_unread(file, "link");
      return;
    }
    if (statement.expression.empty()) {
      statement.expression = text;
      statement.unread = false;
    } else if (text != statement.expression && licenses::openness_of(text) != licenses::Openness::open) {
      statement.stated = statement.expression;
      statement.expression = text;
    }
  }

  // The file of this repository that a link means: also by the hub's address of it.
  [[nodiscard]] std::string own_file(const std::string& link) const {
    if (const std::string target = resolve_link(own_, path_, link); !target.empty()) return target;
    const auto hub = hub_id_of(link);
    if (!hub || own_.name().empty() || to_lower(hub->name) != own_.name()) return {};
    for (const std::string_view page : {"blob/", "resolve/", "raw/"}) {
      if (!hub->rest.starts_with(page)) continue;
      const auto slash = hub->rest.find('/', page.size());
      if (slash != std::string::npos) return hub->rest.substr(slash + 1, hub->rest.find_first_of("?#") - slash - 1);
    }
    return {};
  }

  // The licence that an address is known for: its text's place, or a model under terms of its own.
  static std::string known_for(const std::string& link) {
    licenses::IdentifyOptions options;
    options.unknown = false;
    if (std::string named = licenses::join_and(licenses::identify(link, options).ids); !named.empty()) return named;
    if (const auto hub = hub_id_of(link)) return base_terms(hub->owner + "/" + hub->name).expression;
    return licenses::read_label(link).expression;
  }

  // Beside `other`, and a name that nobody knows, a known address tells which licence it is.
  static void take_address(const std::string& link, LicenseStatement& statement) {
    statement.expression = known_for(link);
    statement.unread = statement.expression.empty();
  }

  static bool agrees(const std::string& link, const LicenseStatement& statement) {
    licenses::IdentifyOptions options;
    options.unknown = false;
    const std::string named = licenses::join_and(licenses::identify(link, options).ids);
    if (named == statement.expression) return true;
    if (const auto hub = hub_id_of(link); hub && named.empty())
      return base_terms(hub->owner + "/" + hub->name).expression == statement.expression;
    return named.empty() && licenses::read_label(link).expression == statement.expression;
  }

  Repository& repository_;
  const OwnNames& own_;
  const std::string& path_;
  Citation where_;
  std::vector<LicenseStatement> out_;
};

// What a block that the hub does not read grants is granted to nobody; what it restricts, its author meant.
bool may_restrict(const LicenseStatement& statement) {
  return statement.unread || statement.expression.empty() ||
         licenses::openness_of(statement.expression) != licenses::Openness::open;
}

}  // namespace

std::vector<LicenseStatement> read_front_matter_license(Repository& repository, const OwnNames& own,
                                                        const std::string& path) {
  const Card* card = repository.card(path);
  const auto text = repository.text(path);
  if (card == nullptr || !text) return {};
  std::vector<LicenseStatement> out;
  if (card->front_matter.is_object())
    out = Reader(repository, own, path).read(card->front_matter, card->front_matter_start, card->front_matter_lines);
  if (const auto late = find_late_metadata(*card, *text); late && late->values.is_object())
    for (LicenseStatement& statement : Reader(repository, own, path).read(late->values, late->line, late->lines))
      if (may_restrict(statement)) out.push_back(std::move(statement));
  return out;
}

}  // namespace auditor::evidence
