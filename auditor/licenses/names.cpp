#include "auditor/licenses/names.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog.h"
#include "auditor/licenses/creative_commons.h"
#include "auditor/licenses/label_words.h"

#include <bitset>
#include <cstdint>

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

constexpr std::size_t filter_bits = 1U << 15U;

std::size_t filter_bit(std::string_view word) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash ^ (hash >> 15U)) % filter_bits;
}

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

bool may_begin_name(std::string_view word) {
  static const std::bitset<filter_bits> firsts = [] {
    std::bitset<filter_bits> bits;
    for (const PackedMap* map : {&name_table(), &families()})
      for (const auto& entry : map->entries()) bits.set(filter_bit(entry.key.substr(0, entry.key.find(' '))));
    return bits;
  }();
  return firsts[filter_bit(word)];
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
