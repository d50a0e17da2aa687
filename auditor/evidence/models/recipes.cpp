#include "auditor/evidence/models/recipes.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// Above what a document may name as bases, where the limit is said (ParentList::add).
constexpr std::size_t most_bases = 200;
constexpr std::size_t most_blocks = 200;
constexpr std::size_t longest_recipe = 64U << 10U;

struct Vocabulary {
  WordSet merge_files;
  WordSet training_files;
  std::vector<std::string> training_keys;
  std::vector<std::string> merge_marks;
  std::vector<std::string> training_marks;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml").at("recipes");
    return Vocabulary{word_set(data, "merge_files"), word_set(data, "training_files"),
                      string_list(data, "training_keys"), string_list(data, "merge_marks"),
                      string_list(data, "training_marks")};
  }();
  return loaded;
}

// "owner/name", or the name of a well-known model; a folder of the machine has more steps or another beginning.
bool names_a_model(std::string_view id) {
  if (is_no_model(id) || id.find_first_of(" \t\n:\\{}$~") != std::string_view::npos) return false;
  const auto steps = std::count(id.begin(), id.end(), '/');
  return steps == 1 ? id.back() != '/' : steps == 0 && !base_terms(id).expression.empty();
}

class Reader {
 public:
  explicit Reader(RecipeKind kind) : kind_(kind) {}

  std::vector<NamedBase> read(const Json& recipe) {
    if (kind_ == RecipeKind::merge) read_merge(recipe, 0);
    else read_training(recipe);
    return std::move(out_);
  }

 private:
  void add(std::string_view id, std::string_view relation) {
    id = trim(id);
    if (!names_a_model(id) || out_.size() >= most_bases) return;
    for (const NamedBase& known : out_)
      if (iequals(known.id, id)) return;
    out_.push_back({std::string(id), std::string(relation), 0, 0});
  }

  // `model: owner/a`, `model: owner/a+owner/lora`, `model: {path: owner/a}`, at any depth.
  void read_merge(const Json& value, int depth) {
    constexpr int deepest = 8;
    if (depth > deepest || !(value.is_array() || value.is_object())) return;
    if (value.is_array()) {
      for (const Json& item : value) read_merge(item, depth + 1);
      return;
    }
    for (const auto& [key, item] : value.items()) {
      const bool names = key == "model" || key == "base_model" || key == "source_model" || key == "path";
      if (!names || !item.is_string()) {
        read_merge(item, depth + 1);
        continue;
      }
      const std::string_view written = item.get_ref<const std::string&>();
      for (const std::string_view part : split(written, '+')) add(part.substr(0, part.find('@')), "merge");
    }
  }

  void read_training(const Json& recipe) {
    if (!recipe.is_object()) return;
    const auto set = [&](const char* key) {
      const auto at = recipe.find(key);
      return at != recipe.end() && !at->is_null() && *at != false && *at != "";
    };
    const bool adapter = set("adapter") || set("lora_r") || set("lora_rank") || set("peft_type") || set("peft");
    for (const std::string& key : vocabulary().training_keys)
      if (const auto at = recipe.find(key); at != recipe.end() && at->is_string())
        return add(at->get_ref<const std::string&>(), adapter ? "adapter" : "finetune");
  }

  RecipeKind kind_;
  std::vector<NamedBase> out_;
};

RecipeKind kind_of(const Json& recipe) {
  if (!recipe.is_object()) return RecipeKind::none;
  const auto has = [&](const std::string& key) { return recipe.contains(key); };
  const Vocabulary& v = vocabulary();
  if (std::count_if(v.merge_marks.begin(), v.merge_marks.end(), has) >= 2 || recipe.contains("merge_method"))
    return RecipeKind::merge;
  const bool trains = std::any_of(v.training_marks.begin(), v.training_marks.end(), has);
  return trains && std::any_of(v.training_keys.begin(), v.training_keys.end(), has) ? RecipeKind::training
                                                                                    : RecipeKind::none;
}

}  // namespace

RecipeKind recipe_of_name(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  if (vocabulary().merge_files.contains(name)) return RecipeKind::merge;
  return vocabulary().training_files.contains(name) ? RecipeKind::training : RecipeKind::none;
}

std::vector<NamedBase> read_recipe(const Json& recipe, RecipeKind kind) {
  return kind == RecipeKind::none ? std::vector<NamedBase>{} : Reader(kind).read(recipe);
}

std::vector<NamedBase> read_recipes(const Document& document, bool& cut) {
  std::vector<NamedBase> out;
  std::size_t blocks = 0;
  for (const Block& block : document.blocks) {
    if (block.kind != BlockKind::code) continue;
    const bool likely =
        block.text.find("merge_method") != std::string::npos || block.text.find("base_model") != std::string::npos ||
        block.text.find("model_name_or_path") != std::string::npos || block.text.find("slices:") != std::string::npos ||
        block.text.find("pretrained_model_name_or_path") != std::string::npos;
    if (!likely) continue;
    if (block.text.size() > longest_recipe || blocks == most_blocks) {
      cut = true;
      continue;
    }
    ++blocks;
    const auto parsed = parse_yaml(block.text, "");
    if (!parsed) continue;
    for (NamedBase& base : read_recipe(parsed->value, kind_of(parsed->value))) {
      base.start_line = block.line_at(std::min(block.text.find(base.id), block.text.size()));
      base.end_line = base.start_line;
      out.push_back(std::move(base));
    }
  }
  return out;
}

}  // namespace auditor::evidence
