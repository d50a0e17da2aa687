#include "auditor/assess/citation_check.h"

#include "auditor/core/json_view.h"
#include "auditor/core/json_walk.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/quote.h"
#include "auditor/source/names.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <tuple>
#include <utility>

namespace auditor::assess {
namespace {

constexpr std::size_t most_citations = 200'000;   // different ones
constexpr std::size_t most_quoted = 256U << 20U;  // bytes of cited lines
constexpr std::size_t most_listed = 50;           // that do not hold
constexpr std::size_t most_searched = 8U << 20U;  // bytes of files in which moved quotes are looked for

struct Cited {
  std::string path;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string oid;
  std::string quote;
  std::string sha256;
  bool of_reader = false;  // quotes what a reader made of the lines, not the lines
  bool earlier = false;    // said of an earlier revision: what is gone since a baseline
  std::string at;

  [[nodiscard]] auto key() const { return std::tie(path, start, end, oid, quote, sha256, of_reader, earlier); }
};

// All citations of a document, wherever they stand.
class Gathering {
 public:
  std::vector<Cited> found;
  bool cut = false;

  void gather(const Json& value, const std::string& at, bool earlier) {
    if (cut || !value.is_structured()) return;
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size() && !cut; ++i)
        if (value[i].is_structured()) gather(value[i], at + "/" + std::to_string(i), earlier);
      return;
    }
    earlier = earlier || text(value, "rule_set") == "baseline";
    add(value, at, earlier);
    for (const auto& [key, member] : value.items())
      if (member.is_structured()) gather(member, at + pointer_step(key), earlier);
  }

 private:
  void add(const Json& value, const std::string& at, bool earlier) {
    const auto path = value.find("path");
    const auto start = value.find("start_line");
    if (path == value.end() || !path->is_string() || start == value.end() || !start->is_number_integer()) return;
    if (found.size() >= most_citations) {
      cut = true;
      return;
    }
    Cited cited{path->get<std::string>(),
                start->get<std::int64_t>(),
                0,
                std::string(text(value, "oid")),
                std::string(text(value, "quote")),
                std::string(text(value, "quote_sha256")),
                !value.contains("oid") && !value.contains("quote_sha256"),
                earlier,
                at};
    cited.end = number(value, "end_line", cited.start);
    found.push_back(std::move(cited));
  }
};

bool is_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// Letters and digits in one stretch each.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    while (i < text.size() && is_word(text[i])) ++i;
    if (i > from) words.push_back(text.substr(from, i - from));
    else ++i;
  }
  return words;
}

// Whether the words of a quote stand in the lines in their order: between them may be what markup hides.
bool stands_in(std::string_view quote, std::span<const std::string_view> lines) {
  constexpr std::string_view ellipsis = "…";
  const bool is_cut = quote.ends_with(ellipsis);
  std::vector<std::string_view> wanted = words_of(quote.substr(0, quote.size() - (is_cut ? ellipsis.size() : 0)));
  std::size_t next = 0;
  for (const std::string_view line : lines)
    for (const std::string_view word : words_of(line)) {
      const bool begins = is_cut && next + 1 == wanted.size() && word.starts_with(wanted[next]);
      if (next < wanted.size() && (begins || wanted[next] == word)) ++next;
    }
  return next == wanted.size();
}

// Where a quote stands instead; 0: nowhere, within the `budget` of bytes.
std::size_t line_of(std::string_view quote, std::span<const std::string_view> lines, std::size_t& budget) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t size = lines[i].size() + 1;
    if (size > budget) return 0;
    budget -= size;
    if (evidence::quote_text(lines[i]) == quote) return i + 1;
  }
  return 0;
}

struct Outcome {
  Answer answer = Answer::holds;
  std::string message;
  bool seen = true;  // in the repository; else a new audit alone can tell: what is missing, the address of a link
};

