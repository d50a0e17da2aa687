// rules/vocabulary/weights_links.yaml as lists, shared by the readers of offers.
#pragma once

#include "auditor/prose/vocabulary.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct OfferVocabulary {
  std::vector<std::string> extensions;
  std::vector<std::string> weak_extensions;
  std::vector<std::string> storage_hosts;
  std::vector<std::string> offer_words;
  std::vector<std::string> used_words;
  std::vector<std::string> model_words;
  std::vector<std::string> data_words;
  std::vector<std::string> load_calls;
  std::vector<std::string> withheld;
  std::vector<std::string> hosted;
  std::vector<std::string> service_ways;  // "via the … API"
  std::vector<std::string> checkpoints;
  std::vector<std::string> used_hosts;
  WordSet registry_files;
  std::vector<std::string> example_addresses;
  std::vector<std::string> release_phrases;
  std::vector<std::string> package_index_options;
};

[[nodiscard]] const OfferVocabulary& offer_vocabulary();

// How a URL names weights by itself.
enum class UrlKind { none, weights, archive, storage };
[[nodiscard]] UrlKind url_kind(std::string_view url);

// "gs://your-bucket/path/to/checkpoint": an address that the reader is to replace.
[[nodiscard]] bool is_example_address(std::string_view url);

// Whether an address behind these words, lower case, is one of an index of packages: "pip install wren --index-url ".
[[nodiscard]] bool leads_to_packages(std::string_view before);

// A whole word or phrase of `words` in `lower`.
[[nodiscard]] bool has_any_word(std::string_view lower, const std::vector<std::string>& words);

}  // namespace auditor::evidence
