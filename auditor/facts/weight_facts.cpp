#include "auditor/core/text.h"
#include "auditor/facts/model_facts.h"
#include "auditor/facts/parts.h"

#include <map>
#include <set>

namespace auditor::facts {
namespace {

constexpr std::size_t max_links = 200;
constexpr std::size_t max_metadata = 40;

Json file_json(const evidence::WeightFile& file) {
  const auto& seen = file.inspection;
  Json metadata = Json::object();
  for (const auto& [key, value] : seen.metadata)
    if (metadata.size() < max_metadata) metadata[printable(key)] = printable(ellipsize(value, 400));
  std::string pointer = "none";
  if (file.pointer) pointer = file.pointer->kind == source::Pointer::Kind::lfs ? "lfs" : "xet";
  return {{"path", printable(file.path)},
          {"format", file.inspected ? seen.format : "unknown"},
          {"size", file.size},
          {"sha256", file.pointer && !file.pointer->sha256.empty() ? Json(file.pointer->sha256) : Json()},
          {"pointer", pointer},
          {"object_present", file.is_here()},
          {"lfs_tracked", file.lfs_tracked},
          {"verdict", formats::to_string(seen.verdict)},
          {"reasons", seen.reasons},
          {"tensors", seen.tensors},
          {"parameters", seen.parameters},
          {"dtypes", seen.dtypes},
          {"metadata", std::move(metadata)}};
}

std::string safety_of(const evidence::WeightFiles& weights) {
  if (weights.files.empty()) return "none";
  static constexpr std::string_view order[] = {"safe", "unknown", "suspicious", "malformed", "unsafe"};
  std::size_t worst = 0;
  for (const evidence::WeightFile& file : weights.files) {
    const std::string_view verdict = file.inspected ? formats::to_string(file.inspection.verdict) : "unknown";
    for (std::size_t i = 0; i < std::size(order); ++i)
      if (order[i] == verdict) worst = std::max(worst, i);
  }
  return std::string(order[worst]);
}

Json links_json(const evidence::ModelEvidence& found) {
  Json links = Json::array();
  std::set<std::string> seen;
  for (const evidence::Offer& offer : found.offers) {
    if (links.size() == max_links || !seen.insert(offer.url).second) continue;
    links.push_back({{"url", offer.url},
                     {"id", or_null(offer.hub_id())},
                     {"evidence", evidence::to_json(evidence::Citations{offer.citation})}});
  }
  return links;
}

Json config_json(const evidence::ModelEvidence& found) {
  Json out = {{"architectures", Json::array()}, {"dtype", nullptr},          {"quantization", nullptr},
              {"model_type", nullptr},          {"context_length", nullptr}, {"parameters_stated", nullptr}};
  for (const evidence::ModelConfig& config : found.weight_files.configs) {
    for (const std::string& name : config.architectures) out["architectures"].push_back(printable(name));
    if (out["dtype"].is_null() && !config.dtype.empty()) out["dtype"] = printable(config.dtype);
    if (out["quantization"].is_null() && !config.quantization.empty())
      out["quantization"] = printable(config.quantization);
    if (out["model_type"].is_null() && !config.model_type.empty()) out["model_type"] = printable(config.model_type);
    if (out["context_length"].is_null() && config.context_length) out["context_length"] = *config.context_length;
  }
  if (found.parameters.stated) out["parameters_stated"] = static_cast<std::uint64_t>(*found.parameters.stated);
  return out;
}

// Whether the stated number of parameters is the one that the files hold.
Json parameter_check(const evidence::ParameterCount& count) {
  const std::string_view status = !count.agrees ? "unknown" : *count.agrees ? "agrees" : "differs";
  return {{"status", status}, {"evidence", evidence::to_json(count.evidence)}};
}

}  // namespace

Json weights_json(const evidence::ModelEvidence& found) {
  const evidence::WeightFiles& weights = found.weight_files;
  Json files = Json::array();
  std::set<std::string> formats;
  std::map<std::string, std::uint64_t> dtypes;
  std::uint64_t parameters = 0;
  std::uint64_t size = 0;
  for (const evidence::WeightFile& file : weights.files) {
    files.push_back(file_json(file));
    if (file.inspected) formats.insert(file.inspection.format);
    for (const auto& [dtype, count] : file.inspection.dtypes) dtypes[dtype] += count;
    parameters += file.inspection.parameters;
    size += file.size;
  }
  const bool checkpoints = !weights.checkpoints.empty();
  const bool custom = !weights.custom_code.empty();
  return {
      {"status", evidence::to_string(found.weights_status)},
      {"evidence", evidence::to_json(found.weights_evidence)},
      {"files", std::move(files)},
      {"links", links_json(found)},
      {"formats", formats},
      {"parameters", parameters},
      {"parameter_check", parameter_check(found.parameters)},
      {"dtypes", dtypes},
      {"total_size", size},
      {"safety", safety_of(weights)},
      {"shards",
       {{"expected", weights.shards.expected},
        {"missing", weights.shards.missing},
        {"surplus", weights.shards.surplus},
        {"missing_tensors", weights.shards.missing_tensors}}},
      {"gate",
       {{"status",
         found.gate.gated ? "gated" : (found.weights_status == evidence::WeightsStatus::absent ? "unknown" : "open")},
        {"evidence", evidence::to_json(found.gate.evidence)}}},
      {"adapter", weights.adapter ? Json{{"base", weights.adapter->base}, {"type", weights.adapter->type}} : Json()},
      {"config", config_json(found)},
      {"custom_code",
       {{"status", custom ? "present" : "absent"}, {"evidence", evidence::to_json(weights.custom_code)}}},
      {"checkpoints",
       {{"status", checkpoints ? "included" : (found.checkpoint_links.empty() ? "absent" : "linked")},
        {"evidence", evidence::to_json(checkpoints ? weights.checkpoints : found.checkpoint_links)}}}};
}

Json security_json(const evidence::ModelEvidence& found, const evidence::FileSafety& safety) {
  Json unsafe = Json::array();
  Json suspicious = Json::array();
  Json stored = Json::array();
  Json empty = Json::array();
  Json missing = Json::array();
  for (const evidence::WeightFile& file : found.weight_files.files) {
    const std::string path = printable(file.path);
    if (file.inspected && file.inspection.verdict == formats::Verdict::unsafe) unsafe.push_back(path);
    if (file.inspected && file.inspection.verdict == formats::Verdict::suspicious) suspicious.push_back(path);
    if (file.lfs_tracked && !file.pointer && file.fetched) stored.push_back(path);
    if (file.pointer && file.pointer->size == 0) empty.push_back(path);
    if (file.is_elsewhere()) missing.push_back(path);
  }
  Json loadable = Json::array();
  for (const evidence::LoadableFile& file : safety.files) {
    const std::string path = printable(file.path);
    if (file.verdict == formats::Verdict::unsafe) unsafe.push_back(path);
    if (file.verdict == formats::Verdict::suspicious) suspicious.push_back(path);
    loadable.push_back({{"path", path},
                        {"format", file.format},
                        {"verdict", formats::to_string(file.verdict)},
                        {"reasons", file.reasons}});
  }
  Json code = Json::array();
  for (const evidence::LoaderCode& found_code : found.weight_files.loader_code)
    code.push_back({{"path", printable(found_code.path)},
                    {"what", found_code.what},
                    {"evidence", evidence::to_json(evidence::Citations{found_code.evidence})}});
  return {{"unsafe_files", unsafe},
          {"loader_code", std::move(code)},
          {"suspicious_files", suspicious},
          {"loadable_files", std::move(loadable)},
          {"loadable_files_omitted", safety.omitted},
          {"stored_without_lfs", stored},
          {"empty_pointers", empty},
          {"missing_objects", missing}};
}

}  // namespace auditor::facts
