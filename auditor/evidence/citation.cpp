#include "auditor/evidence/citation.h"

namespace auditor::evidence {

Json to_json(const Citation& c) {
  static constexpr const char* names[] = {"low", "medium", "high"};
  return {{"path", c.path},         {"start_line", c.start_line},
          {"end_line", c.end_line}, {"oid", c.oid},
          {"quote", c.quote},       {"quote_sha256", c.quote_sha256},
          {"method", c.method},     {"confidence", names[static_cast<int>(c.confidence)]}};
}

Json to_json(const Citations& citations) {
  Json list = Json::array();
  for (const Citation& c : citations) list.push_back(to_json(c));
  return list;
}

}  // namespace auditor::evidence
