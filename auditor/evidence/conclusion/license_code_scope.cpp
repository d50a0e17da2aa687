// Terms of code, data and documentation.
#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr int restricted = 3;  // of restriction_of

bool names_terms(const LicenseStatement& s) { return s.duty.empty() && !s.expression.empty(); }

// Of everything that is here, without naming a part.
bool covers_project(const LicenseStatement& s) {
  return names_terms(s) && !s.unread && !s.explicit_scope && (s.scopes & scope_project) == scope_project;
}

void settle(ScopeTerms& terms) {
  if (!terms.concluded.empty()) terms.openness = licenses::to_string(licenses::openness_of(terms.concluded));
  else if (terms.unknown) terms.openness = "unknown";
}

}  // namespace

// Parts of other people under terms that restrict: no terms of the project, but its code cannot be used without them.
void ScopeResolver::note_bundled(const LicenseText& root, const std::string& own) {
  if (root.bundled.empty() || safer(own, root.bundled) == own) return;
  if (licenses::openness_of(root.bundled) == licenses::Openness::unknown) return;
  conflict({"code", "several-texts", own, root.bundled, own,
            printable(root.file.path) + " puts the project under " + own + " and lists parts of other people under " +
                root.bundled + ".",
            root.evidence});
}

// "The project is under MIT except the models, which are under CC-BY-NC", and the file holds both texts: what words
// give to the weights alone is not the code's, when other words give the code one of the rest.
std::vector<std::string> ScopeResolver::own_of_code(const LicenseText& root) const {
  if (root.ids.size() < 2 || documents_.units.empty() || !documents_.units.front().folder.empty()) return {};
  const std::vector<LicenseStatement>& said = documents_.units.front().statements;
  const auto names = [](const LicenseStatement& s, const std::string& id) {
    return names_terms(s) && (s.expression == id || (s.ambiguous && is_of_family(id, s.expression)));
  };
  std::vector<std::string> own;
  bool of_code = false;
  for (const std::string& id : root.ids) {
    const bool weights_alone = std::any_of(said.begin(), said.end(), [&](const LicenseStatement& s) {
      return names(s, id) && s.explicit_scope && (s.scopes & scope_weights) != 0 && (s.scopes & scope_code) == 0;
    });
    if (weights_alone) continue;
    own.push_back(id);
    of_code = of_code || std::any_of(said.begin(), said.end(), [&](const LicenseStatement& s) {
                return names(s, id) && (s.scopes & scope_code) != 0;
              });
  }
  return of_code && own.size() < root.ids.size() ? own : std::vector<std::string>{};
}

// "MIT for the Python parts, and Apache for …": a sentence on code names another licence whose text lies at the root.
std::vector<std::string> ScopeResolver::shared_with_root(const LicenseStatement& s) const {
  if (s.kind != "sentence" || !s.explicit_scope || s.expression.find(" OR ") != std::string::npos) return {};
  for (const std::string_view choice : {"either", " or ", "at your option", "dual"})
    if (contains_i(s.citation.quote, choice)) return {};
  std::vector<std::string> shared;
  for (const LicenseText& file : files_) {
    const bool beside = file.file.folder.empty() &&
                        (file.file.role == LicenseFileRole::general || file.file.role == LicenseFileRole::code);
    const bool named = s.expression == file.expression || s.expression.ends_with(" AND " + file.expression) ||
                       s.expression.starts_with(file.expression + " AND ");
    if (beside && file.text && !file.expression.empty() && named) add_unique(shared, file.expression);
  }
  return shared;
}

// Files and folders of the model's own code under terms that restrict more than the project's: the code cannot be used
// without them.
void ScopeResolver::tell_stricter_code(const ScopeTerms& terms) {
  if (terms.concluded.empty() || restriction_of(terms.concluded) >= restricted) return;
  const auto tell = [&](const std::string& path, const std::string& expression, const Citations& evidence) {
    conflict({"code", "several-texts", terms.concluded, expression, terms.concluded,
              printable(path) + " is under " + expression + ", the project's code under " + terms.concluded + ".",
              evidence});
  };
  for (const LicenseStatement& s : read_restricted_headers(repository_))
    tell(s.citation.path, s.expression, {s.citation});
  for (const LicenseText& file : files_) {
    // "model/LICENSE" in a folder of code without weights.
    const bool of_code = file.file.role == LicenseFileRole::general || file.file.role == LicenseFileRole::code ||
                         (file.file.role == LicenseFileRole::weights && !file.beside_weights);
    if (!of_code || file.file.folder.empty() || !file.binds() || restriction_of(file.expression) < restricted) continue;
    if (holds_model_code(repository_, file.file.folder)) tell(file.file.path, file.expression, file.evidence);
  }
}

