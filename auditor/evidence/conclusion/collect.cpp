#include "auditor/evidence/conclusion/collect.h"

#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/license_groups.h"
#include "auditor/evidence/licensing/license_words.h"
#include "auditor/evidence/repository/kind.h"
#include "auditor/formats/inspect.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

void append(std::vector<std::string>& list, const std::vector<std::string>& values) {
  for (const std::string& value : values) add_unique(list, value);
}

// Whether the weights of one unit can be had, and how.
WeightsStatus status_of(Repository& repository, const Unit& unit, const WeightFiles& files, bool root,
                        const std::vector<Offer>& code_offers, Citations& evidence) {
  const auto mine = [&](const std::string& path) { return root || path.starts_with(unit.folder + "/"); };
  bool pointer = false;
  for (const WeightFile& file : files.files) {
    if (!mine(file.path)) continue;
    if (file.is_here()) {
      evidence.insert(evidence.begin(), repository.cite_file(file.path, "file-name"));
      return WeightsStatus::included;
    }
    if (!pointer && file.is_elsewhere()) cite(evidence, {repository.cite_file(file.path, "pointer")});
    pointer = pointer || file.is_elsewhere();
  }
  // Files that the store knows of and that have no entry here.
  for (const source::Problem& problem : repository.snapshot().problems())
    if (!pointer && problem.kind == "not-fetched" && mine(problem.path) && formats::looks_like_weights(problem.path)) {
      cite(evidence, {repository.cite_file(problem.path, "not-fetched")});
      pointer = true;
    }
  if (pointer) return WeightsStatus::pointer;
  for (const Offer& offer : unit.offers)
    if (offer.own) cite(evidence, {offer.citation});
  if (root)
    for (const Offer& offer : code_offers) cite(evidence, {offer.citation});
  if (evidence.empty())
    for (const LicenseStatement& s : unit.statements)
      if (says_released(s)) cite(evidence, {s.citation});
  if (unit.gate.gated && (!evidence.empty() || unit.offers_weights())) {
    cite(evidence, unit.gate.evidence);
    return WeightsStatus::gated;
  }
  if (evidence.empty()) return WeightsStatus::absent;
  // A link, and words that say there is nothing behind it. Where many are offered, such words are about others.
  constexpr std::size_t few = 2;
  if (unit.gate.withheld.empty() || evidence.size() > few || !code_offers.empty()) return WeightsStatus::linked;
  evidence.insert(evidence.begin(), unit.gate.withheld.begin(), unit.gate.withheld.end());
  return WeightsStatus::unknown;
}

class Collector {
 public:
  explicit Collector(Repository& repository) : repository_(repository) {}

  ModelEvidence run() {
    out_.kind = kind_of(repository_);
    out_.weight_files = collect_weight_files(repository_);
    documents_ = find_models(repository_, out_.weight_files);
    out_.own = documents_.own;
    out_.dataset_cards = documents_.dataset_cards;
    out_.license_files = read_license_files(repository_, out_.weight_files.folders);
    share_embedded_labels();
    read_words_of_files();
    gather_documents();
    out_.lineage = collect_lineage(repository_, out_.documents, out_.weight_files, documents_.own);
    drop_own_parents();
    join_families();
    std::vector<LicenseStatement> manifests = read_manifest_licenses(repository_);
    out_.labels.insert(out_.labels.end(), manifests.begin(), manifests.end());
    ScopeResolver resolver(repository_, out_.license_files, out_.weight_files.folders, documents_, out_.lineage,
                           std::move(manifests));
    out_.code = resolver.code();
    out_.data = resolver.data();
    out_.documentation = resolver.documentation();
    if (out_.kind == RepositoryKind::model) {
      add_models(resolver);
      join_weights();
    } else {
      describe_other();
    }
    out_.conflicts = resolver.conflicts();
    out_.doubts = resolver.doubts();
    doubt_what_was_not_fetched();
    out_.obligations =
        check_obligations(repository_, out_.lineage, out_.license_files, out_.documents, out_.weights.concluded);
    gather_statements();
    read_withheld_documents();
    settle_client();
    settle_bias();
    check_payload();
    if (out_.models.size() == 1)
      out_.parameters = count_parameters(repository_, out_.models[0].cards, out_.models[0].name, out_.weight_files);
    return std::move(out_);
  }

