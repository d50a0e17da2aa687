#include "auditor/evidence/models/models.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/card/late_metadata.h"
#include "auditor/evidence/card/model_fields.h"
#include "auditor/evidence/distribution/registries.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/evidence/repository/kind.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace auditor::evidence {
namespace {

// What these leave out is said as a limit: unread, and never open.
constexpr std::size_t max_folder_readmes = 400;
constexpr std::size_t max_model_lists = 40;
constexpr std::size_t max_cards = 200;
constexpr std::size_t longest_readme = 1U << 20U;  // of a folder
constexpr std::ptrdiff_t max_readme_depth = 3;

struct Vocabulary {
  WordSet document_folders;
  WordSet usage_folders;
  WordSet zoo_folders;
  std::vector<std::string> list_stems;
  std::vector<std::string> model_keys;
  std::vector<std::string> model_nouns;
  std::vector<std::string> tool_phrases;
  std::vector<std::string> trained_phrases;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/models.yaml");
    return Vocabulary{word_set(data, "document_folders"), word_set(data, "usage_folders"),
                      word_set(data, "zoo_folders"),      string_list(data, "model_list_stems"),
                      string_list(data, "model_keys"),    string_list(data, "model_nouns"),
                      string_list(data, "tool_phrases"),  string_list(data, "trained_phrases")};
  }();
  return loaded;
}

// The folder whose models a card describes: folders that only hold documents do not count.
std::string home_of(std::string_view path) {
  std::string_view folder = dir_name(path);
  while (!folder.empty() && vocabulary().document_folders.contains(to_lower(base_name(folder))))
    folder = dir_name(folder);
  return std::string(folder);
}

bool in_usage_folder(std::string_view path) { return in_folder_of(vocabulary().usage_folders, path); }

bool has_model_metadata(const Card& card) {
  if (!card.front_matter.is_object()) return false;
  const auto& keys = vocabulary().model_keys;
  return card.front_matter.contains("license") ||
         std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return card.front_matter.contains(key); });
}

// "Wren is a family of models for …".
bool defines_a_model(const Card& card) {
  for (const Block& block : card.document.blocks) {
    if (block.kind == BlockKind::code || block.kind == BlockKind::table_row || block.kind == BlockKind::comment)
      continue;
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text.substr(0, 400));
      if ((lower.find(" is a") != std::string::npos || lower.find(" is our") != std::string::npos ||
           lower.find(" are ") != std::string::npos) &&
          first_phrase(lower, vocabulary().model_nouns) != nullptr)
        return true;
    }
  }
  return false;
}

// "GPT-3 is a … language model with 175 billion parameters": names, calls it a model, gives a size.
bool states_a_model(const Card& card) {
  for (const Block& block : card.document.blocks) {
    if (block.kind == BlockKind::code || block.kind == BlockKind::comment || block.kind == BlockKind::heading) continue;
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text);
      if (lower.find(" is a") == std::string::npos && lower.find(" are ") == std::string::npos) continue;
      if (first_phrase(lower, vocabulary().model_nouns) != nullptr && find_special(lower, "@parameters")) return true;
    }
  }
  return false;
}

// "Python bindings for …": the opening sentence calls the project a program for models of others.
bool opens_as_tool(const Card& card) {
  constexpr int opening_blocks = 3;
  int seen = 0;
  for (const Block& block : card.document.blocks) {
    if (block.kind != BlockKind::paragraph || trim(block.text).empty()) continue;
    for (const Sentence& sentence : sentences(block)) {
      if (first_phrase(to_lower(sentence.text), vocabulary().tool_phrases) != nullptr) return true;
      break;
    }
    if (++seen == opening_blocks) break;
  }
  return false;
}

// The first heading. One that leads to another repository ("Wren 2 is released!") is an announcement, no title.
std::string own_title(const Document& document, const OwnNames& own) {
  for (const DocumentSection& section : document.sections) {
    if (section.heading.empty()) continue;
    for (const Block& block : document.blocks) {
      if (block.kind != BlockKind::heading || block.start_line != section.start_line) continue;
      for (const Link& link : block.links)
        if (const auto forge = forge_id_of(link.url); !link.image && forge && !own.is_self(*forge)) return {};
    }
    return section.heading;
  }
  return {};
}

