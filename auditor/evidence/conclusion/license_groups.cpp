// Which terms are stated for which weights: sentences, texts, labels and the fallbacks, and what wins between them.
#include "auditor/evidence/conclusion/license_groups.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>
#include <map>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_title = 60;

// Of a conflict both sides are shown.
Citations both(Citations one, const Citations& other) {
  cite(one, other);
  return one;
}

bool names_terms(const LicenseStatement& s) { return s.duty.empty() && (!s.expression.empty() || s.unread); }

// "cc-by-nc-sa" is a family; a sentence of the card says which of it is meant.
std::string completed_by_words(const Unit& unit, const LicenseStatement& label) {
  if (!label.ambiguous) return {};
  const std::string family = "LicenseRef-" + to_lower(label.label);
  for (const LicenseStatement& s : unit.statements)
    if (s.duty.empty() && !s.unread && is_of_family(s.expression, family)) return s.expression;
  return {};
}

bool speaks_of_weights(const LicenseStatement& s) {
  return names_terms(s) && s.explicit_scope && !s.remainder && (s.scopes & scope_weights) != 0;
}
}  // namespace

bool is_of_family(std::string_view id, std::string_view family) {
  constexpr std::string_view named = "LicenseRef-";
  if (!family.starts_with(named)) return false;
  const std::string stem = std::string(family.substr(named.size())) + "-";
  const std::string full = to_lower(id);
  return full.starts_with(stem) && full.size() > stem.size() && full[stem.size()] >= '0' && full[stem.size()] <= '9';
}

// "CC-BY-NC" names a family, and the text is CC-BY-NC-4.0: it is the one that is meant.
std::string ScopeResolver::completed(const LicenseText& text, const Group& group) {
  if (!group.ambiguous || !group.files.empty()) return {};
  for (const std::string& id : text.ids)
    if (is_of_family(id, group.expression)) return id;
  return {};
}

bool offers(std::string_view choice, const std::vector<std::string>& licenses) {
  const auto parsed = licenses::parse_expression(choice);
  if (!parsed || parsed->kind != licenses::Expression::Kind::any || licenses.empty()) return false;
  return std::all_of(licenses.begin(), licenses.end(), [&](const std::string& one) {
    return std::any_of(parsed->operands.begin(), parsed->operands.end(),
                       [&](const licenses::Expression& operand) { return operand.str() == one; });
  });
}

// Sentences, table rows and badges that name the weights: those in the models' own cards, else those of the unit.
std::vector<ScopeResolver::Group> ScopeResolver::stated_groups(const Unit& unit,
                                                               const std::vector<std::string>& cards) {
  std::vector<const LicenseStatement*> all;
  for (const LicenseStatement& s : unit.statements)
    if (speaks_of_weights(s)) all.push_back(&s);
  // News tell what held on a day; a standing sentence outweighs them.
  if (std::any_of(all.begin(), all.end(), [](const auto* s) { return !s->dated; }))
    std::erase_if(all, [](const auto* s) { return s->dated; });
  std::vector<const LicenseStatement*> chosen;
  for (const LicenseStatement* s : all)
    if (of_cards(s->citation, cards) || cards.empty()) chosen.push_back(s);
  const bool several_cards = unit.cards.size() > 1;
  if (chosen.empty() || !several_cards) chosen = all;
  std::vector<Group> groups;
  for (const LicenseStatement* s : chosen) {
    const std::string key = s->expression.empty() ? "?" + s->label : s->expression;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return (g.expression.empty() ? "?" + g.label : g.expression) == key;
    });
    if (group == groups.end()) {
      groups.emplace_back();
      group = groups.end() - 1;
      group->expression = s->expression;
      group->label = s->label;
      group->read = !s->unread;
      group->ambiguous = s->ambiguous || s->expression.starts_with("LicenseRef-cc-");  // of no version
    }
    group->whole = group->whole || (s->scopes & scope_code) != 0;
    add_unique(group->declared, said(*s).empty() ? s->label : said(*s));
    if (!s->linked_file.empty()) {
      add_unique(group->files, s->linked_file);
      if (!s->unread) add_unique(group->detected, s->expression);
    }
    cite(group->evidence, s->citation);
    if (contradicts_link(*s)) {
      conflict(words_against_link(*s, "weights"));
      group->expression = held(*s);
    }
  }
  return groups;
}

