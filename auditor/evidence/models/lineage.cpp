#include "auditor/evidence/models/lineage.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/models/named_base.h"
#include "auditor/evidence/models/recipes.h"
#include "auditor/evidence/models/tool_sentences.h"
#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/licenses/catalog/base_models.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_parents = 40;
constexpr std::size_t max_reach = 90;  // bytes between the relation's words and the parent's name

struct Vocabulary {
  std::vector<std::pair<std::string, std::vector<std::string>>> relations;
  std::vector<std::string> design_words;
  std::vector<std::string> design_ends;
  std::vector<std::string> other_models;
  std::vector<std::string> base_options;
  std::vector<std::string> base_columns;
  WordSet adapter_words;
  std::vector<std::string> document_subjects;
  std::vector<std::pair<std::vector<std::string>, std::string>> short_names;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/models.yaml");
    Vocabulary v;
    for (const char* relation : {"quantized", "adapter", "merge", "distilled", "finetune"})
      v.relations.emplace_back(relation, string_list(data.at("relations"), relation));
    v.design_words = string_list(data, "design_words");
    v.design_ends = string_list(data, "design_ends");
    v.other_models = string_list(data, "other_models");
    v.base_columns = string_list(data, "base_columns");
    v.base_options = string_list(data, "base_options");
    v.adapter_words = word_set(data, "adapter_words");
    const Packed hub = Packed::of_resource("rules/vocabulary/hub.yaml");
    v.document_subjects = hub.at("document_subjects").strings();
    for (const Packed& entry : hub.at("short_names").list())
      v.short_names.emplace_back(entry.at("words").strings(), std::string(entry.at("family").text()));
    return v;
  }();
  return loaded;
}

// An id as people write it in metadata: an address of the hub, a revision or a page behind it.
std::string plain_id(std::string_view written) {
  std::string_view id = trim(written);
  if (id.find("://") != std::string_view::npos) {
    const auto hub = hub_id_of(id);
    return hub ? (hub->name.empty() ? hub->owner : hub->owner + "/" + hub->name) : std::string(id);
  }
  for (const std::string_view page : {"/tree/", "/blob/", "/resolve/", "@"})
    if (const auto at = id.find(page); at != std::string_view::npos && at > 0) id = id.substr(0, at);
  while (id.ends_with('/')) id.remove_suffix(1);
  return std::string(id);
}

bool placeholder_name(std::string_view id) {
  return id.empty() || id.starts_with(".") || id.starts_with("/") || id.starts_with("[") ||
         id.find("..") != std::string_view::npos || id.size() > 200;
}

// A path of somebody's machine, or an endless owner, tells by its last part where that names a family of known terms:
// "/mnt/models/Llama-2-7b-hf".
std::string name_of_path(std::string id) {
  if (!placeholder_name(id)) return id;
  std::string name(base_name(id));
  return placeholder_name(name) || base_terms(name).expression.empty() ? id : name;
}

// The strings of a value of whatever shape: an id, a list, a map, a list of maps.
void gather_ids(const Json& value, std::vector<std::string>& out) {
  if (value.is_string()) out.push_back(value.get<std::string>());
  else if (value.is_structured())
    for (const Json& item : value) gather_ids(item, out);
}

// The key as the metadata spell it: "Base-Model" for "base_model"; empty when there is none.
std::string spelled(const Json& metadata, std::string_view key) {
  for (const auto& [name, value] : metadata.items()) {
    std::string plain = to_lower(name);
    std::replace(plain.begin(), plain.end(), '-', '_');
    if (plain == key) return name;
  }
  return {};
}

class Collector {
 public:
  Collector(Repository& repository, const OwnNames& own) : repository_(repository), own_(own) {}

  void add(Parent parent) {
    parent.id = printable(name_of_path(plain_id(parent.id)));
    if (placeholder_name(parent.id) || is_no_model(parent.id)) return;
    for (Parent& known : out_.parents) {
      if (known.document != parent.document || !iequals(known.id, parent.id)) continue;
      if (known.evidence.size() < 3)
        known.evidence.insert(known.evidence.end(), parent.evidence.begin(), parent.evidence.end());
      if (known.relation == "unknown") known.relation = parent.relation;
      return;
    }
    if (out_.parents.size() >= max_parents)
      return repository_.report({parent.document, 0, "limit", "more models named as bases than are read"});
    const auto observed = repository_.local_terms(parent.id);
    parent.license = observed ? *observed : base_terms(parent.id).expression;
    parent.license_source = observed ? "observed" : parent.license.empty() ? "none" : "known";
    out_.parents.push_back(std::move(parent));
  }