class CitationCheck {
 public:
  CitationCheck(const source::Snapshot& snapshot, const CitationOptions& options)
      : snapshot_(snapshot), options_(options) {
    for (const source::Entry& entry : snapshot.entries())
      if (std::string shown = printable(entry.path); shown != entry.path) by_shown_path_.emplace(shown, &entry);
  }

  Outcome check(const Cited& cited) {
    Outcome outcome = look_up(cited);
    const bool excused = cited.earlier || options_.may_have_changed;
    if (outcome.answer == Answer::fails && excused) {
      outcome.answer = Answer::unknown;
      outcome.message += cited.earlier ? ": it is of the baseline" : ": the source may have changed since";
    }
    return outcome;
  }

 private:
  Outcome look_up(const Cited& cited) {
    if (const auto outside = options_.outside.find(cited.path); outside != options_.outside.end())
      return outside->second.empty() ? Outcome{Answer::unknown, "is a file beside the repository: give it (--policy)"}
                                     : in_text(cited, outside->second);
    const source::Entry* entry = find(cited.path);
    const bool quotes = !cited.quote.empty() || !cited.sha256.empty();
    if (cited.start <= 0 && quotes) return {Answer::fails, "quotes a text and names no line"};
    const bool inside =
        !cited.path.empty() && source::is_inside(cited.path) && cited.path.find("://") == std::string::npos;
    if (cited.start <= 0 && cited.oid.empty())  // where something was looked for
      return inside ? Outcome{Answer::holds, {}, false} : Outcome{Answer::fails, "is no place in the repository"};
    if (entry == nullptr) return {Answer::fails, "there is no such file"};
    if (!cited.oid.empty())
      if (Outcome other = check_object(cited, *entry); other.answer != Answer::holds) return other;
    if (!quotes && cited.start == 1 && cited.end == 1) return {};  // the file as a whole, which may be no text
    const bool regular = entry->kind == source::EntryKind::file || entry->kind == source::EntryKind::executable;
    if (!regular) return {Answer::fails, "is no file with lines"};
    const auto bytes = snapshot_.text(*entry);
    if (!bytes) return {Answer::unknown, bytes.error().message};
    return in_text(cited, *bytes);
  }

  Outcome check_object(const Cited& cited, const source::Entry& entry) {
    if (entry.oid.empty()) (void)snapshot_.text(entry);  // of a folder they are known once read
    if (entry.oid.empty()) return {Answer::unknown, "its object id is not known here"};
    if (entry.oid == cited.oid) return {};
    return {Answer::fails, fmt::format("is the object {}, not {}", entry.oid, cited.oid)};
  }

  Outcome in_text(const Cited& cited, std::string_view bytes) {
    // Citations come sorted: a file is split once, lines cited again are not read again.
    if (path_ != cited.path) {
      path_ = cited.path;
      lines_ = split_lines(bytes);
      quoted_.reset();
    }
    const auto last = static_cast<std::int64_t>(lines_.size());
    if (cited.start < 1 || cited.end < cited.start || cited.end > last)
      return {Answer::fails, fmt::format("the file has {} lines", last)};
    if (cited.quote.empty() && cited.sha256.empty()) return {};
    const auto range = std::pair(static_cast<int>(cited.start), static_cast<int>(cited.end));
    const bool again = quoted_ && quoted_->first == range && !cited.of_reader;
    const auto count = static_cast<std::size_t>(range.second - range.first + 1);
    const auto lines = std::span(lines_).subspan(static_cast<std::size_t>(range.first - 1), count);
    if (!again && !may_read(lines)) return {Answer::unknown, "more is quoted than is read"};
    if (cited.of_reader) return in_words(cited, lines);
    if (!again) quoted_ = std::pair(range, evidence::quote_lines(lines_, range.first, range.second));
    return compare(cited, quoted_->second);
  }