class Finder {
 public:
  Finder(Repository& repository, const WeightFiles& weights)
      : repository_(repository), weights_(weights), documents_(find_documents(repository)) {}

  ModelDocuments find() {
    root_readme_ = root_readme();
    if (!root_readme_.empty()) out_.own = OwnNames(repository_, root_readme_);
    drop_copied_projects();
    out_.dataset_cards = documents_.dataset_cards;
    out_.code_offers = read_code_offers(repository_);
    Registry registry = read_model_registries(repository_);
    out_.code_offers.insert(out_.code_offers.end(), registry.offers.begin(), registry.offers.end());
    units_[""].statements = std::move(registry.statements);
    add_cards();
    add_model_lists();
    add_root_readme();
    add_folder_readmes();
    for (auto& [folder, unit] : units_) finish(unit);
    mark_offered_by_root();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string root_readme() const {
    for (const std::string& path : documents_.readmes)
      if (path.find('/') == std::string::npos) return path;
    return {};
  }

  // Another project's copy, with licence and build of its own, that README does not speak of.
  void drop_copied_projects() {
    copied_ = project_folders(repository_);
    std::erase_if(copied_, [&](const std::string& folder) { return linked_by_root(folder); });
    const auto copied = [&](const std::string& path) { return is_copied(path); };
    std::erase_if(documents_.model_cards, copied);
    std::erase_if(documents_.dataset_cards, copied);
    std::erase_if(documents_.readmes, copied);
  }

  [[nodiscard]] bool is_copied(std::string_view path) const {
    return std::any_of(copied_.begin(), copied_.end(), [&](const std::string& folder) {
      return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
    });
  }

  Unit& unit(const std::string& folder) {
    Unit& u = units_[folder];
    u.folder = folder;
    return u;
  }

  void add_cards() {
    for (const std::string& path : documents_.model_cards) {
      if (units_.size() > max_cards) return left_out("more cards than are read");
      Unit& u = unit(home_of(path));
      u.cards.push_back(path);
      u.documents.push_back(path);
    }
  }

  void add_model_lists() {
    std::size_t found = 0;
    for (const source::Entry& entry : repository_.entries()) {
      if (extension_of(entry.path) != "md" || is_foreign(entry.path) || is_translation(entry.path) ||
          is_copied(entry.path))
        continue;
      const std::string stem = normalized_stem(entry.path);
      const auto& stems = vocabulary().list_stems;
      if (std::none_of(stems.begin(), stems.end(), [&](const auto& s) { return stem.find(s) != std::string::npos; }))
        continue;
      if (stem.starts_with("readme") || repository_.file(entry.path) == nullptr || in_usage_folder(entry.path) ||
          contains_i(stem, "license"))
        continue;
      if (++found > max_model_lists) return left_out("more lists of models than are read");
      unit(home_of(entry.path)).model_lists.push_back(entry.path);
    }
  }

  // As the document says them, read once: whose they are depends on what stands beside.
  const std::vector<Offer>& offers_of(const std::string& path) {
    const auto known = offers_.find(path);
    return known != offers_.end() ? known->second : offers_.emplace(path, read_offers(repository_, path)).first->second;
  }

  [[nodiscard]] std::string title_of(const std::string& path) const {
    const Card* card = repository_.card(path);
    return card == nullptr ? std::string{} : own_title(card->document, out_.own);
  }

  // A program for the models of others downloads them: only a page of its own on a hub is an offer.
  void mark(std::vector<Offer>& offers, const std::string& path) {
    mark_own(offers, out_.own, title_of(path));
    const Card* card = root_readme_.empty() ? nullptr : repository_.card(root_readme_);
    if (card == nullptr || !opens_as_tool(*card)) return;
    for (Offer& offer : offers)
      offer.own = offer.own && offer.kind == OfferKind::hub && iequals(offer.owner, out_.own.owner());
  }

  bool offers_own(const std::string& path) {
    std::vector<Offer> offers = offers_of(path);
    mark(offers, path);
    return std::any_of(offers.begin(), offers.end(), [](const Offer& o) { return o.own; });
  }

  // README is the card when there is no dedicated one and it shows a model to be had, or says what one is.
  void add_root_readme() {
    if (root_readme_.empty()) return;
    Unit& root = unit("");
    const Card* card = repository_.card(root_readme_);
    if (card == nullptr) return;
    root_offers_ = offers_own(root_readme_) || !weights_.files.empty() || !out_.code_offers.empty();
    const bool speaks = speaks_of_trained_models() || !documents_.model_cards.empty() || states_a_model(*card);
    if (!root_offers_ && !opens_as_tool(*card) && speaks) {
      out_.code_offers = read_release_code(repository_, out_.own);
      root_offers_ = !out_.code_offers.empty();
    }
    if (!root_offers_) add_linked_lists(*card);
    const bool hub_card = card->front_matter_start > 0 && is_on_hub(repository_.snapshot().info());
    const auto text = repository_.text(root_readme_);
    const bool misplaced = text && find_late_metadata(*card, *text).has_value();
    const bool describes = hub_card || has_model_metadata(*card) || misplaced || root_offers_ ||
                           !root.model_lists.empty() || states_a_model(*card) || presents_a_model(*card);
    if (root.cards.empty() && documents_.model_cards.empty() && describes) root.cards.push_back(root_readme_);
    root.documents.push_back(root_readme_);
    // A single dedicated card elsewhere has the root README beside it.
    if (root.cards.empty() && documents_.model_cards.size() == 1)
      for (auto& [folder, u] : units_)
        if (!u.cards.empty()) u.documents.push_back(root_readme_);
  }

  bool speaks_of_trained_models() {
    const auto text = repository_.text(root_readme_);
    return text && first_phrase(to_lower(*text), vocabulary().trained_phrases) != nullptr;
  }

  // "See docs/models.md for download links": documents that README links offer what it does not.
  void add_linked_lists(const Card& card) {
    Unit& root = unit("");
    std::size_t read = 0;
    for (const Block& block : card.document.blocks)
      for (const Link& link : block.links) {
        const std::string target = resolve_link(out_.own, root_readme_, link.url);
        const bool page = extension_of(target) == "md" && repository_.file(target) != nullptr && !is_foreign(target);
        if (!page || is_translation(target) || normalized_stem(target).starts_with("readme") ||
            std::find(root.model_lists.begin(), root.model_lists.end(), target) != root.model_lists.end())
          continue;
        if (++read > max_model_lists) return left_out("more linked documents than are read for downloads");
        if (worth_reading(target) && offers_own(target)) root.model_lists.push_back(target);
      }
  }

  // Says what the model does, and has the fields of a card or gives the weights terms under which they are released.
  bool presents_a_model(const Card& card) {
    if (!defines_a_model(card)) return false;
    if (model_field_count(card.document) >= 3) return true;
    const std::vector<LicenseStatement> said = read_license_statements(repository_, out_.own, root_readme_);
    return std::any_of(said.begin(), said.end(), says_released);
  }

  // READMEs of sub-folders: beside a card they are its model's documents; alone they are cards when they introduce a
  // model.
  void add_folder_readmes() {
    std::size_t read = 0;
    for (const std::string& path : documents_.readmes) {
      const std::string folder(dir_name(path));
      const bool deep = std::count(path.begin(), path.end(), '/') > max_readme_depth && !holds_weights(folder);
      if (path == root_readme_ || deep) continue;
      if (const auto known = units_.find(folder); known != units_.end() && !known->second.cards.empty()) {
        known->second.documents.push_back(path);
        continue;
      }
      if (!worth_reading(path)) continue;
      if (++read > max_folder_readmes) return left_out("more READMEs of folders than are read");
      if (!introduces_model(path, folder)) continue;
      Unit& u = unit(folder);
      u.cards.push_back(path);
      u.documents.push_back(path);
    }
  }

  [[nodiscard]] bool holds_weights(const std::string& folder) const {
    return std::binary_search(weights_.folders.begin(), weights_.folders.end(), folder);
  }

  // What is left out may speak of any model: no one document has the limit.
  void left_out(const char* what) { repository_.report({{}, 0, "limit", what}); }

  // Before a document is parsed: does it link a hub or storage at all?
  bool worth_reading(const std::string& path) {
    const auto text = repository_.text(path);
    if (!text) return false;
    if (text->size() > longest_readme) {
      left_out("a README of a folder is longer than is read");
      return false;
    }
    return text->find("http") != std::string_view::npos || text->starts_with("---");
  }

  bool introduces_model(const std::string& path, const std::string& folder) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return false;
    if (describes_a_space(card->front_matter)) return false;
    if (has_model_metadata(*card)) return true;
    // The root offers the models of its projects, and one of them has terms that restrict.
    if (!offers_own(path))
      return root_offers_ && !in_usage_folder(path) && linked_by_root(folder) && restricts_models(path);
    if (has_license_of_its_own(folder, path)) return true;
    // A README that is an index of projects has their READMEs as cards.
    if (!root_offers_ && !in_usage_folder(path) && folder.find('/') == std::string::npos && linked_by_root(folder))
      return true;
    return (!in_usage_folder(path) || folder.find('/') == std::string::npos) && model_field_count(card->document) >= 3;
  }

