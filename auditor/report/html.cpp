// One self-contained page: the template under templates/ filled with the model of html_model.h. The content security
// policy allows exactly the page's own style and script, by their digests.
#include "auditor/core/digest.h"
#include "auditor/core/hex.h"
#include "auditor/core/resources.h"
#include "auditor/report/escape.h"
#include "auditor/report/html_model.h"
#include "auditor/report/html_page.h"
#include "auditor/report/renderers.h"

#include <kainjow/mustache.hpp>

namespace auditor::report {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

// "sha256-…" as a policy wants it.
std::string policy_digest(std::string_view bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string raw = bytes_of_hex(sha256_hex(bytes)).value_or(std::string());
  std::string out = "sha256-";
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = (bits << 8U) | (i + k < raw.size() ? static_cast<unsigned char>(raw[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > raw.size() ? '=' : alphabet[(bits >> (18U - 6U * static_cast<unsigned>(k))) & 0x3FU];
  }
  return out;
}

// Text is cleaned here, and escaped by the template engine; what is empty, null or zero is false to a section.
data to_data(const Json& value) {
  if (value.is_string()) {
    const std::string text = clean(as_text(value));
    return text.empty() ? data(false) : data(text);
  }
  if (value.is_boolean()) return data(value.get<bool>());
  if (value.is_number()) return value == 0 ? data(false) : data(value.dump());
  if (value.is_array()) {
    data list(data::type::list);
    for (const Json& item : value) list.push_back(to_data(item));
    return list;
  }
  if (value.is_object()) {
    data object(data::type::object);
    for (const auto& [key, item] : value.items()) object.set(key, to_data(item));
    return object;
  }
  return data(false);
}

std::string_view embedded(std::string_view name) {
  return resource_text("auditor/report/templates/" + std::string(name));
}

}  // namespace

std::string fill_page(std::string_view name, const Json& model) {
  // The analyzer loses the library's unique_ptr. NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks)
  data page = to_data(model);
  const std::string style(embedded("report.css"));
  const std::string script(embedded("report.js"));
  page.set("style", style);
  page.set("script", script);
  page.set("style_digest", policy_digest(style));
  page.set("script_digest", policy_digest(script));
  mustache filled{std::string(embedded(name))};
  return filled.render(page);
}

std::string fill_template(std::string_view name, const Json& model) {
  mustache filled{std::string(embedded(name))};
  return filled.render(to_data(model));
}

std::string render_html(const Json& report, const RenderOptions& /*options*/) {
  Json page = Json::object();
  add_overview(page, report);
  add_documentation(page, report);
  add_findings(page, report);
  add_terms(page, report);
  add_weights(page, report);
  add_provenance(page, report);
  return fill_page("report.html", page);
}

}  // namespace auditor::report