 private:
  // A weight file's own label is its unit's: the deepest folder it lies in.
  void share_embedded_labels() {
    for (LicenseStatement& label : read_embedded_licenses(repository_, out_.weight_files)) {
      out_.labels.push_back(label);
      Unit* unit = nullptr;
      for (Unit& candidate : documents_.units)
        if ((candidate.folder.empty() || label.citation.path.starts_with(candidate.folder + "/")) &&
            (unit == nullptr || candidate.folder.size() > unit->folder.size()))
          unit = &candidate;
      if (unit != nullptr) unit->embedded.push_back(std::move(label));
    }
  }

  // Sentences that link a file mean the text that it is, without the words on the weights.
  void tell_links(const LicenseText& file, const std::string& before) {
    for (Unit& unit : documents_.units)
      for (std::vector<LicenseStatement>* said : {&unit.statements, &unit.front_matter})
        for (LicenseStatement& s : *said) {
          if (s.linked_file != file.file.path || s.expression != before) continue;
          s.expression = file.expression;
          if (s.stated == s.expression) s.stated.clear();
        }
  }

  // What licence files say of the weights in their own words is said by the unit they lie in.
  void read_words_of_files() {
    for (LicenseText& file : out_.license_files) {
      const auto unit = std::find_if(documents_.units.begin(), documents_.units.end(),
                                     [&](const Unit& candidate) { return candidate.folder == file.file.folder; });
      if (unit == documents_.units.end()) continue;
      const std::string before = file.expression;
      FileWords words = read_file_words(repository_, documents_.own, file);
      if (file.expression != before) tell_links(file, before);
      for (LicenseStatement& s : words.statements) unit->statements.push_back(std::move(s));
      for (TermFinding& term : words.terms) unit->terms.push_back(std::move(term));
    }
  }

  void gather_documents() {
    for (const Unit& unit : documents_.units) append(out_.documents, unit.cards);
    for (const Unit& unit : documents_.units)
      if (!unit.cards.empty()) append(out_.documents, unit.documents);
    for (const Unit& unit : documents_.units) append(out_.documents, unit.documents);
    for (const Unit& unit : documents_.units) append(out_.documents, unit.model_lists);
  }

  // A parent is dropped only when it is this repository. In a project that offers several models, one that words name
  // and that is offered here is none either: its terms are stated here. The same owner, or a like name, is normal.
  void drop_own_parents() {
    const bool hub = is_one_model(repository_);
    std::erase_if(out_.lineage.parents, [&](const Parent& parent) {
      if (is_itself(parent)) return true;
      if (hub || (is_declared(parent) && method_of(parent) != "tool-sentence")) return false;
      const std::string id = to_lower(parent.id);
      const std::string& name = documents_.own.name();
      if (id.find('/') != std::string::npos) return is_offered_here(parent);
      return name.size() >= 3 && (id.starts_with(name) || name.starts_with(id));
    });
  }

