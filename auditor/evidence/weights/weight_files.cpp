#include "auditor/evidence/weights/weight_files.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/evidence/weights/named_weights.h"
#include "auditor/formats/budget.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 4000;
constexpr std::size_t max_inspected = 1000;
constexpr std::size_t max_listed = 50;
constexpr std::size_t most_custom_code = 20;
constexpr std::uint64_t smallest_weights = 512;  // bytes: below, a stub or an empty file

const WordSet& data_folders() {
  static const WordSet words = word_set(Packed::of_resource("rules/vocabulary/weights_links.yaml"), "data_folders");
  return words;
}

// Arrays in a folder of data, samples or assets are inputs, not weights.
bool is_data(const std::string& path) {
  for (const std::string_view folder : split(dir_name(path), '/')) {
    if (folder.ends_with(".mlpackage")) return false;  // its "Data" holds the weights
    if (data_folders().contains(to_lower(folder))) return true;
  }
  return false;
}

// Folders with Python code, without the root: there code and weights lie side by side.
std::set<std::string, std::less<>> code_folders(const Repository& repository) {
  std::set<std::string, std::less<>> folders;
  for (const source::Entry& entry : repository.entries())
    if (entry.path.ends_with(".py")) folders.emplace(dir_name(entry.path));
  folders.erase("");
  return folders;
}

// A small array among modules is a constant or a measure's helper, not the model.
bool is_part_of_code(const std::string& path, std::uint64_t size, const std::set<std::string, std::less<>>& code) {
  constexpr std::uint64_t small = 4U << 20U;
  return size < small && code.contains(dir_name(path)) && extension_of(path) != "safetensors" &&
         extension_of(path) != "gguf";
}

// Patterns of .gitattributes with filter=lfs: "*.bin", "model.safetensors", "weights/**".
std::vector<std::string> lfs_patterns(Repository& repository) {
  std::vector<std::string> patterns;
  const auto text = repository.file(".gitattributes") == nullptr ? std::nullopt : repository.text(".gitattributes");
  if (!text) return patterns;
  for (const std::string_view line : split_lines(*text))
    if (line.find("filter=lfs") != std::string_view::npos && patterns.size() < 500)
      patterns.emplace_back(line.substr(0, line.find_first_of(" \t")));
  return patterns;
}

bool matches(const std::string& path, const std::string& pattern) {
  if (pattern.starts_with("*") && pattern.find_first_of("*?[", 1) == std::string::npos)
    return path.ends_with(pattern.substr(1));
  if (pattern.ends_with("/**")) return path.starts_with(pattern.substr(0, pattern.size() - 2));
  return path == pattern || base_name(path) == pattern;
}

void inspect_bytes(Repository& repository, const source::Entry& entry, WeightFile& file,
                   std::map<std::string, formats::Inspection>& seen, std::uint64_t& work) {
  // One object can stand under any number of names.
  if (const auto known = seen.find(entry.oid); known != seen.end() && !entry.oid.empty()) {
    file.inspection = known->second;
    file.size = std::max<std::uint64_t>(file.size, file.inspection.size);
    file.inspected = true;
    return;
  }
  auto bytes = repository.snapshot().open(entry);
  if (!bytes) {
    repository.report({entry.path, 0, "unavailable", bytes.error().message});
    return;
  }
  if (work == 0) return repository.report({entry.path, 0, "limit", "not read: other files took all the work there is"});
  file.inspection = formats::inspect_within(entry.path, **bytes, work);
  file.size = std::max<std::uint64_t>(file.size, file.inspection.size);
  file.inspected = true;
  if (!entry.oid.empty()) seen.emplace(entry.oid, file.inspection);
}

