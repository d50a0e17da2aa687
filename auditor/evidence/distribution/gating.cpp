// Conditions of access, and statements that weights are held back or only served.
#include "auditor/core/text.h"
#include "auditor/evidence/distribution/access_reader.h"
#include "auditor/evidence/distribution/offer_vocabulary.h"
#include "auditor/evidence/distribution/offers.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/repository/readings.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_citations = 3;

bool prose(const Block& block) {
  return block.kind != BlockKind::code && block.kind != BlockKind::comment && block.kind != BlockKind::heading;
}

// "via the OpenAI API": a way, at most three words, and the word API.
bool by_service(std::string_view lower) {
  constexpr std::size_t reach = 30;
  for (const std::string& way : offer_vocabulary().service_ways) {
    const std::size_t at = find_phrase(lower, way);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = lower.substr(at + way.size(), reach);
    if (const std::size_t api = find_phrase(rest, "api");
        api != std::string_view::npos && (api + 3 >= rest.size() || !is_alnum(rest[api + 3])))
      return true;
  }
  return false;
}

}  // namespace

Gate read_gate(Repository& repository, const OwnNames& own, const std::string& path) {
  Gate gate;
  const Card* card = repository.card(path);
  const language::DocumentReading* document = reading_of(repository, own, path);
  if (card == nullptr || document == nullptr) return gate;
  if (card->front_matter.is_object())
    for (const std::string& key : license_vocabulary().gate_keys)
      for (const auto& [name, line] : card->front_matter_lines)
        if (name == key) gate.evidence.push_back(repository.cite(path, line, line, "front-matter"));
  for (const AccessFinding& found : read_access(*document)) {
    Citations& evidence = found.gated ? gate.evidence : gate.withheld;
    if (evidence.size() < max_citations)
      evidence.push_back(repository.cite(path, found.start_line, found.end_line, "sentence", Confidence::medium));
  }
  gate.gated = !gate.evidence.empty();
  return gate;
}

Withheld read_withheld(Repository& repository, const std::string& path) {
  Withheld result;
  const Card* card = repository.card(path);
  if (card == nullptr) return result;
  const OfferVocabulary& v = offer_vocabulary();
  for (const Block& block : card->document.blocks) {
    if (!prose(block)) continue;
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text);
      const WordStarts starts(lower);
      if (result.withheld.size() < max_citations && first_phrase(lower, starts, v.withheld) != nullptr)
        result.withheld.push_back(
            repository.cite(path, sentence.start_line, sentence.end_line, "sentence", Confidence::medium));
      if (result.hosted.size() < max_citations &&
          (first_phrase(lower, starts, v.hosted) != nullptr || by_service(lower)))
        result.hosted.push_back(
            repository.cite(path, sentence.start_line, sentence.end_line, "sentence", Confidence::medium));
      if (result.checkpoints.size() < max_citations && first_phrase(lower, starts, v.checkpoints) != nullptr)
        result.checkpoints.push_back(
            repository.cite(path, sentence.start_line, sentence.end_line, "sentence", Confidence::medium));
    }
  }
  return result;
}

}  // namespace auditor::evidence