  // By the id of the remote or cache folder, by `model_name` of the card; a name without owner by the own name alone,
  // and the bare word of a family by its owner ("Wren" said by nest-wren/wren-7b is not another model).
  [[nodiscard]] bool is_itself(const Parent& parent) {
    const std::string id = to_lower(parent.id);
    if (id == to_lower(repository_.snapshot().info().name)) return true;
    const Card* card = repository_.file("README.md") != nullptr ? repository_.card("README.md") : nullptr;
    if (card != nullptr && card->front_matter.is_object())
      if (const auto name = card->front_matter.find("model_name"); name != card->front_matter.end())
        if (name->is_string() && iequals(name->get_ref<const std::string&>(), id)) return true;
    if (is_declared(parent) || documents_.own.name().empty()) return false;
    const auto slash = id.find('/');
    if (slash != std::string::npos && id.substr(0, slash) != documents_.own.owner()) return false;
    // "Wren-7B-Chat" said by Wren-7B is made from it, not the other way round; "Wren-7B-Base" can be its base.
    const std::string plain = letters_and_digits(slash == std::string::npos ? id : id.substr(slash + 1));
    const std::string own = letters_and_digits(documents_.own.name());
    const bool base = plain.ends_with("base") || plain.ends_with("pt") || plain.ends_with("pretrained");
    if (plain == own || (plain.starts_with(own) && !base)) return true;
    const bool family = id.find_first_of("0123456789/") == std::string::npos;
    return family && plain == letters_and_digits(documents_.own.owner());
  }

  // Offered on another line than the one that names it, and not by an owner who is known to be somebody else.
  [[nodiscard]] bool is_offered_here(const Parent& parent) const {
    const Citation& at = parent.evidence.front();
    const std::string owner = letters_and_digits(parent.id.substr(0, parent.id.find('/')));
    const auto alike = [&](const std::string& own) {
      const std::string plain = letters_and_digits(own);
      return plain.size() >= 3 && (owner.starts_with(plain) || plain.starts_with(owner));
    };
    const bool ours = alike(documents_.own.owner()) || alike(documents_.own.name());
    if (!ours && parent.license_source == "known") return false;
    return std::any_of(documents_.units.begin(), documents_.units.end(), [&](const Unit& unit) {
      return std::any_of(unit.offers.begin(), unit.offers.end(), [&](const Offer& offer) {
        const bool here = offer.document == at.path && offer.line >= at.start_line && offer.line <= at.end_line;
        return offer.own && !here && iequals(offer.hub_id(), parent.id);
      });
    });
  }

  static std::string_view method_of(const Parent& parent) {
    return parent.evidence.empty() ? std::string_view{} : std::string_view(parent.evidence.front().method);
  }

  static bool is_declared(const Parent& parent) {
    const std::string_view method = method_of(parent);
    return method == "front-matter" || method == "configuration" || method == "gguf" || method == "recipe" ||
           method == "safetensors" || method == "tool-sentence";
  }

  // A family that a sentence names beside a declared base ("built on Gemma 2") is that base again, unless it brings
  // terms that no declared base is known to have; a declared base without known terms takes those of its family.
  void join_families() {
    auto& parents = out_.lineage.parents;
    if (std::none_of(parents.begin(), parents.end(), names_base)) return;
    std::vector<const Parent*> joined;  // decided before any is erased, which moves the others
    for (const Parent& parent : parents)
      if (!is_declared(parent) && parent.id.find('/') == std::string::npos && joins_declared(parent))
        joined.push_back(&parent);
    std::vector<Parent> kept;
    for (Parent& parent : parents)
      if (std::find(joined.begin(), joined.end(), &parent) == joined.end()) kept.push_back(std::move(parent));
    parents = std::move(kept);
  }

  // By the card's metadata, or by a tool in the card.
  static bool names_base(const Parent& parent) {
    const std::string_view method = method_of(parent);
    return method == "front-matter" || method == "tool-sentence" || method == "recipe";
  }

  bool joins_declared(const Parent& family) {
    if (restriction_of(family.license) == 0) return true;
    auto& parents = out_.lineage.parents;
    const auto same = std::find_if(parents.begin(), parents.end(), [&](const Parent& p) {
      return names_base(p) && (p.license == family.license || p.license.empty());
    });
    if (same == parents.end()) return false;
    if (same->license.empty()) {
      same->license = family.license;
      same->license_source = family.license_source;
    }
    cite(same->evidence, family.evidence);
    return true;
  }

