#include "auditor/evidence/content/dataset_mentions.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <unordered_map>

namespace auditor::evidence {
namespace {

constexpr std::size_t short_name = 4;  // up to this many letters a name must be written in its own case

struct KnownName {
  std::string name;  // as written
  std::string lower;
  std::string canonical;
  std::string license;
};

struct Vocabulary {
  std::vector<std::string> urls;
  std::vector<std::string> papers;
  WordSet words;
  std::unordered_map<std::string, std::vector<KnownName>> names;  // by first word, lower case
};

std::string first_word(std::string_view lower) {
  std::size_t end = 0;
  while (end < lower.size() && (is_alnum(lower[end]) || static_cast<unsigned char>(lower[end]) >= 0x80)) ++end;
  return std::string(lower.substr(0, end));
}

void add_name(Vocabulary& v, const std::string& name, const std::string& canonical, const std::string& license) {
  std::string lower = to_lower(name);
  std::string word = first_word(lower);
  if (!word.empty()) v.names[word].push_back({name, std::move(lower), canonical, license});
}

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/data.yaml");
    Vocabulary v{
        string_list(data, "dataset_urls"), string_list(data, "paper_urls"), word_set(data, "dataset_words"), {}};
    const Packed known = Packed::of_resource("rules/licenses/datasets.yaml");
    for (const Packed& item : known.at("datasets").list()) {
      const std::string name(item.at("name").text());
      const std::string license(item.at("license").text());
      add_name(v, name, name, license);
      for (const std::string& alias : string_list(item, "aliases")) add_name(v, alias, name, license);
    }
    for (auto& [word, names] : v.names)  // the longest name wins
      std::sort(names.begin(), names.end(),
                [](const auto& a, const auto& b) { return a.lower.size() > b.lower.size(); });
    return v;
  }();
  return loaded;
}

// "owner/name" of a hub URL such as https://huggingface.co/datasets/allenai/c4/tree/main.
std::string hub_id(std::string_view url, std::string_view marker) {
  const auto at = url.find(marker);
  if (at == std::string_view::npos) return {};
  const auto parts = split(url.substr(at + marker.size()), '/');
  const auto clean = [](std::string_view part) { return std::string(part.substr(0, part.find_first_of("?#)"))); };
  if (parts.size() >= 2 && !parts[1].empty() && parts[1] != "tree" && parts[1] != "blob")
    return clean(parts[0]) + "/" + clean(parts[1]);
  return clean(parts[0]);
}

bool says_dataset(std::string_view lower) {
  const auto& words = vocabulary().words;
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& w) { return find_phrase(lower, w) != std::string_view::npos; });
}

void read_links(const Block& block, bool in_data_context, std::vector<DatasetMention>& found) {
  for (const Link& link : block.links) {
    if (link.image || url_host(link.url).empty()) continue;
    const std::string lower = to_lower(link.url);
    const bool place = std::any_of(vocabulary().urls.begin(), vocabulary().urls.end(),
                                   [&](const auto& u) { return lower.find(u) != std::string::npos; });
    const bool paper = is_paper_url(lower);
    const bool named = in_data_context && !paper && says_dataset(to_lower(link.text));
    if (!place && !named) continue;
    DatasetMention mention;
    mention.url = link.url;
    if (const auto at = block.text.find(link.text); at != std::string::npos) mention.at = at;
    for (const std::string_view marker : {"huggingface.co/datasets/", "hf.co/datasets/"})
      if (mention.id.empty()) mention.id = hub_id(link.url, marker);
    const std::string_view text = trim(link.text);
    const bool usable = text.size() >= 2 && text.size() <= 80 && !iequals(text, "here") && !iequals(text, "link") &&
                        url_host(text).empty();
    mention.name = usable ? std::string(text) : mention.id.empty() ? link.url : mention.id;
    found.push_back(std::move(mention));
  }
}

void read_names(const Block& block, std::vector<DatasetMention>& found) {
  const std::string lower = to_lower(block.text);
  for (std::size_t at = 0; at < lower.size();) {
    const std::string word = first_word(std::string_view(lower).substr(at));
    if (word.empty()) {
      ++at;
      continue;
    }
    std::size_t skip = word.size();
    if (const auto candidates = vocabulary().names.find(word); candidates != vocabulary().names.end()) {
      for (const KnownName& known : candidates->second) {
        const std::string_view rest = std::string_view(lower).substr(at);
        if (!rest.starts_with(known.lower)) continue;
        const bool ends = rest.size() == known.lower.size() || !is_alnum(rest[known.lower.size()]);
        const bool cased =
            known.lower.size() > short_name || block.text.compare(at, known.name.size(), known.name) == 0;
        if (!ends || !cased) continue;
        found.push_back({known.canonical, {}, {}, known.license, true, at});
        skip = known.lower.size();
        break;
      }
    }
    at += skip;
  }
}

}  // namespace

namespace {

// By its id on the hub a set is known more surely than by its name.
void take_terms_by_id(DatasetMention& mention) {
  if (mention.id.empty()) return;
  const licenses::TermsSource* source = licenses::dataset_terms_source(mention.id);
  if (source == nullptr) return;
  mention.license = licenses::dataset_license(mention.id).value_or("");
  mention.source = source;
}

}  // namespace

bool is_paper_url(std::string_view lower) {
  return std::any_of(vocabulary().papers.begin(), vocabulary().papers.end(),
                     [&](const auto& u) { return lower.find(u) != std::string_view::npos; });
}

void canonicalize(DatasetMention& mention) {
  take_terms_by_id(mention);
  for (const std::string* text : {&mention.id, &mention.name}) {
    const std::string lower = to_lower(*text);
    const auto candidates = vocabulary().names.find(first_word(lower));
    if (candidates == vocabulary().names.end()) continue;
    for (const KnownName& known : candidates->second) {
      if (known.lower != lower) continue;
      mention.name = known.canonical;
      if (mention.license.empty()) mention.license = known.license;
      mention.known = true;
      return;
    }
  }
}

bool is_known_dataset(std::string_view name) {
  DatasetMention mention;
  mention.name = name;
  canonicalize(mention);
  return mention.known;
}

std::vector<DatasetMention> dataset_mentions(const Block& block, bool in_data_context) {
  std::vector<DatasetMention> found;
  read_links(block, in_data_context, found);
  if (in_data_context) read_names(block, found);
  for (DatasetMention& mention : found) canonicalize(mention);
  return found;
}

}  // namespace auditor::evidence