  // The address of a link may be shown by a name or stand elsewhere: a new audit says it again.
  static Outcome in_words(const Cited& cited, std::span<const std::string_view> lines) {
    const bool is_address = cited.quote.find(' ') == std::string::npos && cited.quote.find(':') != std::string::npos;
    if (stands_in(cited.quote, lines)) return {};
    if (is_address) return {Answer::holds, {}, false};
    return {Answer::fails, "the lines do not say this"};
  }

  bool may_read(std::span<const std::string_view> lines) {
    if (read_ > most_quoted) return false;
    for (const std::string_view line : lines) read_ += line.size() + 1;
    return read_ <= most_quoted;
  }

  Outcome compare(const Cited& cited, const evidence::Quote& quote) {
    if (!cited.quote.empty() && cited.quote != quote.text) {
      const std::size_t moved = line_of(cited.quote, lines_, to_search_);
      if (moved > 0) return {Answer::fails, fmt::format("the quote stands in line {}", moved)};
      return {Answer::fails, fmt::format("the lines do not say \"{}\" but \"{}\"", ellipsize(cited.quote, 80),
                                         ellipsize(quote.text, 80))};
    }
    if (!cited.sha256.empty() && cited.sha256 != quote.sha256)
      return {Answer::fails, fmt::format("the digest of the lines is {}", quote.sha256)};
    return {};
  }

  const source::Entry* find(const std::string& path) const {
    if (const source::Entry* entry = snapshot_.find(path)) return entry;
    const auto shown = by_shown_path_.find(path);
    return shown == by_shown_path_.end() ? nullptr : shown->second;
  }

  const source::Snapshot& snapshot_;
  const CitationOptions& options_;
  std::map<std::string, const source::Entry*> by_shown_path_;  // those that reports write differently
  std::string path_;
  std::vector<std::string_view> lines_;
  std::optional<std::pair<std::pair<int, int>, evidence::Quote>> quoted_;  // last
  std::size_t read_ = 0;
  std::size_t to_search_ = most_searched;
};

std::string place_of(const Cited& cited) {
  if (cited.start <= 0) return cited.path;
  return cited.end > cited.start ? fmt::format("{}:{}-{}", cited.path, cited.start, cited.end)
                                 : fmt::format("{}:{}", cited.path, cited.start);
}

}  // namespace

void check_citations(const Json& report, const source::Snapshot& snapshot, const CitationOptions& options,
                     Checks& checks) {
  Gathering all;
  all.gather(report, "", false);
  std::vector<Cited>& found = all.found;
  std::stable_sort(found.begin(), found.end(), [](const Cited& a, const Cited& b) { return a.key() < b.key(); });
  found.erase(
      std::unique(found.begin(), found.end(), [](const Cited& a, const Cited& b) { return a.key() == b.key(); }),
      found.end());
  CitationCheck check(snapshot, options);
  std::map<Answer, std::size_t> counts;
  std::size_t unseen = 0;
  for (const Cited& cited : found) {
    const Outcome outcome = check.check(cited);
    if (outcome.answer == Answer::holds && !outcome.seen) {
      ++unseen;
      continue;
    }
    const std::size_t count = ++counts[outcome.answer];
    if (outcome.answer != Answer::holds && count <= most_listed)
      add_check(checks, "citation", outcome.answer, outcome.message, place_of(cited), cited.at);
  }
  for (const Answer answer : {Answer::fails, Answer::unknown})
    if (counts[answer] > most_listed)
      add_check(checks, "citation", answer, fmt::format("{} more likewise", counts[answer] - most_listed));
  if (all.cut)
    add_check(checks, "citation", Answer::unknown,
              fmt::format("the report has more than {} citations: the others were not read", most_citations));
  if (counts[Answer::holds] > 0)
    add_check(checks, "citation", Answer::holds, counted(counts[Answer::holds], "place") + " cited as they are");
  if (unseen > 0)
    add_check(checks, "citation", Answer::holds,
              counted(unseen, "place") + " of what is missing or of a link's address: only a new audit can tell");
}

}  // namespace auditor::assess