  void add_models(ScopeResolver& resolver) {
    const bool cards_elsewhere = std::any_of(documents_.units.begin(), documents_.units.end(),
                                             [](const Unit& u) { return !u.folder.empty() && !u.cards.empty(); });
    for (const Unit& unit : documents_.units) {
      const bool root = unit.folder.empty();
      Citations evidence;
      WeightsStatus status = status_of(repository_, unit, out_.weight_files, root, documents_.code_offers, evidence);
      if (status == WeightsStatus::absent && unit.offered_by_root)
        status =
            status_of(repository_, documents_.units.front(), out_.weight_files, true, documents_.code_offers, evidence);
      if (!unit.cards.empty()) {
        for (const std::string& card : unit.cards) add_model(resolver, unit, {card}, status, evidence);
        continue;
      }
      // Models that only a list or the code's registry names.
      const bool listed = std::any_of(unit.offers.begin(), unit.offers.end(), [&](const Offer& o) {
        return o.own &&
               std::find(unit.model_lists.begin(), unit.model_lists.end(), o.document) != unit.model_lists.end();
      });
      const bool registered = root && !documents_.code_offers.empty() && !cards_elsewhere;
      const bool files = root && (status == WeightsStatus::included || status == WeightsStatus::pointer);
      if (listed || registered || files || (root && !cards_elsewhere && unit.offers_weights()))
        add_model(resolver, unit, {}, status, evidence);
    }
    if (out_.models.empty() && !documents_.units.empty()) out_.gate = documents_.units.front().gate;
  }

  void add_model(ScopeResolver& resolver, const Unit& unit, std::vector<std::string> cards, WeightsStatus status,
                 const Citations& evidence) {
    Model model;
    const std::string& project = repository_.snapshot().info().name;
    const std::string fallback(base_name(project));
    model.name = cards.empty() ? (unit.folder.empty() ? printable(fallback) : printable(base_name(unit.folder)))
                               : model_name(repository_, documents_.own, cards.front(), printable(fallback));
    model.path = printable(unit.folder);
    model.documented = !cards.empty();
    model.weights = status;
    model.weights_evidence = evidence;
    model.offered = status != WeightsStatus::absent;
    model.weights_terms = status == WeightsStatus::absent && !says_terms(unit)
                              ? ScopeTerms{}
                              : resolver.weights(unit, cards, model.offered);
    model.documents = cards;
    for (const std::string& path : unit.documents)
      if (std::find(unit.cards.begin(), unit.cards.end(), path) == unit.cards.end()) add_unique(model.documents, path);
    for (const std::string& path : model.documents)
      if (const Bias* bias = bias_in(path)) model.bias_level = std::max(model.bias_level, bias->level);
    for (const std::string& card : cards) model.evidence.push_back(repository_.cite_file(card, "file-name"));
    model.cards = std::move(cards);
    append(out_.cards, model.cards);
    if (unit.gate.gated) {
      out_.gate.gated = out_.gate.gated || status == WeightsStatus::gated;
      cite(out_.gate.evidence, unit.gate.evidence);
    }
    for (const Offer& offer : unit.offers)
      if (offer.own && out_.offers.size() < 500) out_.offers.push_back(offer);
    out_.models.push_back(std::move(model));
  }

  // Of what a store did not fetch nothing is known from here; the shipped table may know the model by its id.
  void doubt_what_was_not_fetched() {
    const source::SourceInfo& info = repository_.snapshot().info();
    const bool download = info.kind == source::SourceKind::huggingface_cache || info.kind == source::SourceKind::folder;
    if (!info.partial || !download || out_.kind != RepositoryKind::model) return;
    std::string text = "Only a part of the repository was fetched: does the rest restrict the weights?";
    if (const auto known = licenses::base_model_license(info.name))
      text += " The shipped table knows " + printable(info.name) + " to be under " + *known + ".";
    Citations evidence;
    for (const source::Problem& problem : repository_.snapshot().problems())
      if (problem.kind == "not-fetched" && !problem.path.empty())
        cite(evidence, repository_.cite_file(problem.path, "not-fetched"));
    if (evidence.empty()) evidence.push_back(repository_.cite_file("LICENSE", "not-fetched", Confidence::low));
    out_.doubts.push_back({"weights", "not-fetched", std::move(text), std::move(evidence)});
  }

