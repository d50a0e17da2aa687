#include "auditor/evidence/content/task.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t read_blocks = 60;      // of one document: what a model is for is said early
constexpr std::size_t read_documents = 6;    // of one repository
constexpr std::size_t read_letters = 2'000;  // of one block

constexpr std::array<std::pair<std::string_view, Generates>, 3> kinds{
    {{"general", Generates::general}, {"other", Generates::other}, {"none", Generates::nothing}}};

const Packed& vocabulary() {
  static const Packed data = Packed::of_resource("rules/vocabulary/tasks.yaml");
  return data;
}

Task of_tag(Repository& repository, const Card& card) {
  if (!card.front_matter.is_object()) return {};
  const auto tag = card.front_matter.find("pipeline_tag");
  if (tag == card.front_matter.end() || !tag->is_string()) return {};
  Task task{Generates::nothing, printable(tag->get_ref<const std::string&>()), {}};
  for (const auto& [name, kind] : kinds)
    if (word_set(vocabulary().at("tags"), name).contains(task.value)) task.generates = kind;
  for (const auto& [key, line] : card.front_matter_lines)
    if (key == "pipeline_tag") task.evidence.push_back(repository.cite(card.path, line, line, "front-matter"));
  return task;
}

Task of_classes(Repository& repository) {
  if (repository.file("config.json") == nullptr) return {};
  const Json* config = repository.json("config.json");
  if (config == nullptr || !config->is_object()) return {};
  const auto classes = config->find("architectures");
  if (classes == config->end() || !classes->is_array() || classes->empty() || !classes->front().is_string()) return {};
  const auto& name = classes->front().get_ref<const std::string&>();
  for (const auto& [list, kind] : kinds)
    for (const std::string& ending : string_list(vocabulary().at("classes"), list))
      if (name.ends_with(ending))
        return {kind, printable(name), {repository.cite_file("config.json", "model-config", Confidence::medium)}};
  return {};
}

struct Word {
  std::string text;
  Generates kind;
};

const std::vector<Word>& words() {
  static const std::vector<Word> all = [] {
    std::vector<Word> list;
    for (const auto& [name, kind] : kinds)
      for (std::string& word : string_list(vocabulary().at("words"), name)) list.push_back({std::move(word), kind});
    return list;
  }();
  return all;
}

bool ends_word(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == 's') ++at;
  return at >= text.size() || !is_alnum(text[at]);
}

const Word* first_word(std::string_view lower) {
  const Word* best = nullptr;
  std::size_t where = std::string_view::npos;
  for (const Word& word : words()) {
    const std::size_t at = find_phrase(lower, word.text);
    if (at == std::string_view::npos || !ends_word(lower, at + word.text.size())) continue;
    if (at < where || (at == where && word.text.size() > best->text.size())) {
      best = &word;
      where = at;
    }
  }
  return best;
}

Task of_words(Repository& repository, const Card& card) {
  std::size_t left = read_blocks;
  for (const Block& block : card.document.blocks) {
    if (left-- == 0) break;
    if (block.quoted || block.kind == BlockKind::code) continue;
    const Word* word = first_word(to_lower(std::string_view(block.text).substr(0, read_letters)));
    if (word == nullptr) continue;
    return {word->kind,
            word->text,
            {repository.cite(card.path, block.start_line, block.end_line, "sentence", Confidence::medium)}};
  }
  return {};
}

}  // namespace

Task find_task(Repository& repository, const std::vector<std::string>& documents) {
  const std::size_t count = std::min(documents.size(), read_documents);
  for (std::size_t i = 0; i < count; ++i)
    if (const Card* card = repository.card(documents[i]))
      if (Task task = of_tag(repository, *card); task.generates != Generates::unknown) return task;
  if (Task task = of_classes(repository); task.generates != Generates::unknown) return task;
  for (std::size_t i = 0; i < count; ++i)
    if (const Card* card = repository.card(documents[i]))
      if (Task task = of_words(repository, *card); task.generates != Generates::unknown) return task;
  return {};
}

Json to_json(const Task& task) {
  const bool known = task.generates != Generates::unknown;
  const auto answer = [&](bool holds) { return known ? Json(holds) : Json("unknown"); };
  return {{"generative", answer(task.generates == Generates::general || task.generates == Generates::other)},
          {"general", answer(task.generates == Generates::general)},
          {"value", task.value},
          {"evidence", to_json(task.evidence)}};
}

}  // namespace auditor::evidence
