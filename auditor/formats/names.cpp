// looks_like_weights: what a file name alone says, by rules/vocabulary/weights.yaml.
#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/inspect.h"

#include <algorithm>
#include <unordered_set>

namespace auditor::formats {
namespace {

struct Names {
  std::unordered_set<std::string> extensions;
  std::unordered_set<std::string> unsure_extensions;
  std::vector<std::string> unsure_names;
  std::unordered_set<std::string> not_extensions;
  std::unordered_set<std::string> not_names;
  std::unordered_set<std::string> loadable_extensions;
  std::unordered_set<std::string> text_extensions;
  std::unordered_set<std::string> media_extensions;
  std::vector<std::string> unsure_folders;
  std::unordered_set<std::string> compressions;
  std::unordered_set<std::string> peeled_extensions;
};

const Names& names() {
  static const Names shipped = [] {
    const Json document = resource_json("rules/vocabulary/weights.yaml");
    const auto set = [&](const char* key) { return document.at(key).get<std::unordered_set<std::string>>(); };
    return Names{
        set("extensions"),      set("unsure_extensions"), document.at("unsure_names").get<std::vector<std::string>>(),
        set("not_extensions"),  set("not_names"),         set("loadable_extensions"),
        set("text_extensions"), set("media_extensions"),  document.at("unsure_folders").get<std::vector<std::string>>(),
        set("compressions"),    set("peeled_extensions")};
  }();
  return shipped;
}

bool ends_in(const std::string& name, const std::unordered_set<std::string>& endings) {
  for (std::size_t dot = name.find('.', 1); dot != std::string::npos; dot = name.find('.', dot + 1))
    if (endings.contains(name.substr(dot))) return true;
  return false;
}

// "model.ckpt-1000.data-00000-of-00001": a shard of a TensorFlow checkpoint.
bool is_tensorflow_shard(std::string_view name) {
  constexpr std::string_view shape = ".data-00000-of-00000";
  if (name.size() <= shape.size()) return false;
  const std::string_view end = name.substr(name.size() - shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? end[i] < '0' || end[i] > '9' : end[i] != shape[i]) return false;
  return true;
}

// "cc.en.300.vec.gz" without ".gz", where what stands before it is weights; empty for other names.
std::string_view peeled(const Names& known, std::string_view name) {
  const std::size_t outer = name.rfind('.');
  if (outer == std::string_view::npos || !known.compressions.contains(std::string(name.substr(outer)))) return {};
  const std::string_view inner = name.substr(0, outer);
  const std::size_t dot = inner.rfind('.');
  const bool weights =
      dot != std::string_view::npos && known.peeled_extensions.contains(std::string(inner.substr(dot)));
  return weights ? inner : std::string_view{};
}

bool in_unsure_folder(const Names& known, std::string_view path) {
  for (const std::string_view step : split(dir_name(path), '/'))
    for (const std::string& end : known.unsure_folders)
      if (to_lower(step).ends_with(end)) return true;
  return false;
}

}  // namespace

NameKind kind_of_name(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  const Names& known = names();
  const std::size_t dot = name.rfind('.');
  const std::string last = dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
  if (known.media_extensions.contains(last)) return NameKind::media;
  if (known.text_extensions.contains(last)) return NameKind::text;
  const bool loadable = known.not_names.contains(name) || ends_in(name, known.extensions) ||
                        ends_in(name, known.loadable_extensions) || looks_like_weights(path);
  return loadable ? NameKind::loadable : NameKind::other;
}

bool looks_like_weights(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  const Names& known = names();
  if (known.not_names.contains(name)) return false;
  if (is_tensorflow_shard(name)) return true;
  if (const std::string_view inner = peeled(known, name); !inner.empty()) return looks_like_weights(inner);
  // ".index.json" before ".json": the longest ending that is known decides.
  for (std::size_t dot = name.find('.', 1); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    const std::string ending = name.substr(dot);
    if (known.not_extensions.contains(ending)) return false;
    if (known.extensions.contains(ending)) return true;
    if (known.unsure_extensions.contains(ending))
      return in_unsure_folder(known, path) ||
             std::any_of(known.unsure_names.begin(), known.unsure_names.end(),
                         [&](const std::string& word) { return name.find(word) != std::string::npos; });
  }
  return false;
}

}  // namespace auditor::formats