// Licence files of the unit's weights that no sentence links to.
void ScopeResolver::add_texts(const Unit& unit, std::vector<Group>& groups) {
  std::vector<const LicenseText*> texts = texts_for(scope_weights, unit.folder);
  if (!unit.folder.empty())
    for (const LicenseText& file : files_)
      if (file.file.role == LicenseFileRole::general && file.file.folder == unit.folder && file.text)
        texts.push_back(&file);
  for (const LicenseText* text : texts) {
    const std::string& path = text->file.path;
    const auto linked = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return std::find(g.files.begin(), g.files.end(), path) != g.files.end();
    });
    auto group = linked != groups.end() ? linked : std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.expression == text->expression;
    });
    if (group == groups.end()) {
      group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return !completed(*text, g).empty(); });
      if (group != groups.end()) group->expression = completed(*text, *group);
    }
    const auto unread =
        std::count_if(groups.begin(), groups.end(), [](const Group& g) { return !g.read && g.files.empty(); });
    if (group == groups.end() && unread == 1) {
      // The one licence that is named without text has its text here.
      group = std::find_if(groups.begin(), groups.end(), [](const Group& g) { return !g.read && g.files.empty(); });
      group->expression = text->expression;
      group->read = true;
    }
    if (group == groups.end()) {
      groups.emplace_back();
      group = groups.end() - 1;
      group->expression =
          text->expression.empty() ? (text->file.readable ? "LicenseRef-unknown" : std::string{}) : text->expression;
      group->read = text->file.readable;
      group->label = path;
    }
    add_unique(group->files, path);
    add_unique(group->detected, text->expression);
    cite(group->evidence, text->evidence);
  }
}

// A sentence about code and weights together, without a file of its own, is held against the root's text.
void ScopeResolver::weigh_root_text(const Unit& unit, std::vector<Group>& groups) {
  const LicenseText* root = root_text();
  if (!unit.folder.empty() || root == nullptr || !root->binds() || root->expression.empty() ||
      !texts_for(scope_weights, "").empty())
    return;
  for (Group& group : groups) {
    if (group.expression == root->expression) {
      add_unique(group.detected, root->expression);
      cite(group.evidence, root->evidence);
      continue;
    }
    if (const std::string id = completed(*root, group); !id.empty()) {
      group.expression = id;
      add_unique(group.detected, id);
      cite(group.evidence, root->evidence);
      continue;
    }
    if (offers(group.expression, {root->expression})) {
      add_unique(group.detected, root->expression);
      cite(group.evidence, root->evidence);
      continue;
    }
    if (!group.whole || !group.files.empty() || groups.size() > 1) continue;
    const std::string concluded = safer(root->expression, group.expression);
    conflict({"weights", "label-and-text", group.expression, root->expression, concluded,
              "A sentence puts code and weights under " + group.expression + ", the text of " +
                  printable(root->file.path) + " is " + root->expression + "; " +
                  (concluded == root->expression ? "the text holds." : "the more restrictive reading holds."),
              both(group.evidence, root->evidence)});
    add_unique(group.detected, root->expression);
    cite(group.evidence, root->evidence);
    group.expression = concluded;
  }
}

bool is_beside(const LicenseStatement& label) {
  return label.unread && label.expression.empty() && !label.subject.empty();
}

void ScopeResolver::weigh_front_matter(const Unit& unit, const std::vector<std::string>& cards,
                                       std::vector<Group>& groups) {
  std::vector<const LicenseStatement*> labels;
  for (const LicenseStatement& label : unit.front_matter)
    if ((unit.cards.size() <= 1 || of_cards(label.citation, cards)) &&
        (!label.expression.empty() || label.unread || label.ambiguous))
      labels.push_back(&label);
  if (groups.empty()) return;
  for (const LicenseStatement* label : labels) weigh_label(*label, groups);
}

