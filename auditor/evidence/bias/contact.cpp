#include "auditor/evidence/bias/contact.h"

#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias_vocabulary.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

bool is_local(char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+'; }
bool is_domain(char c) { return is_alnum(c) || c == '.' || c == '-'; }

bool is_reachable(const Link& link) {
  if (link.image || link.url.empty()) return false;
  static constexpr std::array<std::string_view, 8> marks = {"mailto:",          "/issues",          "/discussions",
                                                            "forms.gle",        "google.com/forms", "typeform.com",
                                                            "forms.office.com", "discord.gg"};
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return contains_i(link.url, mark); });
}

}  // namespace

std::string_view find_email(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && at - begin < 64 && is_local(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && end - at < 128 && is_domain(text[end])) ++end;
    while (end > at + 1 && !is_alnum(text[end - 1])) --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    const auto dot = domain.rfind('.');
    const bool top = dot != std::string_view::npos && dot > 0 && domain.size() - dot > 2;
    const std::string_view found = text.substr(begin, end - begin);
    if (begin < at && top && !starts_with_i(found, "git@") && !contains_i(domain, "example.")) return found;
  }
  return {};
}

Contact find_contact(const Document& document) {
  for (const Block& block : document.blocks) {
    if (block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
    for (const Link& link : block.links)
      if (is_reachable(link)) return {link.url, link.line};
    if (const auto email = find_email(block.text); !email.empty())
      return {std::string(email), block.line_at(static_cast<std::size_t>(email.data() - block.text.data()))};
    const Reading reading(block.text);
    for (const Hit& hit : reading.hits())
      if (hit.meaning == Meaning::contact && !reading.negated(hit))
        return {reading.phrase(hit), block.line_at(reading.words()[hit.first].begin)};
  }
  return {};
}

}  // namespace auditor::evidence
