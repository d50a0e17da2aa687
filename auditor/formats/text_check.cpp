// Code in the metadata of a weight file, which a loader or a viewer may run.
#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/reader.h"

namespace auditor::formats {
namespace {

const std::vector<std::string>& phrases() {
  static const auto code =
      resource_json("rules/vocabulary/weights.yaml").at("code_in_text").get<std::vector<std::string>>();
  return code;
}

}  // namespace

void note_code_in_text(Inspection& out, std::string_view where, std::string_view text) {
  if (text.size() < 5) return;
  const std::string lower = to_lower(text);
  for (const std::string& phrase : phrases())
    if (lower.find(phrase) != std::string::npos)
      return note(out, Verdict::suspicious, "metadata " + quote(where) + " holds code: " + quote(phrase));
}

}  // namespace auditor::formats