  // A data set or a Space: its card and its terms; it has no models to judge.
  void describe_other() {
    const bool dataset = out_.kind == RepositoryKind::dataset;
    for (const source::Entry& entry : repository_.entries()) {
      if (entry.path.find('/') != std::string::npos || !iequals(entry.path, "readme.md")) continue;
      out_.cards.push_back(entry.path);
      if (dataset) add_unique(out_.dataset_cards, entry.path);
      for (const LicenseStatement& label : read_front_matter_license(repository_, documents_.own, entry.path))
        take_label(dataset ? out_.data : out_.code, label);
    }
    if (dataset)
      for (const LicenseText& file : out_.license_files)
        if (file.text && file.file.folder.empty() && file.file.role == LicenseFileRole::general) {
          add_unique(out_.data.detected, file.expression);
          cite(out_.data.evidence, file.evidence);
          conclude(out_.data, file.expression);
        }
    out_.weights.declared = dataset ? out_.data.declared : out_.code.declared;
    out_.lineage.parents.clear();
  }

  static void take_label(ScopeTerms& terms, const LicenseStatement& label) {
    add_unique(terms.declared, label.expression.empty() ? label.label : label.expression);
    cite(terms.evidence, label.citation);
    conclude(terms, label.expression.empty() ? "LicenseRef-unknown" : label.expression);
  }

  static void conclude(ScopeTerms& terms, const std::string& expression) {
    if (!terms.concluded.empty() && (expression.empty() || licenses::covers(terms.concluded, expression))) return;
    std::vector<std::string> parts;
    add_unique(parts, terms.concluded);
    add_unique(parts, expression);
    terms.concluded = licenses::join_and(parts);
    terms.openness = licenses::to_string(licenses::openness_of(terms.concluded));
  }

  // A model that is only described can still have terms.
  static bool says_terms(const Unit& unit) {
    return std::any_of(unit.statements.begin(), unit.statements.end(),
                       [](const LicenseStatement& s) {
                         return s.explicit_scope && (s.scopes & scope_weights) != 0 && s.duty.empty();
                       }) ||
           !unit.front_matter.empty();
  }

  // Several models under different terms join with AND; models that are not offered do not count when others are.
  void join_weights() {
    const bool any_offered =
        std::any_of(out_.models.begin(), out_.models.end(), [](const Model& m) { return m.offered; });
    std::vector<std::string> parts;
    ScopeTerms& all = out_.weights;
    int worst = -1;
    static const std::vector<std::string> order = {"none",       "open",          "permissive-unlisted", "unknown",
                                                   "restricted", "noncommercial", "no-derivatives",      "proprietary"};
    bool missing = false;
    for (const Model& model : out_.models) {
      if (static_cast<int>(model.weights) > static_cast<int>(out_.weights_status)) out_.weights_status = model.weights;
      cite(out_.weights_evidence, model.weights_evidence);
      if (any_offered && !model.offered) continue;
      const ScopeTerms& terms = model.weights_terms;
      if (!terms.concluded.empty()) add_unique(parts, terms.concluded);
      missing = missing || terms.concluded.empty();
      append(all.declared, terms.declared);
      append(all.detected, terms.detected);
      append(all.inherited, terms.inherited);
      append(all.unread, terms.unread);
      all.unknown = all.unknown || terms.unknown;
      for (const Duty& duty : terms.duties)
        if (all.duties.size() < 10) all.duties.push_back(duty);
      cite(all.evidence, terms.evidence);
      const int at = static_cast<int>(std::find(order.begin(), order.end(), terms.openness) - order.begin());
      worst = std::max(worst, at);
    }
    all.concluded = licenses::join_and(parts);
    if (worst >= 0)
      all.openness = missing && worst <= 1 ? (any_offered ? "none" : "unknown")
                                           : order[static_cast<std::size_t>(std::min(worst, 7))];
  }

