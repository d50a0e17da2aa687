#include "auditor/core/text.h"
#include "auditor/evidence/card/metadata_check.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/facts/model_facts.h"

#include <algorithm>
#include <map>

namespace auditor::facts {
namespace {

int rank(std::string_view status) { return status == "filled" ? 2 : (status == "placeholder" ? 1 : 0); }

struct Section {
  std::string status = "absent";
  int words = 0;
  evidence::Citations evidence;
};

// The best of each canonical section over one model's documents.
std::map<std::string, Section> sections_of(evidence::Repository& repository,
                                           const std::vector<std::string>& documents) {
  std::map<std::string, Section> out;
  for (const std::string& path : documents) {
    const evidence::Card* card = repository.card(path);
    if (card == nullptr) continue;
    for (const evidence::CardSection& section : card->sections)
      for (const std::string& name : section.sections) {
        Section& best = out[name];
        const std::string status = section.placeholder ? "placeholder" : "filled";
        if (rank(status) > rank(best.status)) {
          best.status = status;
          best.words = 0;
          best.evidence.clear();
        }
        if (status != best.status) continue;
        best.words += section.words;
        if (best.evidence.size() < 3)
          best.evidence.push_back(repository.cite(path, section.start_line, section.start_line, "heading"));
      }
  }
  return out;
}

Json deviation_json(evidence::Repository& repository, const std::string& path,
                    const evidence::MetadataDeviation& found) {
  return {{"path", printable(path)},
          {"line", found.line},
          {"key", found.key},
          {"message", found.message},
          {"effect", found.allowed ? "none" : "misread"},
          {"suggestion", found.suggestion},
          {"evidence",
           evidence::to_json(evidence::Citations{repository.cite(path, found.line, found.line, "front-matter")})}};
}

Json front_matter_json(evidence::Repository& repository, const std::vector<std::string>& cards,
                       const evidence::DeviationsByPath& of_results) {
  Json errors = Json::array();
  Json deviations = Json::array();
  Json values = Json::object();
  bool found = false;
  for (const std::string& path : cards) {
    const evidence::Card* card = repository.card(path);
    if (card == nullptr) continue;
    found = found || card->front_matter_start > 0;
    for (const evidence::FrontMatterError& error : card->front_matter_errors)
      errors.push_back({{"path", printable(path)}, {"line", error.line}, {"message", error.message}});
    if (const auto text = repository.text(path))
      for (const evidence::MetadataDeviation& deviation : evidence::check_metadata(*card, *text)) {
        if (deviation.unread)
          errors.push_back({{"path", printable(path)}, {"line", deviation.line}, {"message", deviation.message}});
        deviations.push_back(deviation_json(repository, path, deviation));
      }
    if (values.empty() && card->front_matter.is_object()) values = card->front_matter;
  }
  for (const auto& [path, deviation] : of_results) deviations.push_back(deviation_json(repository, path, deviation));
  return {{"status", errors.empty() ? (found ? "valid" : "absent") : "broken"},
          {"errors", std::move(errors)},
          {"deviations", std::move(deviations)},
          {"values", std::move(values)}};
}

// The newer version that the card sends its readers to; null when it names none.
Json new_version_json(evidence::Repository& repository, const std::vector<std::string>& cards) {
  for (const std::string& path : cards) {
    const evidence::Card* card = repository.card(path);
    const std::string key = card == nullptr ? std::string{} : evidence::key_in(card->front_matter, "new_version");
    if (key.empty() || !card->front_matter[key].is_string()) continue;
    const int line = card->line_of(key);
    return {{"id", printable(card->front_matter[key].get<std::string>())},
            {"evidence", evidence::to_json(evidence::Citations{repository.cite(path, line, line, "front-matter")})}};
  }
  return {};
}

Json placeholders_json(evidence::Repository& repository, const std::vector<std::string>& cards) {
  Json out = Json::array();
  for (const std::string& path : cards)
    if (const evidence::Card* card = repository.card(path))
      for (const evidence::CardSection& section : card->sections)
        if (section.placeholder && out.size() < 200)
          out.push_back({{"path", printable(path)},
                         {"heading", printable(section.heading)},
                         {"line", section.start_line},
                         {"evidence", evidence::to_json(evidence::Citations{
                                          repository.cite(path, section.start_line, section.start_line, "heading")})}});
  return out;
}

int words_of(const evidence::Card& card) {
  int words = 0;
  for (const evidence::Block& block : card.document.blocks)
    if (block.kind != evidence::BlockKind::code && block.kind != evidence::BlockKind::comment)
      words += 1 + static_cast<int>(std::count(block.text.begin(), block.text.end(), ' '));
  return words;
}

}  // namespace

Json card_json(evidence::Repository& repository, const evidence::ModelEvidence& found,
               const evidence::Documentation& documentation) {
  std::map<std::string, Section> worst;
  bool first = true;
  int words = 0;
  std::size_t filled = 0;
  for (const evidence::Model& model : found.models) {
    if (!model.documented) continue;
    std::map<std::string, Section> own = sections_of(repository, model.documents);
    if (first) {
      worst = std::move(own);
      first = false;
      continue;
    }
    for (auto& [name, section] : own)
      if (!worst.contains(name)) worst[name] = Section{};
    for (auto& [name, section] : worst) {
      const auto here = own.find(name);
      if (here == own.end()) section = Section{};
      else if (rank(here->second.status) < rank(section.status)) section = here->second;
    }
  }
  if (found.kind == evidence::RepositoryKind::dataset) {
    worst = sections_of(repository, found.cards);
    for (const char* name : {"dataset-description", "dataset-structure", "dataset-creation", "personal-information"})
      worst.try_emplace(name);
  }
  const bool any_section =
      std::any_of(worst.begin(), worst.end(), [](const auto& entry) { return entry.second.status != "absent"; });
  // Every section that rules ask about: absent is a fact, missing would be unknown.
  static constexpr std::string_view canonical[] = {"model-details",
                                                   "intended-use",
                                                   "downstream-use",
                                                   "out-of-scope",
                                                   "bias-risks-limitations",
                                                   "recommendations",
                                                   "how-to-use",
                                                   "training-data",
                                                   "training-procedure",
                                                   "evaluation",
                                                   "environmental-impact",
                                                   "technical-specifications",
                                                   "citation",
                                                   "contact",
                                                   "license"};
  Json sections = Json::object();
  for (const std::string_view name : canonical) worst.try_emplace(std::string(name));
  for (const auto& [name, section] : worst) {
    filled += section.status == "filled" ? 1 : 0;
    sections[name] = {
        {"status", section.status}, {"words", section.words}, {"evidence", evidence::to_json(section.evidence)}};
  }
  evidence::Citations evidence;
  for (const std::string& path : found.cards) {
    if (const evidence::Card* card = repository.card(path)) words += words_of(*card);
    if (evidence.size() < 10) evidence.push_back(repository.cite_file(path, "file-name"));
  }
  std::string status = found.cards.empty() ? "absent" : "present";
  if (!found.cards.empty() && filled == 0 && any_section) status = "placeholder";
  Json cards = Json::array();
  for (const std::string& path : found.cards) cards.push_back(printable(path));
  Json dataset_cards = Json::array();
  for (const std::string& path : found.dataset_cards) dataset_cards.push_back(printable(path));
  Json out = {{"status", status},
              {"cards", std::move(cards)},
              {"dataset_cards", std::move(dataset_cards)},
              {"words", words},
              {"front_matter", front_matter_json(repository, found.cards, documentation.deviations)},
              {"sections", std::move(sections)},
              {"placeholders", placeholders_json(repository, found.cards)},
              {"evidence", evidence::to_json(evidence)}};
  if (Json newer = new_version_json(repository, found.cards); !newer.is_null()) out["new_version"] = std::move(newer);
  return out;
}

}  // namespace auditor::facts
