#include "auditor/evidence/distribution/offer_vocabulary.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

bool ends_with_any(std::string_view text, const std::vector<std::string>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](const auto& e) { return text.ends_with(e); });
}

}  // namespace

const OfferVocabulary& offer_vocabulary() {
  static const OfferVocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/weights_links.yaml");
    return OfferVocabulary{string_list(data, "weight_extensions"),    string_list(data, "weak_extensions"),
                           string_list(data, "storage_hosts"),        string_list(data, "offer_words"),
                           string_list(data, "used_words"),           string_list(data, "model_words"),
                           string_list(data, "data_words"),           string_list(data, "load_calls"),
                           string_list(data, "withheld_phrases"),     string_list(data, "hosted_phrases"),
                           string_list(data, "service_ways"),         string_list(data, "checkpoint_phrases"),
                           string_list(data, "used_hosts"),           word_set(data, "registry_files"),
                           string_list(data, "example_addresses"),    string_list(data, "release_phrases"),
                           string_list(data, "package_index_options")};
  }();
  return loaded;
}

UrlKind url_kind(std::string_view url) {
  const OfferVocabulary& v = offer_vocabulary();
  std::string lower = to_lower(url.substr(0, std::min<std::size_t>(url.size(), 2048)));
  if (lower.starts_with("magnet:")) return UrlKind::weights;
  if (lower.find("://") == std::string::npos) return UrlKind::none;
  const std::string path = lower.substr(0, lower.find_first_of("?#"));
  if (path.ends_with(".pth.tar")) return UrlKind::weights;
  if (ends_with_any(path, v.weak_extensions)) return UrlKind::archive;
  if (ends_with_any(path, v.extensions)) return UrlKind::weights;
  const bool storage = std::any_of(v.storage_hosts.begin(), v.storage_hosts.end(),
                                   [&](const auto& host) { return lower.find(host) != std::string::npos; });
  return storage ? UrlKind::storage : UrlKind::none;
}

bool has_any_word(std::string_view lower, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (std::size_t from = 0; from < lower.size();) {
      const std::size_t at = find_phrase(lower.substr(from), word);
      if (at == std::string_view::npos) break;
      const std::size_t end = from + at + word.size();
      if (end == lower.size() || !is_alnum(lower[end]) || !is_alnum(word.back())) return true;
      from = end;
    }
  }
  return false;
}

bool leads_to_packages(std::string_view before) {
  const std::size_t end = before.find_last_not_of(" \t=\"'");
  return end != std::string_view::npos &&
         ends_with_any(before.substr(0, end + 1), offer_vocabulary().package_index_options);
}

bool is_example_address(std::string_view url) {
  const std::string lower = to_lower(url);
  const std::vector<std::string>& parts = offer_vocabulary().example_addresses;
  return std::any_of(parts.begin(), parts.end(), [&](const auto& p) { return lower.find(p) != std::string::npos; });
}

}  // namespace auditor::evidence
