#include "auditor/core/suggest.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor {
namespace {

// In one case, with - for _ and for spaces.
std::string folded(std::string_view word) {
  std::string out = to_lower(trim(word));
  std::replace(out.begin(), out.end(), '_', '-');
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

// Letters that have to change, up to `limit` + 1.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string near_to(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 60;
  const std::string plain = folded(word);
  if (plain.empty() || plain.size() > longest) return {};
  const std::size_t limit = plain.size() <= 4 ? 0 : plain.size() <= 6 ? 1 : 2;  // short words are near to everything
  std::string best;
  std::size_t least = limit + 1;
  for (const std::string& other : known)
    if (const std::size_t far = distance(plain, folded(other), limit); far < least) {
      best = other;
      least = far;
    }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string meant = near_to(word, known);
  return meant.empty() ? meant : "; did you mean " + printable(meant) + "?";
}

}  // namespace auditor