  void gather_statements() {
    for (const Unit& unit : documents_.units) {
      for (const LicenseStatement& s : unit.front_matter) out_.labels.push_back(s);
      for (const LicenseStatement& s : unit.statements)
        if (s.duty.empty() && out_.labels.size() < 400) out_.labels.push_back(s);
    }
  }

  void read_withheld_documents() {
    for (const std::string& path : out_.documents) {
      const Withheld here = read_withheld(repository_, path);
      cite(out_.withheld.withheld, here.withheld);
      cite(out_.withheld.hosted, here.hosted);
      if (out_.weights_status != WeightsStatus::absent) cite(out_.checkpoint_links, here.checkpoints);
    }
  }

  // README opens with a service, and no model is described or offered.
  void settle_client() {
    constexpr int opening_lines = 40;
    const auto early = [](const Citation& c) {
      return c.path.find('/') == std::string::npos && c.start_line <= opening_lines;
    };
    out_.client_only =
        out_.models.empty() && std::any_of(out_.withheld.hosted.begin(), out_.withheld.hosted.end(), early);
  }

  // Each document is read for bias once, however many models it speaks of.
  const Bias* bias_in(const std::string& path) {
    if (const auto known = out_.biases.find(path); known != out_.biases.end()) return &known->second;
    const Card* card = repository_.card(path);
    if (card == nullptr) return nullptr;
    return &out_.biases.emplace(path, bias_of(card->document, card->front_matter)).first->second;
  }

  void settle_bias() {
    const Model* least = nullptr;
    for (const Model& model : out_.models)
      if (model.documented && (least == nullptr || model.bias_level < least->bias_level)) least = &model;
    if (least == nullptr) return;
    out_.bias.level = least->bias_level;
    for (const std::string& path : least->documents)
      if (const Bias* bias = bias_in(path); bias != nullptr && bias->level == least->bias_level) {
        out_.bias.signals = bias->signals;
        bias_path_ = path;
        break;
      }
  }

  void check_payload() {
    auto& payload = out_.payload;
    payload.text_known = !out_.weights.declared.empty() || !out_.code.declared.empty();
    for (const LicenseText& file : out_.license_files) {
      if (file.file.role == LicenseFileRole::notice) payload.notices = true;
      // A file that only names its licence may say whose it is, too.
      if (const auto text = repository_.text(file.file.path))
        payload.copyright_notice = payload.copyright_notice || has_copyright_notice(*text);
      if (!file.text) continue;
      const auto named = [&](const ScopeTerms& terms) {
        return std::any_of(file.ids.begin(), file.ids.end(),
                           [&](const auto& id) { return licenses::names(terms.concluded, id); });
      };
      payload.text = payload.text || named(out_.weights) || (out_.weights.concluded.empty() && named(out_.code));
    }
  }

  Repository& repository_;
  ModelDocuments documents_;
  ModelEvidence out_;
  std::string bias_path_;
};

}  // namespace

std::string_view to_string(WeightsStatus status) {
  switch (status) {
    case WeightsStatus::absent: return "absent";
    case WeightsStatus::unknown: return "unknown";
    case WeightsStatus::linked: return "linked";
    case WeightsStatus::gated: return "gated";
    case WeightsStatus::pointer: return "pointer";
    case WeightsStatus::included: return "included";
  }
  return "unknown";
}

ModelEvidence collect_models(Repository& repository) { return Collector(repository).run(); }

}  // namespace auditor::evidence