namespace {

void add_part(const std::string& expression, ScopeTerms& terms, std::vector<std::string>& parts) {
  add_unique(terms.detected, expression);
  add_unique(parts, expression);
}

// What the sentences at the root say of the code, those in so many words first.
std::vector<const LicenseStatement*> said_of_code(const Unit& unit) {
  std::vector<const LicenseStatement*> said;
  for (const LicenseStatement& s : unit.statements)
    if (names_terms(s) && !s.remainder && !s.unread && (s.scopes & scope_code) != 0) said.push_back(&s);
  // What a sentence gives to the weights alone is not the code's by a vaguer one.
  std::erase_if(said, [&](const LicenseStatement* vague) {
    return !vague->explicit_scope &&
           std::any_of(unit.statements.begin(), unit.statements.end(), [&](const LicenseStatement& s) {
             return s.explicit_scope && s.expression == vague->expression && (s.scopes & scope_weights) != 0 &&
                    (s.scopes & scope_code) == 0;
           });
  });
  std::stable_sort(said.begin(), said.end(),
                   [](const auto* a, const auto* b) { return a->explicit_scope > b->explicit_scope; });
  return said;
}

std::vector<const LicenseStatement*> duties_of_code(const Unit& unit) {
  std::vector<const LicenseStatement*> duties;
  for (const LicenseStatement& s : unit.statements)
    if (!s.duty.empty() && s.explicit_scope && (s.scopes & scope_code) != 0) duties.push_back(&s);
  return duties;
}

// "This project is under CC BY-NC", "License: CC BY-NC": everything here, and no sentence on code says better.
bool restricts_all(const LicenseStatement& s, const std::string& text,
                   const std::vector<const LicenseStatement*>& declared) {
  if (!covers_project(s) || restriction_of(held(s)) < restricted || restriction_of(text) >= restricted) return false;
  return std::none_of(declared.begin(), declared.end(), [](const LicenseStatement* other) {
    return other->explicit_scope && restriction_of(other->expression) < restricted;
  });
}

// A statement that leaves the code's text as it is: it says the same, or may speak of something else.
bool leaves_text(const LicenseStatement& s, const std::string& concluded, const std::string& text,
                 const std::vector<std::string>& parts, const std::vector<const LicenseStatement*>& declared) {
  const std::string& says = held(s);
  if (says == concluded || text.empty() || std::find(parts.begin(), parts.end(), says) != parts.end()) return true;
  // A general sentence may mean the weights: only words on code, or on all there is, contradict the code's text.
  if (!s.explicit_scope && s.kind != "pyproject" && s.kind != "classifier" && s.kind != "package-json" &&
      s.kind != "citation")
    return !restricts_all(s, text, declared);
  // "Other/Proprietary": the entry of a closed list for any terms of one's own.
  return s.kind == "classifier" && s.expression == "LicenseRef-proprietary" &&
         licenses::openness_of(text) != licenses::Openness::open;
}

Conflict statement_against_text(const LicenseStatement& s, const std::string& text) {
  const std::string& says = held(s);
  const std::string explanation = "A " + s.kind + " says " + says + ", the licence text is " + text + ".";
  return {"code", "label-and-text", says, text, safer(text, says), explanation, {s.citation}};
}

std::string concluded_of_headers(Repository& repository, ScopeTerms& terms) {
  std::vector<std::string> headers;
  for (const LicenseStatement& s : read_code_headers(repository)) {
    add_unique(headers, s.expression);
    add_unique(terms.declared, s.expression);
    cite(terms.evidence, {s.citation});
  }
  return licenses::join_and(headers);
}

}  // namespace