  bool linked_by_root(const std::string& folder) {
    const Card* card = root_readme_.empty() ? nullptr : repository_.card(root_readme_);
    if (card == nullptr) return false;
    for (const Block& block : card->document.blocks)
      for (const Link& link : block.links) {
        const std::string target = resolve_link(out_.own, root_readme_, link.url);
        if (target == folder || target.starts_with(folder + "/")) return true;
      }
    return false;
  }

  // The folder's own weights licence, or a sentence that gives its weights terms.
  bool has_license_of_its_own(const std::string& folder, const std::string& path) {
    if (!license_files_) license_files_ = find_license_files(repository_);  // one walk for all folders
    for (const LicenseFile& file : *license_files_)
      if (file.folder == folder && file.role == LicenseFileRole::weights) return true;
    if (in_usage_folder(path)) return false;
    for (const LicenseStatement& statement : read_license_statements(repository_, out_.own, path))
      if ((statement.scopes & scope_weights) != 0 && (statement.explicit_scope || statement.remainder) &&
          !statement.expression.empty())
        return true;
    return false;
  }

  bool restricts_models(const std::string& path) {
    const std::vector<LicenseStatement> said = read_license_statements(repository_, out_.own, path);
    return std::any_of(said.begin(), said.end(), [](const LicenseStatement& s) {
      return s.duty == "noncommercial" && !s.request && s.explicit_scope && (s.scopes & scope_weights) != 0;
    });
  }

