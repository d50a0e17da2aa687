#include "auditor/evidence/repository/citation.h"

namespace auditor::evidence {

// Members in the order of their names, each put at the end: a report has hundreds.
Json to_json(const Citation& c) {
  static constexpr const char* names[] = {"low", "medium", "high"};
  Json json = Json::object();
  auto& members = json.get_ref<Json::object_t&>();
  const auto put = [&](const char* key, auto&& value) { members.emplace_hint(members.end(), key, value); };
  put("confidence", names[static_cast<int>(c.confidence)]);
  put("end_line", c.end_line);
  put("method", c.method);
  put("oid", c.oid);
  put("path", c.path);
  put("quote", c.quote);
  put("quote_sha256", c.quote_sha256);
  put("start_line", c.start_line);
  return json;
}

Json to_json(const Citations& citations) {
  Json list = Json::array();
  list.get_ref<Json::array_t&>().reserve(citations.size());
  for (const Citation& c : citations) list.push_back(to_json(c));
  return list;
}

}  // namespace auditor::evidence