// In this order: texts for the code, the text at the root, what sentences and manifests say, headers of files.
ScopeTerms ScopeResolver::code() {
  ScopeTerms terms;
  std::vector<std::string> parts;
  for (const LicenseText* file : texts_for(scope_code, "")) {
    if (!file->binds()) continue;
    add_part(file->expression, terms, parts);
    cite(terms.evidence, file->evidence);
  }
  const LicenseText* root = root_text();
  if (parts.empty() && root != nullptr && root->binds()) {
    const std::string expression = root->expression.empty() ? "LicenseRef-unknown" : root->expression;
    std::vector<std::string> own = own_of_code(*root);
    if (own.empty()) own.push_back(expression);
    for (const std::string& part : own) add_part(part, terms, parts);
    cite(terms.evidence, root->evidence);
    note_bundled(*root, expression);
  }
  const bool at_root = !documents_.units.empty() && documents_.units.front().folder.empty();
  const Unit* unit = at_root ? &documents_.units.front() : nullptr;
  auto declared = unit != nullptr ? said_of_code(*unit) : std::vector<const LicenseStatement*>{};
  for (const LicenseStatement& s : manifests_)
    if (names_terms(s)) declared.push_back(&s);
  const std::string text = licenses::join_and(parts);
  std::string concluded = text;
  for (const LicenseStatement* s : declared) {
    add_unique(terms.declared, said(*s));
    cite(terms.evidence, {s->citation});
    // A sentence on everything does not outweigh one on code; metadata come last. The texts of a choice lie side by
    // side.
    if (concluded.empty() || offers(s->expression, parts)) {
      concluded = held(*s);
    } else if (leaves_text(*s, concluded, text, parts, declared)) {
      continue;
    } else if (const auto shared = shared_with_root(*s); !shared.empty()) {
      for (const std::string& expression : shared) add_part(expression, terms, parts);
      concluded = licenses::join_and(parts);
    } else {
      const Conflict found = statement_against_text(*s, text);
      conflict(found);
      concluded = found.concluded;
    }
  }
  // Headers speak only where no licence file does: one that is a bare link leaves the terms unread.
  if (concluded.empty() && root != nullptr) {
    terms.unknown = true;
    cite(terms.evidence, root->evidence);
  } else if (concluded.empty()) {
    concluded = concluded_of_headers(repository_, terms);
  }
  terms.concluded = concluded;
  settle(terms);
  tell_stricter_code(terms);
  if (unit != nullptr) add_duties(duties_of_code(*unit), "code", terms);
  if (unit != nullptr) add_worded_terms(*unit, {}, scope_code, terms);
  return terms;
}

ScopeTerms ScopeResolver::data() {
  ScopeTerms terms;
  std::vector<std::string> parts;
  for (const LicenseText& file : files_) {
    if (file.file.role != LicenseFileRole::data || !file.text) continue;
    add_unique(terms.detected, file.expression);
    add_unique(parts, file.expression);
    cite(terms.evidence, file.evidence);
  }
  for (const std::string& card : documents_.dataset_cards)
    for (const LicenseStatement& label : read_front_matter_license(repository_, documents_.own, card)) {
      if (label.expression.empty()) continue;
      add_unique(terms.declared, label.expression);
      add_unique(parts, label.expression);
      cite(terms.evidence, {label.citation});
    }
  for (const Unit& unit : documents_.units)
    for (const LicenseStatement& s : unit.statements) {
      if (!names_terms(s) || !s.explicit_scope || (s.scopes & scope_data) == 0) continue;
      if (contradicts_link(s)) conflict(words_against_link(s, "data"));
      add_unique(terms.declared, said(s));
      add_unique(parts, held(s));
      cite(terms.evidence, {s.citation});
    }
  terms.concluded = licenses::join_and(parts);
  settle(terms);
  std::vector<const LicenseStatement*> duties;
  for (const Unit& unit : documents_.units)
    for (const LicenseStatement& s : unit.statements) {
      if (!s.duty.empty() && s.explicit_scope && (s.scopes & scope_data) != 0) duties.push_back(&s);
      // "This work is under CC BY-NC": the data are a part of it, whatever a friendlier sentence says of them.
      if (covers_project(s) && !terms.concluded.empty() && restriction_of(terms.concluded) < 2 &&
          restriction_of(s.expression) >= restricted)
        conflict({"data",
                  "label-and-sentence",
                  terms.concluded,
                  s.expression,
                  terms.concluded,
                  "The data are put under " + terms.concluded + ", the whole project under " + s.expression + ".",
                  {s.citation}});
    }
  if (!terms.concluded.empty()) add_duties(duties, "data", terms);
  return terms;
}

ScopeTerms ScopeResolver::documentation() {
  ScopeTerms terms;
  for (const LicenseText* file : texts_for(scope_documentation, "")) {
    if (!file->text || !terms.concluded.empty()) continue;
    add_unique(terms.detected, file->expression);
    cite(terms.evidence, file->evidence);
    terms.concluded = file->expression;
  }
  for (const Unit& unit : documents_.units)
    for (const LicenseStatement& s : unit.statements) {
      if (!terms.concluded.empty() || !names_terms(s) ||
          !(s.remainder || (s.explicit_scope && (s.scopes & scope_documentation) != 0)))
        continue;
      add_unique(terms.declared, said(s));
      cite(terms.evidence, {s.citation});
      terms.concluded = held(s);
    }
  const LicenseText* root = root_text();
  if (terms.concluded.empty() && root != nullptr && root->binds()) {
    add_unique(terms.detected, root->expression);
    cite(terms.evidence, root->evidence);
    terms.concluded = root->expression;
    for (const Unit& unit : documents_.units)
      for (const LicenseStatement& s : unit.statements)
        if ((s.scopes & scope_documentation) != 0 && offers(s.expression, {root->expression}))
          terms.concluded = s.expression;
  }
  settle(terms);
  return terms;
}

}  // namespace auditor::evidence