  void read_front_matter(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr || !card->front_matter.is_object()) return;
    read_base_tags(path, *card);
    const std::string key = spelled(card->front_matter, "base_model");
    if (key.empty()) return;
    std::string relation = "unknown";
    if (const auto stated = card->front_matter.find("base_model_relation");
        stated != card->front_matter.end() && stated->is_string())
      relation = *stated;
    const int line = card->line_of(key);
    std::vector<std::string> ids;
    gather_ids(card->front_matter[key], ids);
    for (std::string& id : ids)
      add({std::move(id), relation, {}, {}, path, {repository_.cite(path, line, line, "front-matter")}});
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
      add({id, known ? relation : "unknown", {}, {}, path, {repository_.cite(path, line, line, "front-matter")}});
    }
  }

  // What tools wrote: their sentences and the recipes that they print into the card.
  void read_tools(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return;
    const auto add_all = [&](const std::vector<NamedBase>& bases, std::string_view method) {
      for (const NamedBase& base : bases)
        add({base.id, base.relation, {}, {}, path, {repository_.cite(path, base.start_line, base.end_line, method)}});
    };
    add_all(read_tool_sentences(card->document), "tool-sentence");
    add_all(read_recipes(card->document), "recipe");
  }

  void read_sentences(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return;
    const Block* header = nullptr;  // of the table that is being read
    for (const Block& block : card->document.blocks) {
      if (block.kind != BlockKind::table_row) header = nullptr;
      else if (header == nullptr || block.header_row) header = &block;
      else read_row(path, *header, block);
      if (block.kind == BlockKind::code) read_command(path, block);
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment || block.kind == BlockKind::heading)
        continue;
      if (is_news_of_another(block)) continue;
      for (const Sentence& sentence : sentences(block)) read_sentence(path, block, sentence);
    }
  }

  // What the sentences say in other words and languages, where the phrases above found no parent.
  void read_descent_of(const std::string& path) {
    const bool known =
        std::any_of(out_.parents.begin(), out_.parents.end(), [&](const Parent& p) { return p.document == path; });
    const language::DocumentReading* document = known ? nullptr : reading_of(repository_, own_, path);
    if (document == nullptr) return;
    const std::vector<DescentFinding> descent = read_descent(*document);
    if (descent.size() >= max_descent_findings)
      repository_.report({path, 0, "limit", "more models named as bases than are read"});
    for (const DescentFinding& found : descent)
      add({found.base,
           found.relation == "distilled" ? "unknown" : std::string(found.relation),
           {},
           {},
           path,
           {repository_.cite(path, found.start_line, found.end_line, "sentence", Confidence::medium)}});
  }

  // An entry of news that sends the reader to another repository speaks of what is there.
  [[nodiscard]] bool is_news_of_another(const Block& block) const {
    if (own_.name().empty() || !begins_with_date(block.text)) return false;
    return std::any_of(block.links.begin(), block.links.end(), [&](const Link& link) {
      const auto forge = link.image ? std::nullopt : forge_id_of(link.url);
      return forge && !forge->name.empty() && !own_.is_self(*forge) && iequals(forge->owner, own_.owner());
    });
  }

  // "| Model | Language part | Download |": the base of a model that the same row links.
  void read_row(const std::string& path, const Block& header, const Block& row) {
    for (std::size_t i = 0; i < std::min(header.cells.size(), row.cells.size()); ++i) {
      constexpr std::size_t longest = 200;  // bytes
      if (header.cells[i].size() > longest) continue;
      const std::string column = to_lower(trim(header.cells[i]));
      const auto& columns = vocabulary().base_columns;
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) continue;
      const std::string_view cell = trim(row.cells[i]);
      std::string id;
      bool offered = false;
      for (const Link& link : row.links) {
        const auto hub = link.image ? std::nullopt : hub_id_of(link.url);
        if (!hub || hub->name.empty()) continue;
        const bool here = !link.text.empty() && cell.find(link.text) != std::string_view::npos;
        if (here && id.empty()) id = hub->owner + "/" + hub->name;
        else if (!here) offered = true;
      }
      if (!offered) return;
      if (id.empty() && !base_terms_in(cell).expression.empty()) id = cell;
      if (!id.empty())
        add({id,
             "finetune",
             {},
             {},
             path,
             {repository_.cite(path, row.start_line, row.end_line, "table", Confidence::medium)}});
      return;
    }
  }

  // "--base_model 'owner/base' --lora_weights 'nest/wren-lora'": the base of the project's own adapter.
  void read_command(const std::string& path, const Block& block) {
    const std::string& text = block.text;
    for (const std::string& option : vocabulary().base_options) {
      const std::size_t at = text.find(option);
      if (at == std::string::npos) continue;
      const std::size_t line_end = std::min(text.find('\n', at), text.size());
      const auto rest = std::string_view(text).substr(at + option.size(), line_end - at - option.size());
      const std::size_t start = rest.find_first_not_of(" ='\"");
      if (start == std::string_view::npos) continue;
      const std::string id(rest.substr(start, rest.find_first_of(" '\"\\,)", start) - start));
      if (id.find('/') == std::string::npos || base_terms(id).expression.empty() || !names_own_adapter(text)) continue;
      const int line = block.line_at(at);
      add({id, "adapter", {}, {}, path, {repository_.cite(path, line, line, "command", Confidence::medium)}});
      return;
    }
  }

  // "nest/wren-lora-7b" of the repository's own owner or name.
  [[nodiscard]] bool names_own_adapter(std::string_view text) const {
    for (std::size_t slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
      const auto inside = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; };
      std::size_t start = slash;
      while (start > 0 && inside(text[start - 1])) --start;
      std::size_t end = slash + 1;
      while (end < text.size() && inside(text[end])) ++end;
      const std::string owner = to_lower(text.substr(start, slash - start));
      const std::string_view name = text.substr(slash + 1, end - slash - 1);
      const auto words = name_words(std::string(name) + ".id");
      const bool adapter =
          std::any_of(words.begin(), words.end(), [](const auto& w) { return vocabulary().adapter_words.contains(w); });
      const bool own = (!own_.owner().empty() && owner == own_.owner()) ||
                       (own_.name().size() >= 3 && to_lower(name).starts_with(own_.name()));
      if (adapter && own) return true;
    }
    return false;
  }

  bool is_denied(const std::string& path, std::string_view sentence) {
    if (denied_in_ != path) {
      const language::DocumentReading* document = reading_of(repository_, own_, path);
      denied_ = document == nullptr ? std::set<std::string_view>{} : denied_descent(*document);
      denied_in_ = path;
    }
    return denied_.contains(sentence);
  }

  void read_sentence(const std::string& path, const Block& block, const Sentence& sentence) {
    if (sentence.text.size() > 1500) return;
    const std::string lower = to_lower(sentence.text);
    const auto& texts = vocabulary().document_subjects;
    if (std::any_of(texts.begin(), texts.end(), [&](const auto& t) { return trim(lower).starts_with(t); })) return;
    const WordStarts starts(lower);
    for (const auto& [relation, phrases] : vocabulary().relations) {
      const std::string* phrase = first_phrase(lower, starts, phrases);
      if (phrase == nullptr) continue;
      if (first_phrase(lower, starts, vocabulary().other_models) != nullptr) return;
      if (is_denied(path, sentence.text)) return;
      // "A is trained on X and B is trained on Y": every place of the words.
      for (std::size_t at = find_phrase(lower, *phrase); at != std::string::npos;) {
        const std::size_t end = at + phrase->size();
        const auto offset = static_cast<std::size_t>(sentence.text.data() - block.text.data()) + end;
        std::string id = model_at(block, offset);
        if (id.empty() || *phrase == "trained on")
          id = parent_after(block, sentence.text.substr(end), *phrase == "trained on");
        if (!id.empty())
          add({id,
               relation == "distilled" ? "unknown" : relation,
               {},
               {},
               path,
               {repository_.cite(path, sentence.start_line, sentence.end_line, "sentence", Confidence::medium)}});
        const std::size_t next = find_phrase(std::string_view(lower).substr(end), *phrase);
        at = next == std::string_view::npos ? std::string::npos : end + next;
      }
      return;
    }
  }

  // The model that the words after "fine-tuned from" name: a link to a hub, or a family whose terms are known.
  static std::string parent_after(const Block& block, std::string_view rest, bool near_only) {
    const std::string_view near = rest.substr(0, std::min(rest.size(), max_reach));
    const BaseTerms terms = base_terms_in(near);
    const bool family = !terms.expression.empty() && !is_design(near.substr(terms.end)) &&
                        !names_another_first(near.substr(0, terms.start)) &&
                        !far_off(near.substr(0, terms.start), near_only);
    for (const Link& link : block.links) {
      const std::size_t at = link.text.empty() ? std::string_view::npos : near.find(link.text);
      if (link.image || at == std::string_view::npos || (family && terms.end <= at)) continue;
      if (near_only && (at > 8 || base_terms(link.text).expression.empty())) continue;  // data sets are trained on
      const auto id = hub_id_of(link.url);
      if (!id || is_design(near.substr(at + link.text.size()))) continue;
      if (!id->name.empty()) return id->owner + "/" + id->name;
      // The hub's first models have no owner: [gpt2](https://huggingface.co/gpt2).
      if (iequals(link.text, id->owner)) return id->owner;
    }
    return family ? whole_name(near, terms.start, terms.end) : std::string{};
  }

  // "Wren2.5-Math-7B" around "Wren2.5": the version and size decide on the terms.
  static std::string whole_name(std::string_view text, std::size_t start, std::size_t end) {
    const auto inside = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/'; };
    std::size_t first = start;
    std::size_t last = end;
    while (first > 0 && inside(text[first - 1])) --first;
    while (last < text.size() && inside(text[last])) ++last;
    std::string_view name = text.substr(first, last - first);
    while (!name.empty() && (name.back() == '.' || name.back() == '-' || name.back() == '/')) name.remove_suffix(1);
    const bool version = name.find_first_of("0123456789") != std::string_view::npos;
    const bool id = name.find('/') == std::string_view::npos || is_model_id(name);
    return std::string(version && id ? name : trim(text.substr(start, end - start)));
  }

  // "based on the number of tokens would be unfair to models like Llama": a sentence of its own stands between.
  static bool far_off(std::string_view before, bool near_only) {
    const std::size_t most_words = near_only ? 2 : 9;
    const std::string lower = to_lower(before);
    for (const std::string_view stop : {"，", "。", "；", "技术"})
      if (lower.find(stop) != std::string::npos) return true;
    std::size_t words = 0;
    for (const std::string_view word : split(lower, ' ')) {
      if (word == "would" || word == "will" || word == "is" || word == "are" || word == "was" || word == "were")
        return true;
      words += word.empty() ? 0 : 1;
    }
    return words > most_words;
  }

  // "based on Wren-130B, and its chat version …": the base is a name that stands before, with a number in it.
  static bool names_another_first(std::string_view before) {
    for (const std::string_view word : split(before, ' ')) {
      const bool capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
      const bool number = word.find_first_of("0123456789") != std::string_view::npos;
      if (capital && number && (word.ends_with(",") || word.ends_with(";") || word.ends_with("."))) return true;
    }
    return false;
  }

  static bool is_design(std::string_view after) {
    std::string lower = to_lower(after.substr(0, std::min<std::size_t>(after.size(), 30)));
    // "[wren-base] on the nest dataset": what follows the preposition is no part of the name.
    for (const std::string& end : vocabulary().design_ends)
      if (const auto at = lower.find(end); at != std::string::npos) lower.resize(at);
    return std::any_of(vocabulary().design_words.begin(), vocabulary().design_words.end(),
                       [&](const auto& word) { return lower.find(word) != std::string::npos; });
  }

  // "owner/name", or one of the hub's first models, which have no owner; more parts are a folder of the machine it was
  // trained on.
  static bool names_a_repository(std::string_view id) {
    const auto slash = id.find('/');
    if (slash == std::string_view::npos) return !is_no_model(id) && licenses::base_model_license(id).has_value();
    return slash > 0 && id.find('/', slash + 1) == std::string_view::npos;
  }

  void read_configs(const WeightFiles& weights) {
    for (const source::Entry& entry : repository_.entries()) {
      if (base_name(entry.path) != "config.json" || out_.parents.size() >= max_parents ||
          repository_.file(entry.path) == nullptr)
        continue;
      const bool beside_weights =
          dir_name(entry.path).empty() ||
          std::binary_search(weights.folders.begin(), weights.folders.end(), dir_name(entry.path));
      if (!beside_weights) continue;
      const Json* config = repository_.json(entry.path);
      if (config == nullptr || !config->is_object()) continue;
      const auto name = config->find("_name_or_path");
      if (name != config->end() && name->is_string() && names_a_repository(name->get_ref<const std::string&>()))
        add({name->get<std::string>(),
             "unknown",
             {},
             {},
             {},
             {repository_.cite_file(entry.path, "configuration", Confidence::low)}});
    }
    if (weights.adapter && !weights.adapter->base.empty())
      add({weights.adapter->base,
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
      add({base.id, base.relation, {}, {}, {}, {repository_.cite(path, line, line, "recipe")}});
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
        add({id, std::string(relation), {}, {}, {}, {repository_.cite_file(file.path, method)}});
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

  // What the hub infers where nothing is said: files of a quantisation, an adapter's configuration, several bases.
  void infer_relations(const WeightFiles& weights) {
    const bool quantized =
        std::any_of(weights.files.begin(), weights.files.end(),
                    [](const WeightFile& f) { return f.path.ends_with(".gguf") || f.path.ends_with(".ggml"); }) ||
        std::any_of(weights.configs.begin(), weights.configs.end(),
                    [](const ModelConfig& c) { return !c.quantization.empty(); });
    const auto in_metadata = [](const Parent& p) {
      return !p.evidence.empty() && p.evidence.front().method == "front-matter";
    };
    for (Parent& parent : out_.parents) {
      const bool declared =
          in_metadata(parent) || (!parent.evidence.empty() && parent.evidence.front().method == "tool-sentence");
      if (parent.relation != "unknown" || !declared) continue;
      const auto siblings = std::count_if(out_.parents.begin(), out_.parents.end(), [&](const Parent& p) {
        return in_metadata(p) && p.document == parent.document;
      });
      parent.relation = quantized ? "quantized" : weights.adapter ? "adapter" : siblings > 1 ? "merge" : "finetune";
    }
  }

  // "Wren-Llama-3.1-8B", "L3.1-8B-Wren": a name that tells of a family with terms of its own, in the name of the
  // repository, the title of its card or the metadata of its files.
  void read_names(const std::vector<std::string>& documents, const WeightFiles& weights) {
    const std::string& name = repository_.snapshot().info().name;
    if (!documents.empty()) {
      read_name(base_name(name), repository_.cite_file(documents.front(), "repository-name", Confidence::low));
      const Card* card = repository_.card(documents.front());
      if (card != nullptr && !card->document.sections.empty()) {
        const DocumentSection& title = card->document.sections.front();
        read_name(title.heading, repository_.cite(documents.front(), title.start_line, title.start_line, "title"));
      }
    }
    for (const WeightFile& file : weights.files)
      for (const char* key : {"general.name", "general.basename", "ss_base_model_version", "modelspec.architecture"})
        if (const auto at = file.inspection.metadata.find(key); at != file.inspection.metadata.end())
          read_name(at->second, repository_.cite_file(file.path, "metadata"));
    for (const WeightFile& file : weights.files)
      read_name(base_name(file.path), repository_.cite_file(file.path, "file-name"));
  }

  void read_name(std::string_view name, const Citation& at) {
    constexpr std::size_t longest = 120;
    if (name.size() > longest) return;
    std::string license = base_terms_in(name).expression;
    if (license.empty()) license = base_terms_in(family_of_short_name(name)).expression;
    if (license.empty()) return;
    for (const PossibleBase& known : out_.possible)
      if (known.license == license) return;
    out_.possible.push_back({printable(name), std::move(license), {at}});
  }

  // "L3.1-8B-Wren" has a size beside the short name; "MiniWren-L3" counts layers.
  static std::string_view family_of_short_name(std::string_view name) {
    const auto inside = [](char c) { return is_alnum(c) || c == '.'; };
    std::string_view family;
    bool size = false;
    const std::string lower = to_lower(name);
    for (std::size_t at = 0; at < lower.size();) {
      std::size_t end = at;
      while (end < lower.size() && inside(lower[end])) ++end;
      const std::string_view word = std::string_view(lower).substr(at, end - at);
      size =
          size || (word.size() > 1 && word.back() == 'b' && word.find_first_not_of("0123456789.") == word.size() - 1);
      for (const auto& [words, stands_for] : vocabulary().short_names)
        if (family.empty() && std::find(words.begin(), words.end(), word) != words.end()) family = stands_for;
      at = end + 1;
    }
    return size ? family : std::string_view{};
  }

  Lineage finish(const WeightFiles& weights) {
    infer_relations(weights);
    std::set<std::string> stated;
    std::set<std::string> embedded;
    for (const Parent& parent : out_.parents) (parent.document.empty() ? embedded : stated).insert(to_lower(parent.id));
    out_.disagreement =
        !stated.empty() && !embedded.empty() &&
        std::none_of(embedded.begin(), embedded.end(), [&](const auto& id) { return stated.contains(id); });
    return std::move(out_);
  }

 private:
  Repository& repository_;
  const OwnNames& own_;
  Lineage out_;
  std::string denied_in_;  // the document of denied_
  std::set<std::string_view> denied_;
};

}  // namespace

Lineage collect_lineage(Repository& repository, const std::vector<std::string>& documents, const WeightFiles& weights,
                        const OwnNames& own) {
  Collector collector(repository, own);
  for (const std::string& path : documents) {
    collector.read_front_matter(path);
    collector.read_tools(path);
    collector.read_sentences(path);
    collector.read_descent_of(path);
  }
  collector.read_configs(weights);
  collector.read_names(documents, weights);
  return collector.finish(weights);
}

}  // namespace auditor::evidence
