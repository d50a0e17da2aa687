#include "auditor/licenses/references/names.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/references/creative_commons.h"
#include "auditor/licenses/references/label_words.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace auditor::licenses {
namespace {

constexpr std::string_view names_file = "rules/licenses/names.yaml";

const PackedMap& replaced() {
  static const PackedMap map = PackedMap::of_resource("rules/licenses/labels.yaml", "replaced");
  return map;
}

const PackedMap& families() {
  static const PackedMap map = PackedMap::of_resource(names_file, "families");
  return map;
}

std::string_view first_word(std::string_view key) { return key.substr(0, key.find(' ')); }

// Names and families by their first words: most words of a text begin none.
class FirstWords {
 public:
  FirstWords() {
    const auto& names = name_table().entries();
    for (std::size_t from = 0; from < names.size();) {  // a space sorts before all: names of one word are neighbours
      const std::string_view word = first_word(names[from].key);
      std::size_t to = from + 1;
      while (to < names.size() && first_word(names[to].key) == word) ++to;
      slot(word) = {word, {std::span(names).subspan(from, to - from), false}};
      from = to;
    }
    for (const PackedMap::Entry& entry : families().entries()) {
      Slot& found = slot(first_word(entry.key));
      found.word = first_word(entry.key);
      found.from.family = true;
    }
  }

  [[nodiscard]] NamesFrom find(std::string_view word) const {
    const Slot& found = slots_[place(word)];
    return found.word == word ? found.from : NamesFrom{};
  }

 private:
  struct Slot {
    std::string_view word;
    NamesFrom from;
  };
  // Where the word stands, or would.
  [[nodiscard]] std::size_t place(std::string_view word) const {
    std::uint32_t hash = 2166136261U;  // FNV-1a
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    std::size_t at = (hash ^ (hash >> 15U)) % slots_.size();
    while (!slots_[at].word.empty() && slots_[at].word != word) at = (at + 1) % slots_.size();
    return at;
  }
  Slot& slot(std::string_view word) { return slots_[place(word)]; }

  std::vector<Slot> slots_ =
      std::vector<Slot>(std::bit_ceil(2 * (name_table().entries().size() + families().entries().size()) + 1));
};

}  // namespace

const PackedMap& name_table() {
  static const PackedMap map = PackedMap::of_resource(names_file, "names");
  return map;
}

std::optional<std::string> id_of_name(std::string_view key) {
  const auto* entry = name_table().find(key);
  if (entry == nullptr) return std::nullopt;
  return std::string(entry->text());
}

NamesFrom names_from(std::string_view word) {
  static const FirstWords words;
  return words.find(word);
}

bool is_family_name(std::string_view key) { return families().find(key) != nullptr; }

bool points_elsewhere(std::string_view key) {
  static const PackedMap map = PackedMap::of_resource(names_file, "elsewhere");
  return map.find(key) != nullptr;
}

Expression current_spelling(Expression expression) {
  for (Expression& operand : expression.operands) operand = current_spelling(std::move(operand));
  if (expression.id.empty()) return expression;
  const auto* entry = replaced().find(expression.id);
  if (entry == nullptr) return expression;
  auto now = parse_expression(entry->text());
  if (!now) return expression;
  if (expression.kind == Expression::Kind::with && now->kind == Expression::Kind::license) {
    now->kind = Expression::Kind::with;
    now->exception = expression.exception;
  }
  if (expression.or_later && now->id.ends_with("-only")) {
    now->id.replace(now->id.size() - 5, 5, "-or-later");
  } else {
    now->or_later = expression.or_later;
  }
  return std::move(*now);
}

std::optional<std::string> creative_commons_label(std::string_view text) {
  const LabelWords cut(text);
  const auto words = cut.all();
  for (std::size_t at = 0; at < words.size() && at < 3; ++at) {
    const auto found = read_creative_commons(words, at);
    if (!found || found->id.empty()) continue;
    for (std::size_t i = found->end; i < words.size(); ++i)
      if (!words[i].noise && words[i].text != "cc" && words[i].text != "deed") return std::nullopt;
    return found->id;
  }
  return std::nullopt;
}

}  // namespace auditor::licenses
