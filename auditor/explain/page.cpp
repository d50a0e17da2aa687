#include "auditor/explain/page.h"

#include "auditor/core/text.h"
#include "auditor/report/console.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <array>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

constexpr std::array<std::string_view, 9> kind_names = {"title", "heading", "paragraph", "list", "condition",
                                                        "facts", "yaml",    "lines",     "table"};

std::string fenced(std::string_view language, const std::string& text) {
  return "```" + std::string(language) + "\n" + text + (text.ends_with('\n') ? "" : "\n") + "```\n";
}

// A cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

std::string row_of(const std::vector<std::string>& cells, bool names) {
  std::string out = "|";
  for (const std::string& one : cells) out += names && one.empty() ? " |" : " " + cell(one) + " |";
  return out + "\n";
}

std::string table_of(const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += row_of(rows[i], i == 0);
    if (i > 0) continue;
    out += "|";
    for (std::size_t column = 0; column < rows[0].size(); ++column) out += "---|";
    out += "\n";
  }
  return out;
}

std::string markdown_of(const Block& block) {
  switch (block.kind) {
    case Kind::title: return "# " + block.text + "\n";
    case Kind::heading: return "## " + block.text + "\n";
    case Kind::paragraph: return block.text + "\n";
    case Kind::condition:
    case Kind::facts: return fenced("json", block.value.dump(2));
    case Kind::yaml: return fenced("yaml", block.text);
    case Kind::lines: return fenced("", block.text);
    case Kind::table: return table_of(block.rows);
    case Kind::list: break;
  }
  std::string out;
  for (const auto& row : block.rows) out += "- " + row[0] + "\n";
  return out;
}

// "Licences (licensing)" of "[Licences](README.md#licensing)", without the marks of code and of weight.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t middle = text[i] == '[' ? text.find("](", i) : std::string_view::npos;
    const std::size_t end = middle == std::string_view::npos ? middle : text.find(')', middle);
    if (end != std::string_view::npos && text.find('[', i + 1) > middle) {
      constexpr std::string_view index = "README.md#";
      const std::string_view target = text.substr(middle + 2, end - middle - 2);
      out += plain(text.substr(i + 1, middle - i - 1));
      if (target.starts_with(index)) out.append(" (").append(target.substr(index.size())).append(")");
      i = end;
    } else if (text.substr(i, 2) == "**") {
      ++i;
    } else if (text[i] != '`') {
      out += text[i];
    }
  }
  return report::clean(out);
}

// "licenses.weights.status: both", a line a value.
void values_of(const Json& value, const std::string& path, std::vector<std::string>& out) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, inner] : value.items()) values_of(inner, path + (path.empty() ? "" : ".") + key, out);
    return;
  }
  out.push_back(path + ": " + (value.is_string() ? value.get<std::string>() : value.dump()));
}

void write_row(report::Console& out, const std::vector<std::string>& cells) {
  out.paragraph("   ", plain(cells[0]));
  std::string rest;
  for (std::size_t i = 1; i < cells.size(); ++i)
    if (const std::string text = plain(cells[i]); !text.empty()) rest += (rest.empty() ? "" : " · ") + text;
  if (!rest.empty()) out.paragraph("       ", rest, report::Ink::dim);
}

// Lines keep their indent; what is too long goes on below their text.
void write_lines(report::Console& out, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view mark = std::string_view(line).substr(indent).starts_with("- ") ? "- " : "";
    if (indent == line.size()) out.blank();
    else out.paragraph(std::string(indent + 3, ' ').append(mark), report::clean(line.substr(indent + mark.size())));
  }
}

void write_block(report::Console& out, const Block& block) {
  std::vector<std::string> lines;
  switch (block.kind) {
    case Kind::title: return out.paragraph(" ", plain(block.text), report::Ink::bold);
    case Kind::heading: return out.paragraph(" ", plain(block.text), report::Ink::bold);
    case Kind::paragraph: return out.paragraph(" ", plain(block.text));
    case Kind::list:
      for (const auto& row : block.rows) out.paragraph(" - ", plain(row[0]));
      return;
    case Kind::condition: return write_lines(out, condition_in_words(block.value));
    case Kind::facts: values_of(block.value, "", lines); return write_lines(out, lines);
    case Kind::yaml:
    case Kind::lines:
      for (const std::string_view line : split_lines(block.text)) lines.emplace_back(line);
      return write_lines(out, lines);
    case Kind::table:
      for (std::size_t i = 1; i < block.rows.size(); ++i) write_row(out, block.rows[i]);
      return;
  }
}

}  // namespace

void Page::add(Kind as, std::string text) {
  if (as == Kind::paragraph && text.empty()) return;
  blocks.push_back({as, std::move(text), {}, {}});
}

void Page::list(const std::vector<std::string>& items) {
  if (items.empty()) return;
  Block block;
  block.kind = Kind::list;
  for (const std::string& item : items) block.rows.push_back({item});
  blocks.push_back(std::move(block));
}

std::string to_markdown(const Page& page) {
  std::string out;
  const auto heads = [](const Block& block) { return block.kind == Kind::title || block.kind == Kind::heading; };
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    // Nothing between a heading and its text.
    if (i > 0 && (heads(page.blocks[i]) || !heads(page.blocks[i - 1]))) out += "\n";
    out += markdown_of(page.blocks[i]);
  }
  return out;
}

std::string to_text(const Page& page, const report::RenderOptions& options) {
  report::Console out(options);
  bool first = true;
  Kind before = Kind::title;
  for (const Block& block : page.blocks) {
    const bool follows = before == Kind::title || before == Kind::heading;
    if (!first && (block.kind == Kind::heading || !follows)) out.blank();
    write_block(out, block);
    before = block.kind;
    first = false;
  }
  return out.take();
}

Json to_json(const Page& page) {
  Json blocks = Json::array();
  std::string title = page.id;
  for (const Block& block : page.blocks) {
    if (block.kind == Kind::title) {
      title = plain(block.text);
      continue;
    }
    Json one = {{"kind", kind_names[static_cast<std::size_t>(block.kind)]}};
    if (block.kind == Kind::condition || block.kind == Kind::facts) one["value"] = block.value;
    else if (block.kind == Kind::table) one["rows"] = block.rows;
    else if (block.kind != Kind::list) one["text"] = block.text;
    else
      for (const auto& row : block.rows) one["items"].push_back(row[0]);
    blocks.push_back(std::move(one));
  }
  return {{"kind", page.kind}, {"id", page.id}, {"title", title}, {"blocks", std::move(blocks)}};
}

}  // namespace auditor::explain
