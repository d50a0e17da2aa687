#include "auditor/explain/find.h"

#include "auditor/core/json_view.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/explain/facts.h"
#include "auditor/explain/license.h"
#include "auditor/explain/rules.h"
#include "auditor/explain/verdict.h"
#include "auditor/explain/words.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/source/limits.h"

#include <algorithm>
#include <optional>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

std::optional<Page> bound_page(std::string_view id) {
  for (const source::NamedLimit& bound : source::named_limits()) {
    if (bound.name != id) continue;
    Page page{"limit", std::string(id), {}};
    page.add(Kind::title, page.id);
    page.add(Kind::paragraph, std::string(bound.what) + " " + bound.default_text() + ", unless `--limit " + page.id +
                                  "=…` says otherwise.");
    page.add(Kind::paragraph,
             "A bound that is reached is reported under `limits`; what it hides is unknown and passes nothing.");
    return page;
  }
  return std::nullopt;
}

// The schemas, read once; nothing changes them.
const FactPages& fact_pages() {
  static const FactPages pages;
  return pages;
}

class Finder {
 public:
  Finder(assess::Library& library, const std::vector<std::string>& more) : library_(library), more_(more) {}

  Result<std::vector<Page>> find(const std::string& id) {
    if (auto loaded = load(); !loaded) return tl::unexpected(loaded.error());
    add_rules(id);
    add(class_page(*verdict_, id));
    add(requirement_page(*verdict_, id));
    add_fact(id);
    add_license(id);
    add(permission_page(id));
    add(bound_page(id));
    // Each kind of condition and each class is a value of something, too: only what is nothing else.
    if (std::optional<Page> value = facts_.value(id); value && (pages_.empty() || value->kind != "value")) add(value);
    for (Page& page : word_pages(id)) add(std::move(page));
    if (!pages_.empty()) return std::move(pages_);
    const std::string near = meant(id);
    if (near.empty() && id.starts_with(own_name) && id.size() > own_name.size()) return own_terms(id);
    return tl::unexpected(unknown(id, near));
  }

  Result<std::vector<std::string>> ids() {
    if (auto loaded = load(); !loaded) return tl::unexpected(loaded.error());
    std::vector<std::string> out;
    for (const auto& set : sets_)
      for (const auto& rule : set->rules) out.emplace_back(rule.id);
    for (const auto& set : sets_) {
      out.push_back(set->id);
      for (const auto& rule : set->rules) out.push_back(set->id + "/" + std::string(rule.id));
      for (const auto& level : set->levels) {
        out.push_back(set->id + "/" + std::string(level.id));
        out.emplace_back(level.id);
      }
    }
    for (const auto& one : verdict_->classes) out.emplace_back(one.id);
    for (const auto& one : verdict_->requirements) out.emplace_back(one.id);
    append(permission_ids(), out);
    append(facts_.values(), out);
    append(facts_.paths(), out);
    append(licenses::license_ids(), out);
    for (const source::NamedLimit& bound : source::named_limits()) out.emplace_back(bound.name);
    append(word_ids(), out);
    return out;
  }

 private:
  static void append(std::vector<std::string> more, std::vector<std::string>& out) {
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }

  void add(std::optional<Page> page) {
    if (page) pages_.push_back(*std::move(page));
  }

  Result<void> load() {
    if (verdict_) return {};
    std::vector<std::string> names = library_.ids();
    append(more_, names);
    for (const std::string& name : names) {
      auto set = library_.load(name);
      if (!set) return tl::unexpected(set.error());
      sets_.push_back(*std::move(set));
    }
    auto verdict = library_.load_verdict();
    if (!verdict) return tl::unexpected(verdict.error());
    verdict_ = *std::move(verdict);
    return {};
  }

  [[nodiscard]] const assess::RuleSet* set_named(std::string_view id) const {
    for (const auto& set : sets_)
      if (set->id == id) return set.get();
    return nullptr;
  }

  static bool writes(const assess::RuleSet& set, std::string_view id) {
    const assess::Rule* rule = set.find(id);
    return rule != nullptr && rule->origin.empty();
  }

  // A rule that a set inherits is the page of the set that wrote it.
  void add_rule(const assess::RuleSet& set, const assess::Rule& rule) {
    const assess::RuleSet* origin = rule.origin.empty() ? &set : set_named(rule.origin);
    Json as_set = *rule.source;
    as_set["severity"] = assess::to_string(rule.severity);  // a set may judge what it inherits more strictly
    add(rule_page(*(origin == nullptr ? set : *origin).source, as_set));
  }

  void add_rules(const std::string& id) {
    const std::size_t slash = id.find('/');
    if (slash == std::string::npos) {
      if (const auto* set = set_named(id)) add(set_page(*set));
      // Of the set that wrote it; others may have it with another severity.
      for (const auto& set : sets_)
        if (writes(*set, id)) return add_rule(*set, *set->find(id));
      // A level is printed beside its set's name: "basic", "III".
      for (const auto& set : sets_) add_level(*set, id);
      return;
    }
    const auto* set = set_named(id.substr(0, slash));
    if (set == nullptr) return;
    const std::string inner = id.substr(slash + 1);
    if (const auto* rule = set->find(inner)) return add_rule(*set, *rule);
    add_level(*set, inner);
  }

  void add_level(const assess::RuleSet& set, std::string_view id) {
    for (const auto& level : set.levels)
      if (level.id == id) add(level_page(set, level));
  }

  void add_fact(const std::string& id) {
    std::optional<Page> page = facts_.fact(id);
    if (!page) return;
    add_askers(sets_, *verdict_, *page);
    add(std::move(page));
  }

  void add_license(const std::string& id) {
    if (auto page = license_page(id, facts_)) return add(std::move(page));
    const auto expression = licenses::parse_expression(id);
    if (!expression || expression->kind == licenses::Expression::Kind::license) return;
    std::vector<Page> parts;
    for (const std::string& part : licenses::ids_of(*expression)) {
      auto page = license_page(part, facts_);
      if (!page) return;
      parts.push_back(*std::move(page));
    }
    for (Page& part : parts) pages_.push_back(std::move(part));
  }

  std::string meant(const std::string& id) {
    const auto known = ids();
    return known ? did_you_mean(id, *known) : std::string();
  }

  static Error unknown(const std::string& id, const std::string& near) {
    return {ErrorCode::usage,
            "nothing is called '" + printable(id) + "'" +
                (near.empty() ? ": give a rule, a rule set, a fact's path, a licence id, a class or a word of a report"
                              : near),
            {},
            0};
  }

  // Whoever publishes something may give its terms such a name.
  [[nodiscard]] std::vector<Page> own_terms(const std::string& id) const {
    Page page{"license", id, {}};
    page.add(Kind::title, printable(id));
    page.add(Kind::paragraph, facts_.meaning("#terms_of_scope.concluded", own_name));
    return {std::move(page)};
  }

  static constexpr std::string_view own_name = "LicenseRef-";

  assess::Library& library_;
  const std::vector<std::string>& more_;
  std::vector<std::shared_ptr<const assess::RuleSet>> sets_;
  std::shared_ptr<const assess::VerdictList> verdict_;
  const FactPages& facts_ = fact_pages();
  std::vector<Page> pages_;
};

}  // namespace

Result<std::vector<Page>> find_pages(const std::string& id, assess::Library& library,
                                     const std::vector<std::string>& more_sets) {
  return Finder(library, more_sets).find(id);
}

Result<std::vector<std::string>> all_ids(assess::Library& library, const std::vector<std::string>& more_sets) {
  return Finder(library, more_sets).ids();
}

}  // namespace auditor::explain