// A label beside what is already known: the more restrictive holds.
void ScopeResolver::weigh_label(const LicenseStatement& label, std::vector<Group>& groups) {
  Group& group = groups.front();
  if (group.expression == label.expression || label.expression.empty()) {
    add_unique(group.declared, label.expression);
    cite(group.evidence, label.citation);
    return;
  }
  if (std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.expression == label.expression; }))
    return;
  const bool embedded = label.kind == "embedded";
  const std::string concluded = safer(group.expression, label.expression);
  conflict(
      {"weights",
       embedded                 ? "embedded-label"
       : group.detected.empty() ? "label-and-sentence"
                                : "label-and-text",
       label.expression, group.expression, concluded,
       (embedded ? "The metadata inside " + printable(label.citation.path) + " say " : "The card's metadata say ") +
           label.expression + ", " +
           (!group.detected.empty() ? "the licence text is "
            : embedded              ? "the card says "
                                    : "its text says ") +
           group.expression + ".",
       both({label.citation}, group.evidence)});
  add_unique(group.declared, label.expression);
  cite(group.evidence, label.citation);
  group.expression = concluded;
}

// What the weight files say of themselves counts as a label of the weights, and alone when nothing else speaks.
void ScopeResolver::weigh_embedded(const Unit& unit, std::vector<Group>& groups) {
  for (const LicenseStatement& label : unit.embedded) {
    const bool covered =
        std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.expression.empty() || !g.read; });
    if (!groups.empty() && !label.expression.empty() && !covered) weigh_label(label, groups);
    if (!groups.empty()) continue;
    Group group;
    group.expression = label.expression;
    group.label = label.label;
    group.read = !label.unread;
    add_unique(group.declared, label.expression.empty() ? label.label : label.expression);
    cite(group.evidence, label.citation);
    groups.push_back(std::move(group));
  }
}

// Licence texts for the weights that no word tells apart: all of them are shown, and together they conclude.
void ScopeResolver::tell_several_texts(const std::vector<Group>& groups) {
  std::vector<std::string> texts;
  Citations evidence;
  for (const Group& group : groups) {
    if (group.files.empty() || !group.declared.empty()) continue;
    add_unique(texts, group.expression);
    cite(evidence, group.evidence);
  }
  if (texts.size() < 2) return;
  const std::string all = licenses::join_and(texts);
  conflict(
      {"weights", "several-texts", "", all, all, "No sentence says which of them covers which weights.", evidence});
}

// The root's text does not reach the models of a family that is known for its own terms: the title names it.
bool ScopeResolver::add_family(const Unit& unit, std::vector<Group>& groups) {
  for (const std::string& card : unit.cards) {
    const std::string name = model_name(repository_, documents_.own, card, documents_.own.name());
    const BaseTerms family = base_terms_in(name);
    if (name.size() > max_title || family.expression.empty() || restriction_of(family.expression) == 0) continue;
    Group group;
    group.expression = family.expression;
    group.label = name;
    group.read = false;
    group.evidence.push_back(repository_.cite_file(card, "family"));
    groups.push_back(std::move(group));
    return true;
  }
  return false;
}

namespace {

// A sentence on everything the unit offers.
template <class Group>
Group group_of_all(const LicenseStatement& s) {
  Group group;
  group.expression = held(s);
  group.label = s.label;
  group.read = !s.unread;
  group.whole = true;
  if (!s.linked_file.empty()) add_unique(group.files, s.linked_file);
  add_unique(group.declared, said(s).empty() ? s.label : said(s));
  if (!s.linked_file.empty() && !s.unread) add_unique(group.detected, s.expression);
  cite(group.evidence, s.citation);
  return group;
}

// The card's metadata say one licence, the text at the root is another: the more restrictive holds.
Conflict label_against_text(const LicenseStatement& label, const LicenseText& root) {
  const std::string concluded = safer(root.expression, label.expression);
  return {"weights",
          "label-and-text",
          label.expression,
          root.expression,
          concluded,
          "The card's metadata say " + (label.expression.empty() ? label.label : label.expression) + ", the text of " +
              printable(root.file.path) + " is " + root.expression + "; " +
              (concluded == root.expression ? "the text holds." : "the more restrictive reading holds."),
          both({label.citation}, root.evidence)};
}

}  // namespace