  // The root README that links a folder's card or terms and offers weights speaks for the folder's models too.
  void mark_offered_by_root() {
    const Card* card = root_readme_.empty() ? nullptr : repository_.card(root_readme_);
    if (card == nullptr || out_.units.empty() || !out_.units.front().folder.empty() ||
        (!out_.units.front().offers_weights() && out_.code_offers.empty()))
      return;
    std::set<std::string> linked;
    for (const Block& block : card->document.blocks)
      for (const Link& link : block.links) {
        std::string_view target;
        const std::string path = resolve_link(out_.own, root_readme_, link.url);
        for (target = path; !target.empty(); target = dir_name(target)) linked.insert(std::string(target));
      }
    // "Download the models here": the page of the repository's releases, for all that have a card.
    const std::vector<Offer>& offers = out_.units.front().offers;
    const bool all = std::any_of(offers.begin(), offers.end(), [](const Offer& offer) {
      return offer.own && offer.kind == OfferKind::page && forge_id_of(offer.url);
    });
    for (Unit& u : out_.units)
      if (!u.folder.empty() && !u.cards.empty()) u.offered_by_root = all || linked.contains(u.folder);
  }

  void finish(Unit& u) {
    std::vector<std::string> sources = u.documents;
    sources.insert(sources.end(), u.model_lists.begin(), u.model_lists.end());
    for (const std::string& path : sources) {
      const std::vector<Offer>& offers = offers_of(path);
      u.offers.insert(u.offers.end(), offers.begin(), offers.end());
      TermsOfDocument terms = read_terms(repository_, out_.own, path);
      for (LicenseStatement& statement : read_license_statements(repository_, out_.own, path))
        if (statement.kind != "duty" || statement.duty == "use" || statement.duty == "conduct" ||
            !terms.is_innocent(statement.label, statement.citation.start_line, statement.citation.end_line))
          u.statements.push_back(std::move(statement));
      std::move(terms.findings.begin(), terms.findings.end(), std::back_inserter(u.terms));
      for (LicenseStatement& label : read_front_matter_license(repository_, out_.own, path))
        u.front_matter.push_back(std::move(label));
      const Gate gate = read_gate(repository_, out_.own, path);
      u.gate.gated = u.gate.gated || gate.gated;
      u.gate.evidence.insert(u.gate.evidence.end(), gate.evidence.begin(), gate.evidence.end());
      u.gate.withheld.insert(u.gate.withheld.end(), gate.withheld.begin(), gate.withheld.end());
    }
    mark(u.offers, u.documents.empty() ? std::string{} : u.documents.front());
    if (u.folder.empty())
      for (const std::string& path : documents_.front_matter_files)
        if (home_of(path).empty() && u.front_matter.empty())
          for (LicenseStatement& label : read_front_matter_license(repository_, out_.own, path))
            u.front_matter.push_back(std::move(label));
    if (!u.documents.empty() || !u.model_lists.empty() || u.folder.empty()) out_.units.push_back(std::move(u));
  }

