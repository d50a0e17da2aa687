#include "auditor/assess/explain_fact.h"

#include "auditor/assess/facts_text.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <algorithm>

namespace auditor::assess {
namespace {

constexpr std::size_t most_citations = 20;

const Json* item_named(const Json& list, std::string_view name) {
  for (const Json& item : list)
    for (const char* key : {"name", "id", "path"}) {
      if (!item.is_object()) continue;
      const auto found = item.find(key);
      if (found != item.end() && found->is_string() && iequals(found->get_ref<const std::string&>(), name))
        return &item;
    }
  return nullptr;
}

// The longest key that the path begins with, as names of sets and files hold dots.
const Json* find_fact(const Json& value, std::string_view path) {
  if (path.empty()) return &value;
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0; end = path.rfind('.', end - 1)) {
    const std::string_view step = path.substr(0, end);
    const std::string_view rest = end == path.size() ? std::string_view{} : path.substr(end + 1);
    const Json* below = nullptr;
    if (value.is_object()) {
      const auto found = value.find(step);
      if (found != value.end()) below = &*found;
    } else if (value.is_array()) {
      const bool number = step.size() < 6 && step.find_first_not_of("0123456789") == std::string_view::npos;
      const std::size_t at = number ? std::stoul(std::string(step)) : value.size();
      below = at < value.size() ? &value[at] : item_named(value, step);
    }
    if (below != nullptr)
      if (const Json* found = find_fact(*below, rest); found != nullptr) return found;
  }
  return nullptr;
}

// A value without its evidence, in one line.
std::string short_text(const Json& value) {
  if (!value.is_structured()) return value.dump();
  Json plain = value;
  if (plain.is_object()) plain.erase("evidence");
  return ellipsize(plain.dump(), 400);
}

std::string places_searched(const Json& facts) {
  std::string out;
  const Json* cards = find_fact(facts, "card.cards");
  if (cards != nullptr)
    for (const Json& card : *cards)
      if (card.is_string()) out += (out.empty() ? "" : ", ") + card.get<std::string>();
  return out.empty() ? "the cards and READMEs of the repository" : out;
}

}  // namespace

std::optional<std::string> explain_fact(const Json& facts, std::string_view path) {
  const Json* value = find_fact(facts, path);
  if (value == nullptr) return std::nullopt;
  std::string out = std::string(path) + ": " + short_text(*value) + "\n";
  Json citations = Json::array();
  gather_citations(*value, most_citations, citations);
  if (citations.empty() && !value->is_structured())  // a field has the evidence of its object
    if (const std::size_t dot = path.rfind('.'); dot != std::string_view::npos)
      if (const Json* parent = find_fact(facts, path.substr(0, dot)); parent != nullptr && parent->is_object())
        if (const auto own = parent->find("evidence"); own != parent->end())
          gather_citations(*own, most_citations, citations);
  for (const Json& c : citations) {
    const std::int64_t line = number(c, "start_line");
    out += "  " + std::string(text(c, "path")) + (line > 0 ? ":" + std::to_string(line) : std::string());
    out += " (" + std::string(text(c, "method")) + ", confidence " + std::string(text(c, "confidence")) + ")";
    if (const std::string_view quote = text(c, "quote"); !quote.empty()) out += ": " + std::string(quote);
    out += "\n";
  }
  if (citations.empty()) out += "  No line says it; looked for in " + places_searched(facts) + ".\n";
  return out;
}

}  // namespace auditor::assess
