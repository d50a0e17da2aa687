#include "auditor/evidence/card/metadata_values.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>

namespace auditor::evidence {
namespace {

struct Languages {
  WordSet codes;                                          // of two letters
  std::map<std::string, std::string, std::less<>> meant;  // "english": "en"
};

const Languages& languages() {
  static const Languages loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml").at("metadata");
    Languages out{word_set(data, "language_codes"), {}};
    for (const auto& [written, code] : data.at("language_meant").items()) out.meant.emplace(written, code.text());
    return out;
  }();
  return loaded;
}

bool has(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) && !object[key].is_null();
}

// Each kind of lack once: a card with a hundred results lacks the same in all.
class Lacks {
 public:
  void need(const Json& object, const std::string& what, std::initializer_list<const char*> parts) {
    for (const char* part : parts)
      if (!has(object, part)) add(what + " of `model-index` has no `" + part + "`", part);
  }
  void add(std::string message, std::string part) {
    if (std::none_of(out_.begin(), out_.end(), [&](const ValueProblem& p) { return p.message == message; }))
      out_.push_back({std::move(message), std::move(part)});
  }
  [[nodiscard]] std::vector<ValueProblem> take() { return std::move(out_); }

 private:
  std::vector<ValueProblem> out_;
};

void check_result(const Json& result, Lacks& lacks) {
  lacks.need(result, "a result", {"task", "dataset", "metrics"});
  if (has(result, "task")) lacks.need(result["task"], "the task of a result", {"type"});
  if (has(result, "dataset")) lacks.need(result["dataset"], "the data set of a result", {"type", "name"});
  if (has(result, "source")) lacks.need(result["source"], "the source of a result", {"url"});
  if (!has(result, "metrics")) return;
  if (!result["metrics"].is_array()) lacks.add("`metrics` of a result of `model-index` is no list", "");
  for (const Json& metric : result["metrics"]) lacks.need(metric, "a metric of a result", {"type", "value"});
}

// "my data set", "https://huggingface.co/owner/name": the id that was meant, where one can tell.
std::string id_meant(std::string_view written) {
  for (const std::string_view prefix :
       {"https://huggingface.co/datasets/", "https://huggingface.co/", "https://hf.co/"}) {
    if (!written.starts_with(prefix)) continue;
    std::string_view id = written.substr(prefix.size());
    while (id.ends_with('/')) id.remove_suffix(1);
    if (is_hub_id(id)) return std::string(id);
  }
  return {};
}

}  // namespace

bool is_hub_id(std::string_view text) {
  constexpr std::size_t longest = 200;
  const auto good = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/'; };
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), good) &&
         std::count(text.begin(), text.end(), '/') <= 1 && text.front() != '/' && text.back() != '/';
}

std::vector<ValueProblem> check_model_index(const Json& index) {
  if (!index.is_array()) return {{"`model-index` takes a list of models", ""}};
  Lacks lacks;
  for (const Json& model : index) {
    lacks.need(model, "a model", {"name"});
    const bool listed = has(model, "results") && model["results"].is_array();
    if (!listed) {
      lacks.add("a model of `model-index` has no list of `results`", "results");
      continue;
    }
    for (const Json& result : model["results"]) check_result(result, lacks);
  }
  return lacks.take();
}

std::vector<ValueProblem> check_emissions(const Json& value) {
  if (value.is_number()) return {};
  if (!value.is_object())
    return {{"`co2_eq_emissions` takes grams of CO2 as a number, or a map with `emissions`", "emissions"}};
  if (!has(value, "emissions")) return {{"`co2_eq_emissions` has no `emissions`: grams of CO2, a number", "emissions"}};
  if (!value["emissions"].is_number())
    return {{"`emissions` of `co2_eq_emissions` is no number: it takes grams of CO2", ""}};
  return {};
}

std::vector<ValueProblem> check_languages(const Json& value) {
  std::vector<ValueProblem> out;
  for (const Json& item : value.is_array() ? value : Json::array({value})) {
    if (!item.is_string()) continue;
    const std::string& code = item.get_ref<const std::string&>();
    if (code == "multilingual" || code == "code") continue;
    const std::string stem = code.substr(0, code.find_first_of("-_"));
    const bool lower = stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    const bool good = lower && (stem.size() == 3 || (stem.size() == 2 && languages().codes.contains(stem)));
    if (good && !languages().meant.contains(code)) continue;
    const auto meant = languages().meant.find(to_lower(trim(code)));
    const std::string near = meant != languages().meant.end()             ? meant->second
                             : languages().codes.contains(to_lower(stem)) ? to_lower(code)
                                                                          : std::string{};
    out.push_back({"`" + code + "` is no code of a language (two or three small letters: ISO 639)" +
                       (near.empty() ? "" : "; did you mean `" + near + "`?"),
                   near});
  }
  return out;
}

std::vector<ValueProblem> check_ids(std::string_view key, const Json& value) {
  std::vector<ValueProblem> out;
  for (const Json& item : value.is_array() ? value : Json::array({value})) {
    if (!item.is_string() || is_hub_id(item.get_ref<const std::string&>())) continue;
    const std::string& written = item.get_ref<const std::string&>();
    if (trim(written).empty()) continue;
    const std::string meant = id_meant(written);
    out.push_back({"`" + ellipsize(written, 80) + "` is no id of the hub, as `" + std::string(key) + "` takes it" +
                       (meant.empty() ? "" : "; did you mean `" + meant + "`?"),
                   meant});
  }
  return out;
}

std::vector<ValueProblem> check_new_version(const Json& value) {
  if (!value.is_string()) return {{"`new_version` takes the id of one model", ""}};
  std::vector<ValueProblem> out = check_ids("new_version", value);
  if (out.empty() && value.get_ref<const std::string&>().find('/') == std::string::npos)
    out.push_back({"`new_version` takes an id with its owner: `owner/name`", ""});
  return out;
}

}  // namespace auditor::evidence
