#include "auditor/evidence/licensing/license_table.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_naming.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

bool heads_terms(std::string_view cell) {
  return contains_i(cell, "licen") || first_phrase(to_lower(cell), license_vocabulary().terms_columns) != nullptr;
}

// The cell below "License": "Llama 3", "gemma".
NamedTerms cell_terms(const Block& header, const Block& row) {
  NamedTerms named;
  for (std::size_t i = 0; i < std::min(header.cells.size(), row.cells.size()); ++i) {
    if (!heads_terms(header.cells[i])) continue;
    const std::string_view cell = trim(row.cells[i]);
    const licenses::Label label = licenses::read_label(cell);
    if (!label.unknown && !label.other) named.expression = label.expression;
    if (named.expression.empty()) named.expression = base_terms_in(cell).expression;
    named.label = cell;
    break;
  }
  return named;
}

// "No", "❌", "No (research only)": not "Not stated" or "No limit".
bool denies(std::string_view cell) {
  constexpr std::size_t longest_answer = 40;
  if (cell.size() > longest_answer || cell.find("limit") != std::string_view::npos) return false;
  const std::vector<std::string>& no = license_vocabulary().denied_cells;
  return std::any_of(no.begin(), no.end(), [&](const std::string& word) {
    return cell.starts_with(word) && (cell.size() == word.size() || !is_alnum(cell[word.size()]));
  });
}

// A table of data sets or of models, by its header and the heading above.
Scopes table_scopes(const Document& document, const Block* header, const Block& row) {
  std::string about;
  if (header != nullptr) about = to_lower(header->text);
  if (row.section >= 0) about += " " + to_lower(document.sections[static_cast<std::size_t>(row.section)].heading);
  const Scopes scopes = scopes_named(about) & (scope_weights | scope_data);
  if (scopes == scope_data || scopes == scope_weights) return scopes;
  const bool hub =
      std::any_of(row.links.begin(), row.links.end(), [](const Link& l) { return hub_id_of(l.url).has_value(); });
  if (scopes != 0 || hub || names_size(to_lower(row.cells[0]))) return scope_weights;
  return 0;
}

// "Commercial use? | No": a row of a table of models.
void read_commercial_column(Repository& repository, const std::string& path, const Document& document,
                            const Block& header, const Block& row, std::vector<LicenseStatement>& out) {
  const LicenseVocabulary& v = license_vocabulary();
  if (first_phrase(to_lower(header.text), v.commercial_columns) == nullptr) return;
  for (std::size_t i = 0; i < std::min(header.cells.size(), row.cells.size()); ++i) {
    const std::string cell = to_lower(trim(row.cells[i]));
    if (first_phrase(to_lower(header.cells[i]), v.commercial_columns) == nullptr || !denies(cell)) continue;
    LicenseStatement statement;
    statement.kind = "duty";
    statement.duty = "noncommercial";
    statement.label = printable(header.cells[i]);
    statement.scopes = table_scopes(document, &header, row) == scope_data ? scope_data : scope_weights;
    statement.explicit_scope = true;
    statement.subject = to_lower(row.cells[0]);
    statement.citation = repository.cite(path, row.start_line, row.end_line, "table", Confidence::medium);
    out.push_back(std::move(statement));
    return;
  }
}

}  // namespace

void read_license_row(Repository& repository, const OwnNames& own, const std::string& path, const Document& document,
                      const Block* header, const Block& row, std::vector<LicenseStatement>& out) {
  if (row.cells.size() < 2 || row.header_row) return;
  if (header != nullptr) read_commercial_column(repository, path, document, *header, row, out);
  const bool licence_column = header != nullptr && heads_terms(header->text);
  if (!licence_column && to_lower(row.text).find("licen") == std::string::npos) return;
  NamedTerms named = name_terms(repository, own, path, row, row.text);
  if (named.expression.empty() && named.file.empty() && licence_column) named = cell_terms(*header, row);
  if (named.expression.empty() && named.file.empty()) return;
  LicenseStatement statement =
      statement_of(named, "table", repository.cite(path, row.start_line, row.end_line, "table", Confidence::medium));
  statement.subject = to_lower(row.cells[0]);
  const Scopes first = scopes_named(statement.subject);
  statement.scopes = first != 0 ? first : table_scopes(document, header, row);
  statement.explicit_scope = true;
  if (statement.scopes != 0) out.push_back(std::move(statement));
}

}  // namespace auditor::evidence
