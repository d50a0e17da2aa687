#include "auditor/evidence/card/card.h"

#include "auditor/core/text.h"
#include "auditor/evidence/card/table_card.h"
#include "auditor/prose/placeholder.h"
#include "auditor/prose/sections.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

// A section in the making: the span of a heading and the blocks between it and the next one.
struct Draft {
  CardSection section;
  Filling filling = Filling::nothing;
  int place = -1;     // among the headings; -1 of a table's row
  bool bold = false;  // a bold line: emphasis, unless something stands under it or it names a section
};

int words_in(std::string_view text) {
  const Words words(text);
  int latin = 0;
  int unspaced = 0;
  for (const Word& word : words.all())
    (static_cast<unsigned char>(word.text[0]) >= 0xE0 && word.text.size() <= 4 ? unspaced : latin) += 1;
  return latin + (unspaced + 1) / 2;  // two characters of Chinese or Japanese are about a word
}

// Bold lines that end in a colon name a field of the section they stand in, unless they are a section by name.
bool is_field_label(const Block& heading, const std::vector<std::string>& names,
                    const std::vector<std::string>& around) {
  if (!heading.bold_line) return false;
  if (is_label(heading.text)) return true;
  const std::string_view text = trim(heading.text);
  const bool colon = text.ends_with(':') || text.ends_with("：");
  return colon && (names.empty() || names == around);
}

class SectionReader {
 public:
  explicit SectionReader(const Document& document) : document_(document) {}

  std::vector<CardSection> run() {
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
      const Block& block = document_.blocks[i];
      if (block.kind == BlockKind::heading) heading(block);
      else i = content(i);
    }
    std::vector<CardSection> out;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      drafts_[i].section.placeholder = is_placeholder(i);
      out.push_back(std::move(drafts_[i].section));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const CardSection& a, const CardSection& b) { return a.start_line < b.start_line; });
    return out;
  }

 private:
  void heading(const Block& block) {
    const auto index = static_cast<std::size_t>(block.section);
    const bool titled = block.section >= 0 && document_.sections[index].start_line == block.start_line;
    if (!titled) return;
    const DocumentSection& found = document_.sections[index];
    auto names = canonical_sections(found.heading);
    if (!drafts_.empty() && is_field_label(block, names, drafts_.back().section.sections)) return;
    Draft draft;
    draft.section.heading = found.heading;
    draft.section.sections = std::move(names);
    draft.section.level = found.level;
    draft.section.start_line = found.start_line;
    draft.section.end_line = found.end_line;
    draft.bold = block.bold_line;
    // A heading made of links or images says something by itself.
    if (!block.links.empty()) draft.filling = Filling::filled;
    draft.place = static_cast<int>(open_.size());
    drafts_.push_back(std::move(draft));
    open_.push_back(drafts_.size() - 1);
  }

  // Reads the block at `i`, or the whole table there; gives the last block read.
  std::size_t content(std::size_t i) {
    const Block& block = document_.blocks[i];
    if (block.kind == BlockKind::table_row && i >= table_end_) {
      const std::size_t end = table_end_ = table_end(document_, i);
      if (TableCard table = read_table_card(document_, i, end); !table.sections.empty()) {
        add(Filling::filled, table.words);
        for (CardSection& section : table.sections) add_row(std::move(section));
        return end - 1;
      }
    }
    const Filling filling = filling_of(block);
    const bool counts = filling == Filling::filled && block.kind != BlockKind::code;
    add(filling, counts ? words_in(block.text) : 0);
    return i;
  }

  // Rows of a table used as a card are sections that do not close the heading they stand under.
  void add_row(CardSection section) {
    Draft draft;
    draft.filling = section.placeholder ? Filling::missing : Filling::filled;
    draft.section = std::move(section);
    drafts_.push_back(std::move(draft));
  }

  void add(Filling filling, int words) {
    if (open_.empty()) return;
    const int line_level_end = static_cast<int>(open_.size());
    Draft& own = drafts_[open_.back()];
    own.filling = std::max(own.filling, filling);
    // A section's words are those of its sub-sections too.
    int level = 7;
    for (int i = line_level_end - 1; i >= 0 && words > 0 && level > 1; --i) {
      CardSection& section = drafts_[open_[static_cast<std::size_t>(i)]].section;
      if (section.level >= level) continue;
      level = section.level;
      section.words += words;
    }
    text_seen_ = text_seen_ || filling == Filling::filled;
    if (text_seen_ && first_text_ == 0) first_text_ = open_.size();
  }

  bool is_placeholder(std::size_t index) const {
    const Draft& draft = drafts_[index];
    if (draft.filling == Filling::filled) return false;
    if (draft.filling != Filling::nothing) return true;
    if (draft.place < 0) return false;
    const auto place = open_.begin() + draft.place;
    const auto next = place + 1;
    const bool container = next != open_.end() && drafts_[*next].section.level > draft.section.level;
    if (container || (draft.bold && draft.section.sections.empty())) return false;
    // A title and what stands under it before the first text are no sections.
    const bool in_title = static_cast<std::size_t>(place - open_.begin()) + 1 < std::max<std::size_t>(first_text_, 1);
    return !(in_title && draft.section.sections.empty());
  }

  const Document& document_;
  std::vector<Draft> drafts_;
  std::vector<std::size_t> open_;  // drafts of headings, in order
  std::size_t table_end_ = 0;      // rows before it belong to a table already looked at
  bool text_seen_ = false;
  std::size_t first_text_ = 0;  // how many headings there were before the first text
};

