// Code in texts that a loader or a viewer may run: metadata, chat templates, Keras configurations.
#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/reader.h"

namespace auditor::formats {
namespace {

const std::vector<std::string>& phrases(const char* key) {
  static const Json document = resource_json("rules/vocabulary/weights.yaml");
  static const auto code = document.at("code_in_text").get<std::vector<std::string>>();
  static const auto attributes = document.at("template_attributes").get<std::vector<std::string>>();
  return std::string_view(key) == "code" ? code : attributes;
}

}  // namespace

void note_code_in_text(Inspection& out, std::string_view where, std::string_view text) {
  if (text.size() < 5) return;
  const std::string lower = to_lower(text);
  for (const std::string& phrase : phrases("code"))
    if (lower.find(phrase) != std::string::npos)
      return note(out, Verdict::suspicious, "metadata " + quote(where) + " holds code: " + quote(phrase));
}

void note_code_in_template(Inspection& out, std::string_view text) {
  for (const std::string& attribute : phrases("attributes"))
    if (text.find(attribute) != std::string_view::npos)
      note(out, Verdict::suspicious, "the chat template reaches for " + quote(attribute));
}

}  // namespace auditor::formats
