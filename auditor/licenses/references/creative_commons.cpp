#include "auditor/licenses/references/creative_commons.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>
#include <array>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_words = 24;

struct Letters {
  bool by = false, nc = false, nd = false, sa = false, zero = false;

  [[nodiscard]] std::string str() const {
    if (zero) return "0";
    std::string out;
    const auto add = [&](bool has, std::string_view name) {
      if (has) out += (out.empty() ? "" : "-") + std::string(name);
    };
    add(by, "BY");
    add(nc, "NC");
    add(nd, "ND");
    add(sa, "SA");
    return out;
  }
};

bool is_cc_version(std::string_view word) {
  return word == "1.0" || word == "2.0" || word == "2.1" || word == "2.5" || word == "3.0" || word == "4.0";
}

// Reads one element at `i` ("by", "NonCommercial", "non commercial", "no derivatives", "share alike"); words used.
std::size_t element(std::span<const LabelWord> words, std::size_t i, Letters& letters) {
  const auto word = [&](std::size_t k) { return k < words.size() ? words[k].text : std::string_view(); };
  const auto w = word(i);
  const auto next = word(i + 1);
  if (w == "by" || w == "attribution") return letters.by = true, 1;
  if (w == "nc" || w == "noncommercial" || w == "noncomercial" || w == "noncommerical") return letters.nc = true, 1;
  if (w == "non" && (next == "commercial" || next == "comercial" || next == "commerical")) return letters.nc = true, 2;
  if (w == "nd" || w == "noderivs" || w == "noderivatives" || w == "noderivative") return letters.nd = true, 1;
  if ((w == "no" || w == "non") && (next.starts_with("deriv")))
    return word(i + 2) == "works" ? (letters.nd = true, 3) : (letters.nd = true, 2);
  if (w == "sa" || w == "sharealike") return letters.sa = true, 1;
  if (w == "share" && next == "alike") return letters.sa = true, 2;
  return 0;
}

}  // namespace

std::string creative_commons_id(std::string_view letters, std::string_view version, std::string_view port) {
  Letters set;
  const std::string lower = to_lower(letters);
  for (const std::string_view part : split(lower, '-')) {
    if (part == "by") set.by = true;
    else if (part == "nc") set.nc = true;
    else if (part == "nd") set.nd = true;
    else if (part == "sa") set.sa = true;
    else if (part == "zero" || part == "0") set.zero = true;
    else return {};
  }
  const std::string base = (set.zero ? "CC0" : "CC-" + set.str()) + "-" + std::string(version);
  if (!port.empty())
    if (const License* ported = find_license(base + "-" + std::string(port))) return ported->id;
  const License* found = find_license(base);
  return found != nullptr ? found->id : std::string();
}

std::string creative_commons_family(std::string_view letters) {
  const std::string lower = to_lower(letters);
  const auto parts = split(lower, '-');
  const bool known = std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part == "by" || part == "nc" || part == "nd" || part == "sa";
  });
  return known ? "LicenseRef-cc-" + lower : std::string{};
}

namespace {

std::string_view word_at(std::span<const LabelWord> words, std::size_t k) {
  return k < words.size() ? words[k].text : std::string_view();
}

// Behind "CC" or "Creative Commons", and what is said between it and the letters; `at` where neither stands.
std::size_t end_of_prefix(std::span<const LabelWord> words, std::size_t at) {
  if (word_at(words, at) == "cc") return at + 1;
  if (word_at(words, at) != "creative" || word_at(words, at + 1) != "commons") return at;
  std::size_t i = at + 2;
  while (i < words.size() && i < at + 6 &&
         (words[i].noise || words[i].text == "cc" || words[i].text == "s" || words[i].text == "public"))
    ++i;
  return i;
}

// The word behind the letters that is no part of the name: the version, if there is one.
std::size_t behind_name(std::span<const LabelWord> words, std::size_t from, std::size_t stop) {
  constexpr std::array<std::string_view, 7> parts = {"universal", "public", "cc", "by", "sa", "nc", "nd"};
  std::size_t at = from;
  while (at < stop && at < from + 6 &&
         (words[at].noise || std::find(parts.begin(), parts.end(), words[at].text) != parts.end()))
    ++at;
  return at;
}

}  // namespace

std::optional<CreativeCommonsMention> read_creative_commons(std::span<const LabelWord> words, std::size_t at) {
  const auto word = [&](std::size_t k) { return word_at(words, k); };
  std::size_t i = end_of_prefix(words, at);
  const bool prefix = i > at;
  CreativeCommonsMention mention;
  mention.begin = at;
  Letters letters;
  const std::size_t start = i;
  std::size_t parts = 0;
  bool spelled = false;
  if (prefix && (word(i) == "0.0" || word(i) == "zero") && !is_cc_version(word(i))) {
    letters.zero = true;
    parts = 1;
    ++i;
  }
  const std::size_t stop = std::min(words.size(), at + max_words);
  while (!letters.zero && i < stop) {
    const std::size_t used = element(words, i, letters);
    if (used == 0) {
      // "Attribution, Non Commercial and Share Alike".
      if (parts > 0 && (word(i) == "and" || word(i) == "cc") && i + 1 < stop) {
        Letters probe;
        if (element(words, i + 1, probe) > 0) {
          ++i;
          continue;
        }
      }
      break;
    }
    spelled = spelled || words[i].text.size() > 2;
    ++parts;
    i += used;
  }
  // Bare words ("by", "attribution") are language; they need the prefix, a second element, or a version right after.
  if (parts == 0 || (!letters.zero && !letters.by && !(prefix && (letters.sa || letters.nc)))) return std::nullopt;
  if (!prefix && parts < 2 && !spelled) return std::nullopt;
  if (i == start) return std::nullopt;
  mention.letters = letters.str();
  mention.end = i;
  const std::size_t version = behind_name(words, i, stop);
  if (version < stop && is_cc_version(word(version))) {
    mention.end = version + 1;
    std::string_view port;
    if (mention.end < words.size() && words[mention.end].text.size() == 2 && !words[mention.end].noise)
      port = words[mention.end].text;
    mention.id = creative_commons_id(mention.letters, word(version), port);
    if (!port.empty() && mention.id.size() > port.size() && ends_with_i(mention.id, port)) ++mention.end;
  } else if (!prefix) {
    return std::nullopt;
  }
  if (letters.zero && mention.id.empty()) mention.id = "CC0-1.0";
  return mention;
}

}  // namespace auditor::licenses
