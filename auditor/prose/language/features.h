// What a sentence shows to a linear classifier (classifier.h): its concepts, their order, subjects and denials, what
// stands above and before it, and its words without the names in them.
#pragma once

#include "auditor/prose/language/document_reading.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace auditor::language {

// A feature is named kind, ":", first and, when there is a second, ">" and second: "c:forbid", "p:forbid>use",
// "w:sell".
using FeatureId = std::uint64_t;
[[nodiscard]] FeatureId feature_id(std::string_view kind, std::string_view first, std::string_view second = {});
[[nodiscard]] FeatureId feature_id(std::string_view name);

inline constexpr std::size_t most_feature_words = 80;  // of a sentence; the longest are lists

class FeatureSink {
 public:
  virtual ~FeatureSink() = default;
  virtual void add(std::string_view kind, std::string_view first, std::string_view second = {}) = 0;
};

// The numbers of the features, each once, ascending.
class FeatureIds final : public FeatureSink {
 public:
  void add(std::string_view kind, std::string_view first, std::string_view second = {}) override;
  [[nodiscard]] const std::vector<FeatureId>& sorted();

 private:
  std::vector<FeatureId> ids_;
  bool sorted_ = false;
};

// What the rules of a reader found, by the sentence they found it in.
using Rules = std::unordered_multimap<const Utterance*, std::string_view>;

// A sentence as a classifier sees it.
struct Candidate {
  const UnitReading* unit = nullptr;
  const Utterance* said = nullptr;
  const Reading* before = nullptr;      // the sentence before it within the unit
  std::vector<std::string_view> rules;  // what the rules found in it

  void add_features(FeatureSink& to) const;
  // Only what stands around it: its kind of unit, the line above, heading, row and column, the sentence before.
  void add_place_features(FeatureSink& to) const;
};

// Sentences of the document, in order.
[[nodiscard]] std::vector<Candidate> candidates(const DocumentReading& document);
// Those that mention one of the concepts, or stand below a line that rules them, in a row or in a column that does; a
// heading counts, too, if asked for.
[[nodiscard]] std::vector<Candidate> candidates(const DocumentReading& document, const Rules& rules,
                                                const Concepts& about, bool headings);

}  // namespace auditor::language