void read_files(Repository& repository, WeightFiles& out) {
  std::map<std::string, formats::Inspection> seen;
  std::uint64_t work = formats::work_of_a_repository;
  const auto patterns = lfs_patterns(repository);
  std::set<std::string> folders;
  const std::set<std::string, std::less<>> code = code_folders(repository);
  const std::set<std::string, std::less<>> named = named_weight_files(repository);
  for (const source::Entry& entry : repository.entries()) {
    if (is_foreign(entry.path)) continue;
    const bool by_name = formats::looks_like_weights(entry.path);
    if (!by_name && !named.contains(entry.path) && !has_magic_of_weights(repository, entry)) continue;
    const source::Entry* regular = repository.file(entry.path);
    if (regular == nullptr) continue;
    if (out.files.size() == max_files) {  // their safety is judged as any file's is; their folders are not looked into
      repository.report({{}, 0, "limit", "more weight files than are listed: from " + entry.path});
      break;
    }
    WeightFile file;
    file.path = entry.path;
    file.pointer = repository.snapshot().pointer(*regular);
    const auto stored = repository.snapshot().size(*regular);
    file.size = file.pointer ? file.pointer->size : stored.value_or(0);
    file.fetched = stored.has_value();
    // In a repository fetched in part it is elsewhere, in any other it is lost.
    if (!file.fetched && !repository.snapshot().info().partial)
      repository.report({entry.path, 0, "unavailable", stored.error().message});
    file.lfs_tracked =
        std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) { return matches(entry.path, p); });
    const bool stub = stored && !file.pointer && file.size < smallest_weights;
    if (stub ? repository.text(entry.path).has_value()
             : by_name && !named.contains(entry.path) && !file.pointer && stored &&
                   (is_data(entry.path) || is_part_of_code(entry.path, file.size, code)))
      continue;
    if (file.is_here() && out.files.size() < max_inspected) inspect_bytes(repository, *regular, file, seen, work);
    if (const std::string_view what = file.inspected ? no_weights(repository, *regular, file.inspection) : "";
        !what.empty()) {
      repository.report({entry.path, 0, "no-weights", "bears a name of weights and is " + std::string(what)});
      continue;
    }
    folders.insert(std::string(dir_name(entry.path)));
    out.files.push_back(std::move(file));
  }
  out.folders.assign(folders.begin(), folders.end());
}

