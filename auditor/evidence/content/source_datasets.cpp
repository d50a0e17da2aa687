#include "auditor/evidence/content/source_datasets.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_sets = 60;

struct Vocabulary {
  WordSet originals;
  WordSet extensions;
  WordSet no_data;  // names of files with such an ending that hold no data
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/dataset.yaml");
    return Vocabulary{word_set(data, "originals"), word_set(data, "extensions"), word_set(data, "no_data")};
  }();
  return loaded;
}

class Finder {
 public:
  explicit Finder(Repository& repository) : repository_(repository) {}

  void add(std::string id, std::string relation, Citations evidence) {
    const auto same = [&](const SourceDataset& known) { return iequals(known.id, id); };
    if (out_.sets.size() >= max_sets || std::any_of(out_.sets.begin(), out_.sets.end(), same)) return;
    SourceDataset set{std::move(id), std::move(relation), {}, "none", std::move(evidence)};
    if (const auto observed = repository_.local_terms(set.id)) {
      set.license = *observed;
      set.license_source = "observed";
    } else if (const auto known = licenses::dataset_license(set.id); known && *known != "unknown") {
      set.license = *known;
      set.license_source = "known";
    }
    out_.sets.push_back(std::move(set));
  }

  // "original", "extended|imdb", "nest/owls".
  void read_metadata(const std::string& path) {
    const Card* card = repository_.card(path);
    const std::string key = card == nullptr ? std::string{} : key_in(card->front_matter, "source_datasets");
    if (key.empty()) return;
    const Json& value = card->front_matter[key];
    const int line = card->line_of(key);
    for (const Json& item : value.is_array() ? value : Json::array({value})) {
      if (!item.is_string()) continue;
      const std::string written(trim(item.get_ref<const std::string&>()));
      const auto bar = written.find('|');
      const std::string id = bar == std::string::npos ? written : written.substr(bar + 1);
      if (vocabulary().originals.contains(to_lower(id))) out_.original = true;
      else if (!id.empty())
        add(printable(id), bar == std::string::npos ? "source" : "extended",
            {repository_.cite(path, line, line, "front-matter")});
    }
  }

  void take(const Data& data) {
    const std::string self = to_lower(repository_.snapshot().info().name);
    for (const Dataset& set : data.datasets) {
      const std::string id = set.id.empty() ? set.name : set.id;
      if (set.role == "evaluation" || to_lower(id) == self) continue;
      const std::size_t before = out_.sets.size();
      add(printable(id), "named", set.evidence);
      if (out_.sets.size() > before && out_.sets.back().license.empty() && !set.license.empty()) {
        out_.sets.back().license = set.license;
        out_.sets.back().license_source = set.license_source;
      }
    }
  }

  DatasetSources finish() { return std::move(out_); }

 private:
  Repository& repository_;
  DatasetSources out_;
};

}  // namespace

DatasetSources find_source_datasets(Repository& repository, const std::string& card, const Data& data) {
  Finder finder(repository);
  if (!card.empty()) finder.read_metadata(card);
  finder.take(data);
  return finder.finish();
}

std::vector<std::string> data_files(const Repository& repository) {
  std::vector<std::string> out;
  for (const source::Entry& entry : repository.entries()) {
    const std::string name = to_lower(base_name(entry.path));
    if (entry.kind != source::EntryKind::file || name.starts_with('.') || vocabulary().no_data.contains(name) ||
        document_role(entry.path) != DocumentRole::none)
      continue;
    std::string extension = extension_of(entry.path);
    if (vocabulary().extensions.contains(extension)) out.push_back(entry.path);
  }
  return out;
}

}  // namespace auditor::evidence
