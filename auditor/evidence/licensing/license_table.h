// Terms that a table of models or data sets gives row by row.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"

namespace auditor::evidence {

// "| Wren-7B | … | Apache-2.0 |" below "License"; "No" below "Commercial use?".
// `header`: the row that heads the table, null when there is none.
void read_license_row(Repository& repository, const OwnNames& own, const std::string& path, const Document& document,
                      const Block* header, const Block& row, std::vector<LicenseStatement>& out);

}  // namespace auditor::evidence
