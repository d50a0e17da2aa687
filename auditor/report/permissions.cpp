#include "auditor/report/permissions.h"

#include "auditor/licenses/permissions/uses.h"
#include "auditor/report/view.h"

#include <algorithm>

namespace auditor::report {
namespace {

Tone tone_of(std::string_view answer) {
  return answer == "yes" ? Tone::good : answer == "yes-if" ? Tone::partial : answer == "no" ? Tone::bad : Tone::unknown;
}

std::string in_words(std::string_view answer) {
  return answer == "yes-if" ? "yes, if" : answer == "yes" || answer == "no" ? std::string(answer) : "not known";
}

std::string reasons(const Json& ruling) {
  std::string out;
  const bool yes = text(ruling, "answer") == "yes-if";
  for (const Json* one : objects(member(ruling, yes ? "conditions" : "because"))) {
    const std::string_view said = text(*one, yes ? "text" : "clause");
    if (said.empty() || out.find(said) != std::string::npos) continue;
    out += (out.empty() ? "" : " ") + std::string(said);
  }
  return out;
}

std::vector<std::string> in_brief(const Json& ruling) {
  const bool yes = text(ruling, "answer") == "yes-if";
  std::vector<std::string> out;
  for (const Json* one : objects(member(ruling, yes ? "conditions" : "because"))) {
    std::string said = yes ? words(text(*one, "kind")) : std::string(text(*one, "license"));
    if (!said.empty() && std::find(out.begin(), out.end(), said) == out.end()) out.push_back(std::move(said));
  }
  return out;
}

}  // namespace

std::vector<UseRow> use_rows(const Json& report) {
  std::vector<UseRow> out;
  const Json& all = member(report, "permissions");
  if (!all.is_object()) return out;
  for (const std::string& use : permissions::use_names()) {
    const Json& ruling = member(all, use);
    if (!ruling.is_object()) continue;
    const std::string_view answer = text(ruling, "answer");
    out.push_back({permissions::use_title(use), permissions::use_phrase(use), in_words(answer), tone_of(answer),
                   answer == "yes" ? std::string() : reasons(ruling),
                   answer == "yes" ? std::vector<std::string>() : in_brief(ruling)});
  }
  return out;
}

}  // namespace auditor::report