  Repository& repository_;
  const WeightFiles& weights_;
  Documents documents_;
  std::string root_readme_;
  std::vector<std::string> copied_;  // folders
  bool root_offers_ = false;
  std::optional<std::vector<LicenseFile>> license_files_;
  std::map<std::string, std::vector<Offer>> offers_;  // by document
  std::map<std::string, Unit> units_;
  ModelDocuments out_;
};

}  // namespace

bool says_released(const LicenseStatement& s) {
  if (s.kind != "sentence" || !s.explicit_scope || (s.scopes & scope_weights) == 0 || !s.duty.empty()) return false;
  const bool weights = contains_i(s.subject, "weights") || contains_i(s.subject, "checkpoints") ||
                       contains_i(s.subject, "model parameters") || contains_i(s.citation.quote, "model weights)");
  const auto said = [&](std::string_view word) { return contains_i(s.citation.quote, word); };
  // "The model is released under …": of a model only the plain word counts, since a service is available, too.
  if (contains_i(s.subject, "we release") || contains_i(s.subject, "releasing")) return true;
  // "The model weights have a CC BY-SA licence": who gives terms has given the weights, unless they are another's.
  const bool of_another = !base_terms_in(s.subject).expression.empty();
  return weights ? (!s.expression.empty() && !of_another) || said("released") || said("available") ||
                       said("distributed") || said("provided")
                 : said("model is released") || said("models are released") || said("model and code are released") ||
                       said("code and model are released");
}

bool Unit::offers_weights() const {
  return std::any_of(offers.begin(), offers.end(), [](const Offer& offer) { return offer.own; });
}

bool is_model_zoo(std::string_view folder) { return vocabulary().zoo_folders.contains(to_lower(folder)); }

ModelDocuments find_models(Repository& repository, const WeightFiles& weights) {
  return Finder(repository, weights).find();
}

std::string model_name(Repository& repository, const OwnNames& own, const std::string& card_path,
                       const std::string& fallback) {
  const Card* card = repository.card(card_path);
  if (card != nullptr) {
    if (card->front_matter.is_object())
      if (const auto name = card->front_matter.find("model_name");
          name != card->front_matter.end() && name->is_string())
        return printable(name->get_ref<const std::string&>());
    const std::string heading = own_title(card->document, own);
    std::string title;
    for (const std::string_view word : split(heading, ' '))
      if (!iequals(word, "model") && !iequals(word, "card") && !iequals(word, "cards") && !iequals(word, "for") &&
          !word.empty() && !iequals(word, "details") && !iequals(word, "information"))
        title += (title.empty() ? "" : " ") + std::string(word);
    if (!title.empty()) return printable(ellipsize(title, 80));
  }
  const std::string folder(base_name(dir_name(card_path)));
  return folder.empty() ? fallback : printable(folder);
}

}  // namespace auditor::evidence
