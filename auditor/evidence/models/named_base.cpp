#include "auditor/evidence/models/named_base.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/links.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

bool id_char(char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }

const WordSet& no_models() {
  static const WordSet words = word_set(Packed::of_resource("rules/vocabulary/hub.yaml"), "no_models");
  return words;
}

// The characters of an id, of an address or of a path from here on, without the stop that ends a sentence.
std::string_view token_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (id_char(text[end]) || text[end] == '/' || text[end] == ':')) ++end;
  text = text.substr(0, end);
  while (!text.empty() && (text.back() == '.' || text.back() == ':' || text.back() == '/')) text.remove_suffix(1);
  return text;
}

// Where the name begins: behind blanks, quotes and "the".
std::size_t skip_to_name(std::string_view text, std::size_t at) {
  for (bool moved = true; moved && at < text.size();) {
    moved = false;
    while (at < text.size() && std::string_view(" \t\n`'\"*_(:").find(text[at]) != std::string_view::npos) {
      ++at;
      moved = true;
    }
    for (const std::string_view word : {"the original model ", "the model ", "the base model ", "the ", "model "})
      if (starts_with_i(text.substr(at), word)) {
        at += word.size();
        moved = true;
        break;
      }
  }
  return at;
}

}  // namespace

bool is_no_model(std::string_view id) {
  if (id.empty() || id.front() == '.' || id.front() == '/' || id.find("..") != std::string_view::npos ||
      id.find("//") != std::string_view::npos)
    return true;
  const std::string name = to_lower(id);
  if (no_models().contains(name)) return true;
  // "checkpoint-500", "results/checkpoint-500"
  const std::string_view last = base_name(name);
  return last.starts_with("checkpoint-") &&
         last.find_first_not_of("0123456789", std::string_view("checkpoint-").size()) == std::string_view::npos;
}

bool is_model_id(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 >= id.size() || slash > 96 || id.size() > 200)
    return false;
  const std::string_view owner = id.substr(0, slash);
  const std::string_view name = id.substr(slash + 1);
  if (name.size() > 96 || is_no_model(id)) return false;
  const auto valid = [](std::string_view part) {
    return is_alnum(part.front()) && std::all_of(part.begin(), part.end(), id_char);
  };
  // "text/image" is no id; a name of the hub has a figure or a mark that words have not.
  return valid(owner) && valid(name) && name.find_first_of("0123456789-_.") != std::string_view::npos;
}

std::string model_of_link(const Link& link) {
  const auto id = link.image ? std::nullopt : hub_id_of(link.url);
  if (!id) return {};
  std::string found = id->name.empty() ? id->owner : id->owner + "/" + id->name;
  return is_no_model(found) ? std::string{} : found;
}

std::string model_at(const Block& block, std::size_t offset) {
  const std::size_t at = skip_to_name(block.text, offset);
  if (at >= block.text.size()) return {};
  const std::string_view rest = std::string_view(block.text).substr(at);
  const Link* here = nullptr;  // the one with the longest text: "Wren" may be linked beside "Wren-7B"
  for (const Link& link : block.links) {
    const std::string_view text = trim(link.text);
    if (text.empty() || link.image || !rest.starts_with(text)) continue;
    if (here == nullptr || text.size() > trim(here->text).size()) here = &link;
  }
  if (here != nullptr)
    if (std::string found = model_of_link(*here); !found.empty()) return found;
  const std::string_view token = token_at(rest);
  if (token.find("://") != std::string_view::npos) return model_of_link({{}, std::string(token), 0, false});
  // "gpt2-small(https://huggingface.co/nest/gpt2-small)"
  const std::string_view behind = rest.substr(token.size());
  if (!token.empty() && behind.starts_with("(http"))
    if (std::string found = model_of_link({{}, std::string(token_at(behind.substr(1))), 0, false}); !found.empty())
      return found;
  return is_model_id(token) ? std::string(token) : std::string{};
}

}  // namespace auditor::evidence
