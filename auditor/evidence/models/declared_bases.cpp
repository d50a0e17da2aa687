// What was made from what, as metadata, tools, recipes, configurations and files of weights declare it.
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/models/named_base.h"
#include "auditor/evidence/models/parents.h"
#include "auditor/evidence/models/recipes.h"
#include "auditor/evidence/models/tool_sentences.h"
#include "auditor/licenses/catalog/base_models.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// The strings of a value of whatever shape: an id, a list, a map, a list of maps.
void gather_ids(const Json& value, std::vector<std::string>& out) {
  if (value.is_string()) out.push_back(value.get<std::string>());
  else if (value.is_structured())
    for (const Json& item : value) gather_ids(item, out);
}

// "owner/name", or one of the hub's first models, which have no owner; more parts are a folder of the machine it was
// trained on.
bool names_a_repository(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == std::string_view::npos) return !is_no_model(id) && licenses::base_model_license(id).has_value();
  return slash > 0 && id.find('/', slash + 1) == std::string_view::npos;
}

class Declarations {
 public:
  Declarations(Repository& repository, ParentList& parents) : repository_(repository), parents_(parents) {}

  void read_front_matter(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr || !card->front_matter.is_object()) return;
    read_base_tags(path, *card);
    const std::string key = key_in(card->front_matter, "base_model");
    if (key.empty()) return;
    std::string relation = "unknown";
    const std::string said = key_in(card->front_matter, "base_model_relation");
    if (!said.empty() && card->front_matter[said].is_string()) relation = card->front_matter[said];
    const int line = card->line_of(key);
    std::vector<std::string> ids;
    gather_ids(card->front_matter[key], ids);
    for (std::string& id : ids)
      parents_.add({std::move(id), relation, {}, {}, path, {repository_.cite(path, line, line, "front-matter")}});
  }

  // "tags: [base_model:finetune:owner/name]", as the hub writes what it inferred.
  void read_base_tags(const std::string& path, const Card& card) {
    constexpr std::string_view key = "base_model:";
    const auto tags = card.front_matter.find("tags");
    if (tags == card.front_matter.end() || !tags->is_array()) return;
    const int line = card.line_of("tags");
    for (const Json& tag : *tags) {
      if (!tag.is_string() || !tag.get_ref<const std::string&>().starts_with(key)) continue;
      const std::string_view rest = std::string_view(tag.get_ref<const std::string&>()).substr(key.size());
      const auto colon = rest.find(':');
      const std::string relation(colon == std::string_view::npos ? "unknown" : rest.substr(0, colon));
      const std::string id(colon == std::string_view::npos ? rest : rest.substr(colon + 1));
      const bool known =
          relation == "finetune" || relation == "adapter" || relation == "merge" || relation == "quantized";
      parents_.add(
          {id, known ? relation : "unknown", {}, {}, path, {repository_.cite(path, line, line, "front-matter")}});
    }
  }

  // What tools wrote: their sentences and the recipes that they print into the card.
  void read_tools(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return;
    const auto add_all = [&](const std::vector<NamedBase>& bases, std::string_view method) {
      for (const NamedBase& base : bases)
        parents_.add(
            {base.id, base.relation, {}, {}, path, {repository_.cite(path, base.start_line, base.end_line, method)}});
    };
    add_all(read_tool_sentences(card->document), "tool-sentence");
    bool cut = false;
    add_all(read_recipes(card->document, cut), "recipe");
    if (cut) repository_.report({path, 0, "limit", "more recipes than are read for bases, or longer ones"});
  }

  void read_configs(const WeightFiles& weights) {
    for (const source::Entry& entry : repository_.entries()) {
      if (base_name(entry.path) != "config.json" || parents_.full() || repository_.file(entry.path) == nullptr)
        continue;
      const bool beside_weights =
          dir_name(entry.path).empty() ||
          std::binary_search(weights.folders.begin(), weights.folders.end(), dir_name(entry.path));
      if (!beside_weights) continue;
      const Json* config = repository_.json(entry.path);
      if (config == nullptr || !config->is_object()) continue;
      const auto name = config->find("_name_or_path");
      if (name != config->end() && name->is_string() && names_a_repository(name->get_ref<const std::string&>()))
        parents_.add({name->get<std::string>(),
                      "unknown",
                      {},
                      {},
                      {},
                      {repository_.cite_file(entry.path, "configuration", Confidence::low)}});
    }
    if (weights.adapter && !weights.adapter->base.empty())
      parents_.add({weights.adapter->base,
                    "adapter",
                    {},
                    {},
                    {},
                    {repository_.cite_file(weights.adapter->path, "configuration")}});
    for (const WeightFile& file : weights.files) read_metadata(file);
    for (const source::Entry& entry : repository_.entries()) read_recipe_file(entry.path, weights);
  }

  // "mergekit_config.yml" at the root or beside weights.
  void read_recipe_file(const std::string& path, const WeightFiles& weights) {
    const RecipeKind kind = recipe_of_name(path);
    const std::string folder(dir_name(path));
    if (kind == RecipeKind::none || repository_.file(path) == nullptr ||
        (!folder.empty() && !std::binary_search(weights.folders.begin(), weights.folders.end(), folder)))
      return;
    const auto text = repository_.text(path);
    const auto recipe = text ? parse_yaml(*text, path) : tl::unexpected(Error{});  // JSON is YAML
    if (!recipe) {
      if (text) repository_.report({path, recipe.error().line, "malformed", recipe.error().message});
      return;
    }
    for (const NamedBase& base : read_recipe(recipe->value, kind)) {
      const auto before = text->substr(0, std::min(text->find(base.id), text->size()));
      const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
      parents_.add({base.id, base.relation, {}, {}, {}, {repository_.cite(path, line, line, "recipe")}});
    }
  }

  // "general.base_model.0.repo_url", or its organisation and name; what a conversion was made from.
  void read_metadata(const WeightFile& file) {
    const auto& metadata = file.inspection.metadata;
    const auto value_of = [&](const std::string& key) {
      const auto at = metadata.find(key);
      return at == metadata.end() ? std::string{} : at->second;
    };
    const auto add_id = [&](const std::string& id, std::string_view relation, std::string_view method) {
      if (!id.empty() && !is_no_model(id))
        parents_.add({id, std::string(relation), {}, {}, {}, {repository_.cite_file(file.path, method)}});
    };
    constexpr std::string_view base = "general.base_model.";
    for (const auto& [key, value] : metadata) {
      if (key.starts_with(base) && key.ends_with(".repo_url")) {
        add_id(model_of_link({{}, value, 0, false}), "unknown", "gguf");
      } else if (key.starts_with(base) && key.ends_with(".name")) {
        const std::string stem = key.substr(0, key.size() - std::string_view("name").size());
        if (!value_of(stem + "repo_url").empty()) continue;
        std::string name = value_of(stem + "organization");
        name += (name.empty() ? "" : "/") + value;
        std::replace(name.begin(), name.end(), ' ', '-');
        add_id(name, "unknown", "gguf");
      } else if (key == "general.source.huggingface.repository") {
        add_id(value, "quantized", "gguf");
      } else if (key == "ss_sd_model_name" && !base_terms_in(value).expression.empty()) {
        add_id(value, "adapter", "safetensors");
      }
    }
  }

 private:
  Repository& repository_;
  ParentList& parents_;
};

}  // namespace

void read_declared_bases(Repository& repository, const std::string& document, ParentList& parents) {
  Declarations reader(repository, parents);
  reader.read_front_matter(document);
  reader.read_tools(document);
}

void read_configured_bases(Repository& repository, const WeightFiles& weights, ParentList& parents) {
  Declarations(repository, parents).read_configs(weights);
}

}  // namespace auditor::evidence