std::string text_of(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// "model.safetensors.index.json": every shard it names should be there.
void read_index(Repository& repository, const std::string& path, WeightFiles& out) {
  const Json* index = repository.json(path);
  if (index == nullptr || !index->is_object()) return;
  const auto map = index->find("weight_map");
  if (map == index->end() || !map->is_object()) return;
  const std::string folder(dir_name(path));
  std::map<std::string, std::set<std::string>> tensors;
  for (const auto& [tensor, file] : map->items())
    if (file.is_string()) tensors[(folder.empty() ? "" : folder + "/") + file.get<std::string>()].insert(tensor);
  out.shards.expected += tensors.size();
  for (const auto& [shard, names] : tensors) {
    if (repository.file(shard) == nullptr) {
      if (out.shards.missing.size() < max_listed) out.shards.missing.push_back(printable(shard));
      continue;
    }
    const auto file =
        std::find_if(out.files.begin(), out.files.end(), [&, &s = shard](const WeightFile& f) { return f.path == s; });
    if (file == out.files.end() || !file->inspected || file->inspection.tensor_names.size() < file->inspection.tensors)
      continue;
    const std::set<std::string> held(file->inspection.tensor_names.begin(), file->inspection.tensor_names.end());
    for (const std::string& name : names)
      if (!held.contains(name) && out.shards.missing_tensors.size() < max_listed)
        out.shards.missing_tensors.push_back(printable(name));
  }
  for (const WeightFile& file : out.files)
    if (dir_name(file.path) == folder && extension_of(file.path) == "safetensors" && !tensors.contains(file.path) &&
        out.shards.surplus.size() < max_listed)
      out.shards.surplus.push_back(printable(file.path));
}

void read_config(Repository& repository, const std::string& path, WeightFiles& out) {
  const Json* json = repository.json(path);
  if (json == nullptr || !json->is_object()) return;
  ModelConfig config;
  config.architectures = string_list(*json, "architectures");
  config.model_type = text_of(*json, "model_type");
  if (config.architectures.empty() && config.model_type.empty()) return;
  config.dtype = text_of(*json, json->contains("dtype") ? "dtype" : "torch_dtype");
  if (const auto q = json->find("quantization_config"); q != json->end() && q->is_object())
    config.quantization = text_of(*q, "quant_method");
  for (const char* key : {"max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "model_max_length"})
    if (const auto length = json->find(key);
        !config.context_length && length != json->end() && length->is_number_integer())
      config.context_length = length->get<std::int64_t>();
  out.configs.push_back(std::move(config));
}

void read_adapter(Repository& repository, const std::string& path, WeightFiles& out) {
  const Json* json = repository.json(path);
  if (json == nullptr || !json->is_object() || out.adapter) return;
  out.adapter =
      Adapter{printable(text_of(*json, "base_model_name_or_path")), printable(text_of(*json, "peft_type")), path};
}

// "checkpoint-1000/", "step-5000", "global_step143000": states of one training.
bool names_checkpoint(std::string_view folder) {
  const std::string lower = to_lower(base_name(folder));
  for (const std::string_view stem :
       {"checkpoint-", "checkpoint_", "step", "global_step", "iter_", "epoch", "ckpt_", "ckpt-"}) {
    if (!lower.starts_with(stem)) continue;
    const std::string_view rest = std::string_view(lower).substr(stem.size());
    const auto digit = rest.find_first_of("0123456789");
    if (digit != std::string_view::npos && digit <= 1) return true;
  }
  return false;
}

void read_neighbours(Repository& repository, WeightFiles& out) {
  constexpr std::size_t max_configs = 40;
  for (const source::Entry& entry : repository.entries()) {
    const std::string_view name = base_name(entry.path);
    if (!name.ends_with(".json") || is_foreign(entry.path) || repository.file(entry.path) == nullptr) continue;
    if (name.ends_with(".index.json") && out.shards.expected < 10'000) read_index(repository, entry.path, out);
    else if (name == "config.json" && out.configs.size() < max_configs) read_config(repository, entry.path, out);
    else if (name == "adapter_config.json") read_adapter(repository, entry.path, out);
  }
  for (const std::string& folder : out.folders) {
    if (names_checkpoint(folder) && out.checkpoints.size() < 3) {
      const auto file = std::find_if(out.files.begin(), out.files.end(),
                                     [&](const WeightFile& f) { return dir_name(f.path) == folder; });
      out.checkpoints.push_back(repository.cite_file(file->path, "file-name"));
    }
    for (const source::Entry& entry : repository.entries())
      if (dir_name(entry.path) == folder && extension_of(entry.path) == "py" &&
          base_name(entry.path).find("model") != std::string_view::npos && out.custom_code.size() < 3)
        out.custom_code.push_back(repository.cite_file(entry.path, "file-name"));
    if (&folder - out.folders.data() >= 20) break;
  }
}

}  // namespace

bool WeightFiles::any_bytes() const {
  return std::any_of(files.begin(), files.end(), [](const WeightFile& f) { return f.is_here(); });
}

bool WeightFiles::any_pointer() const {
  return std::any_of(files.begin(), files.end(), [](const WeightFile& f) { return f.is_elsewhere(); });
}

WeightFiles collect_weight_files(Repository& repository) {
  WeightFiles out;
  read_files(repository, out);
  read_neighbours(repository, out);
  out.loader_code = find_loader_code(repository);
  for (const LoaderCode& code : out.loader_code)
    if (code.evidence.method != "requirement" && out.custom_code.size() < most_custom_code)
      out.custom_code.push_back(code.evidence);
  return out;
}

}  // namespace auditor::evidence
