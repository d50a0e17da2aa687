// What licence holds for code, weights, data and documentation: declared, detected and inherited terms brought together
// and concluded, with every disagreement kept (docs/scopes.md).
#pragma once

#include "auditor/evidence/licensing/license_files.h"
#include "auditor/evidence/models/lineage.h"
#include "auditor/evidence/models/models.h"

#include <string>
#include <vector>

namespace auditor::evidence {

struct Duty {
  std::string kind;  // noncommercial, registration
  std::string text;
  bool request = false;  // asked for, not required: does not change the conclusion
  Citations evidence;
};

// An open question: something that could restrict and was not understood.
struct Doubt {
  std::string scope;  // code, weights
  std::string kind;   // unread-terms, unknown-name, excluded, elsewhere, undecodable, possible-base…
  std::string text;   // what is asked, in one sentence
  Citations evidence;
};

struct ScopeTerms {
  std::string concluded;  // SPDX expression; empty when nothing holds
  std::string openness = "none";
  std::vector<std::string> declared;
  std::vector<std::string> detected;
  std::vector<std::string> inherited;
  std::vector<Duty> duties;
  std::vector<std::string> unread;  // terms that are named or linked and not in the repository
  bool unknown = false;             // there are terms that could not be read
  Citations evidence;

  [[nodiscard]] std::string status() const;  // both, declared-only, detected-only, inherited, unknown, absent
};

struct Conflict {
  std::string scope;
  std::string kind;  // label-and-text, label-and-sentence, permissive-on-restricted-base, extra-duty, several-texts,
                     // broken-link…
  std::string declared;
  std::string detected;
  std::string concluded;
  std::string explanation;
  Citations evidence;
};

class ScopeResolver {
 public:
  ScopeResolver(Repository& repository, const std::vector<LicenseText>& files,
                const std::vector<std::string>& weight_folders, const ModelDocuments& documents, const Lineage& lineage,
                std::vector<LicenseStatement> manifests);

  [[nodiscard]] ScopeTerms code();
  [[nodiscard]] ScopeTerms data();
  [[nodiscard]] ScopeTerms documentation();
  // Of the models that `cards` describe (all of the unit's when empty).
  [[nodiscard]] ScopeTerms weights(const Unit& unit, const std::vector<std::string>& cards, bool offered);

  [[nodiscard]] const std::vector<Conflict>& conflicts() const { return conflicts_; }
  [[nodiscard]] const std::vector<Doubt>& doubts() const { return doubts_; }

 private:
  struct Group;  // models under one set of terms

  [[nodiscard]] std::vector<Group> stated_groups(const Unit& unit, const std::vector<std::string>& cards);
  [[nodiscard]] static std::string completed(const LicenseText& text, const Group& group);
  [[nodiscard]] std::vector<std::string> own_of_code(const LicenseText& root) const;
  void add_zoo_texts(const Unit& unit, std::vector<Group>& groups);
  void add_texts(const Unit& unit, std::vector<Group>& groups);
  void add_fallback(const Unit& unit, const std::vector<std::string>& cards, bool offered, std::vector<Group>& groups);
  [[nodiscard]] std::vector<std::string> shared_with_root(const LicenseStatement& s) const;
  void tell_stricter_code(const ScopeTerms& terms);
  void note_bundled(const LicenseText& root, const std::string& own);
  void add_restrictive_neighbours(const Unit& unit, std::vector<Group>& groups);
  [[nodiscard]] bool is_given_away(const LicenseText& file, const Unit& unit) const;
  void add_beside(const LicenseText& text, std::vector<Group>& groups);
  [[nodiscard]] std::vector<const LicenseText*> texts_around(const Unit& unit) const;
  [[nodiscard]] bool covers_all(const Unit& unit, const std::vector<const LicenseText*>& texts) const;
  [[nodiscard]] const Unit* unit_of(std::string_view folder) const;
  bool add_family(const Unit& unit, std::vector<Group>& groups);
  void check_labels(const Unit& unit);
  void weigh_root_text(const Unit& unit, std::vector<Group>& groups);
  void weigh_front_matter(const Unit& unit, const std::vector<std::string>& cards, std::vector<Group>& groups);
  void weigh_label(const LicenseStatement& label, std::vector<Group>& groups);
  void weigh_embedded(const Unit& unit, std::vector<Group>& groups);
  void tell_several_texts(const std::vector<Group>& groups);
  void inherit(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms,
               std::vector<std::string>& parts);
  void inherit_by_name(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms,
                       std::vector<std::string>& parts);
  void add_duties(const std::vector<const LicenseStatement*>& statements, const std::string& scope, ScopeTerms& terms);
  void add_worded_terms(const Unit& unit, const std::vector<std::string>& cards, Scopes scope, ScopeTerms& terms);
  void doubt_labels(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms);
  void doubt_base_of_name(const Unit& unit, ScopeTerms& terms);
  void doubt_given_bases(const Unit& unit, const std::vector<std::string>& cards, ScopeTerms& terms);
  void doubt(Doubt found);
  [[nodiscard]] std::vector<const LicenseText*> texts_for(Scopes scope, std::string_view folder) const;
  [[nodiscard]] const LicenseText* root_text() const;
  void conflict(Conflict found);

  Repository& repository_;
  const std::vector<LicenseText>& files_;
  const std::vector<std::string>& weight_folders_;
  const ModelDocuments& documents_;
  const Lineage& lineage_;
  std::vector<LicenseStatement> manifests_;
  std::vector<Conflict> conflicts_;
  std::vector<Doubt> doubts_;
};

// The more restrictive of a text and what is said beside it; the text when neither is.
[[nodiscard]] const std::string& safer(const std::string& text, const std::string& label);
// Words that link to a file of the repository whose text is another licence: the more restrictive holds.
[[nodiscard]] bool contradicts_link(const LicenseStatement& s);
[[nodiscard]] const std::string& held(const LicenseStatement& s);
[[nodiscard]] Conflict words_against_link(const LicenseStatement& s, std::string_view scope);

}  // namespace auditor::evidence