std::vector<int> enclosing_of(const std::vector<CardSection>& sections) {
  std::vector<int> out;
  std::vector<int> open;
  for (const CardSection& section : sections) {
    while (!open.empty() && sections[static_cast<std::size_t>(open.back())].end_line < section.start_line)
      open.pop_back();
    out.push_back(open.empty() ? -1 : open.back());
    open.push_back(static_cast<int>(out.size()) - 1);
  }
  return out;
}

void read_metadata(Card& card) {
  const FrontMatterSpan& span = card.document.front_matter;
  card.front_matter_start = span.start_line;
  if (span.start_line == 0) return;
  FrontMatter read = read_front_matter(span.yaml, span.start_line + 1);
  if (!span.closed)
    card.front_matter_errors.push_back({span.start_line, "the metadata is opened by --- and never closed"});
  for (auto& error : read.errors) card.front_matter_errors.push_back(std::move(error));
  card.front_matter_problems = std::move(read.problems);
  card.front_matter_lines = std::move(read.lines);
  if (card.front_matter_errors.empty()) card.front_matter = std::move(read.value);
}

// The hub reads no metadata when a blank stands behind the dashes that close them; a reader does not see it.
void check_fence(std::string_view text, Card& card) {
  const FrontMatterSpan& span = card.document.front_matter;
  if (span.start_line == 0 || !span.closed) return;
  const std::vector<std::string_view> lines = split_lines(text);
  const auto at = static_cast<std::size_t>(span.end_line) - 1;
  if (at < lines.size() && !lines[at].empty() && (lines[at].back() == ' ' || lines[at].back() == '\t'))
    card.front_matter_errors.push_back(
        {span.end_line, "a blank follows the --- that closes the metadata: the hub does not read them"});
}

}  // namespace

Card read_card(std::string_view path, std::string_view text) {
  Card card;
  card.path = std::string(path);
  card.document = parse_markdown(text);
  read_metadata(card);
  check_fence(text, card);
  card.sections = SectionReader(card.document).run();
  card.enclosing = enclosing_of(card.sections);
  return card;
}

int Card::line_of(std::string_view key) const {
  const auto found = std::find_if(front_matter_lines.begin(), front_matter_lines.end(),
                                  [&](const auto& line) { return line.first == key; });
  return found == front_matter_lines.end() ? front_matter_start : found->second;
}

Json to_json(const Card& card) {
  Json errors = Json::array();
  for (const auto& error : card.front_matter_errors)
    errors.push_back({{"line", error.line}, {"message", to_valid_utf8(error.message)}});
  Json sections = Json::array();
  for (const auto& section : card.sections)
    sections.push_back({{"heading", to_valid_utf8(section.heading)},
                        {"sections", section.sections},
                        {"level", section.level},
                        {"start_line", section.start_line},
                        {"end_line", section.end_line},
                        {"words", section.words},
                        {"placeholder", section.placeholder}});
  Json problems = Json::array();
  for (const auto& problem : card.document.problems) problems.push_back(problem);
  return {{"path", card.path},
          {"front_matter", card.front_matter},
          {"front_matter_errors", std::move(errors)},
          {"sections", std::move(sections)},
          {"problems", std::move(problems)}};
}

}  // namespace auditor::evidence