// Nothing names the weights: the card's metadata, the clause for all the rest, a sentence on the project, the root
// text.
void ScopeResolver::add_fallback(const Unit& unit, const std::vector<std::string>& cards, bool offered,
                                 std::vector<Group>& groups) {
  const LicenseText* root = root_text();
  // Weights behind a gate have terms of their own, unless the text at the root restricts as such terms do.
  const bool gate_apart = unit.gate.gated && unit.front_matter.empty();
  const bool root_reaches =
      root != nullptr && root->binds() && offered && (!gate_apart || restriction_of(root->expression) >= 3);
  for (const LicenseStatement& label : unit.front_matter) {
    if (unit.cards.size() > 1 && !of_cards(label.citation, cards)) continue;
    if (label.expression.empty() && !label.unread && !label.ambiguous) continue;
    if (is_beside(label)) continue;
    Group group;
    group.expression = label.expression.empty() ? completed_by_words(unit, label) : label.expression;
    group.label = label.label;
    group.read = !label.unread;
    add_unique(group.declared, group.expression.empty() ? label.label : group.expression);
    if (!label.linked_file.empty()) add_unique(group.detected, label.expression);
    cite(group.evidence, label.citation);
    if (root != nullptr && root->binds() && !root->expression.empty() && label.linked_file.empty()) {
      if (root->expression == label.expression) {
        add_unique(group.detected, root->expression);
      } else {
        const Conflict found = label_against_text(label, *root);
        conflict(found);
        add_unique(group.detected, root->expression);
        group.expression = found.concluded;
      }
      cite(group.evidence, root->evidence);
    }
    groups.push_back(std::move(group));
  }
  if (!groups.empty()) return;
  const auto add = [&](const LicenseStatement& s) {
    if (contradicts_link(s)) conflict(words_against_link(s, "weights"));
    groups.push_back(group_of_all<Group>(s));
  };
  for (const LicenseStatement& s : unit.statements)
    if (names_terms(s) && s.remainder && groups.empty()) add(s);
  if (!groups.empty() || (unit.gate.gated && !gate_apart && root_reaches)) return;
  const bool gate_only = unit.gate.gated;
  for (const LicenseStatement& s : unit.statements) {
    const bool project = names_terms(s) && !s.explicit_scope && (s.scopes & scope_weights) != 0;
    const bool own_card = of_cards(s.citation, unit.cards) && !(gate_only && s.kind == "badge");
    if (project && own_card && groups.empty()) add(s);
  }
  if (groups.empty() && root_reaches && add_family(unit, groups)) return;
  if (groups.empty() && root_reaches) {
    Group group;
    group.expression = root->expression.empty() ? "LicenseRef-unknown" : root->expression;
    add_unique(group.detected, group.expression);
    cite(group.evidence, root->evidence);
    groups.push_back(std::move(group));
  } else if (!groups.empty() && root_reaches) {
    weigh_root_text(unit, groups);
  }
}

// "models/finch/LICENSE" beside "models/robin/LICENSE": in a folder of models each has its own terms, and those that
// are not open hold beside the root's.
void ScopeResolver::add_zoo_texts(const Unit& unit, std::vector<Group>& groups) {
  constexpr std::size_t fewest_models = 3;
  if (!unit.folder.empty() || groups.empty()) return;
  std::map<std::string, std::vector<const LicenseText*>> zoos;
  for (const LicenseText& file : files_) {
    const std::string& folder = file.file.folder;
    const bool lone = std::any_of(documents_.units.begin(), documents_.units.end(),
                                  [&](const Unit& other) { return !other.folder.empty() && other.folder == folder; });
    if (file.file.role == LicenseFileRole::general && std::count(folder.begin(), folder.end(), '/') == 1 && !lone &&
        is_model_zoo(dir_name(folder)))
      zoos[std::string(dir_name(folder))].push_back(&file);
  }
  for (const auto& [zoo, texts] : zoos) {
    if (texts.size() < fewest_models) continue;
    for (const LicenseText* text : texts) {
      const std::string expression =
          text->expression.empty() && text->file.readable ? "LicenseRef-unknown" : text->expression;
      if (expression.empty() || restriction_of(expression) < 2 ||
          std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.expression == expression; }))
        continue;
      Group group;
      group.expression = expression;
      group.label = text->file.path;
      add_unique(group.files, text->file.path);
      add_unique(group.detected, expression);
      cite(group.evidence, text->evidence);
      groups.push_back(std::move(group));
    }
  }
}

}  // namespace auditor::evidence
