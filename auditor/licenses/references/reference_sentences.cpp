// Licences named in sentences: GNU notices, Creative Commons names, and names of the tables, each with a licence word
// close by. A name alone ("the MIT laboratory", "Apache 2.0.1 is released") is no reference.
#include "auditor/core/text.h"
#include "auditor/licenses/references/creative_commons.h"
#include "auditor/licenses/references/gnu_grammar.h"
#include "auditor/licenses/references/names.h"
#include "auditor/licenses/references/notices.h"
#include "auditor/licenses/references/reference_parts.h"

#include <algorithm>
#include <array>

namespace auditor::licenses {
namespace {

constexpr std::size_t max_name_words = 12;
constexpr std::size_t kLongestTitle = 80;
constexpr std::ptrdiff_t kSectionLines = 10;

bool is_license_word(std::string_view word) {
  return (word.starts_with("licen") || word.starts_with("lizen")) && !word.starts_with("licensee") &&
         !word.starts_with("licensor");
}

bool is_grant_word(std::string_view word) {
  return is_license_word(word) || word == "under" || word == "terms" || word == "copying" || word == "lgplicense";
}

class Sentences {
 public:
  Sentences(const ReferenceText& text, std::vector<Reference>& out)
      : text_(text), raw_(text.text()), out_(out), cut_(raw_), words_(cut_.all()) {}

  void read() {
    find_headings();
    for (std::size_t at = 0; at < words_.size();) {
      std::size_t end = notice(at);
      if (end == 0) end = gnu(at);
      if (end == 0) end = creative_commons(at);
      if (end == 0) end = name(at);
      at = std::max(end, at + 1);
    }
    pairs();
  }

 private:
  struct Found {
    std::size_t begin, end;
  };
  struct Loose {  // a one-word name without a licence word: counts beside another licence
    std::size_t at;
    std::size_t end;
    std::string expression;
    bool family;
  };

  [[nodiscard]] std::string_view word(std::size_t i) const {
    return i < words_.size() ? words_[i].text : std::string_view();
  }

  // "Public License, v. 2.0", "ver. 2": what stands before the stop is no end of a sentence.
  [[nodiscard]] bool abbreviates(std::size_t left, std::string_view before_stop) const {
    if (before_stop.empty()) return word(left) == "ver" || word(left) == "vers" || word(left) == "no";
    const char last = before_stop.back();
    return (last == 'v' || last == 'V') && (before_stop.size() == 1 || !is_alnum(before_stop[before_stop.size() - 2]));
  }

  // A full stop, an empty line or left-out lines between two words that follow each other.
  [[nodiscard]] bool breaks(std::size_t left) const {
    if (left + 1 >= words_.size()) return true;
    const std::string_view between = raw_.substr(words_[left].end, words_[left + 1].begin - words_[left].end);
    if (between == " ") return false;  // most
    if (between.find('\f') != std::string_view::npos || between.find("\n\n") != std::string_view::npos) return true;
    const auto stop = between.find('.');
    if (stop != std::string_view::npos && abbreviates(left, between.substr(0, stop))) return false;
    return stop != std::string_view::npos &&
           (stop + 1 >= between.size() || static_cast<unsigned char>(between[stop + 1]) <= ' ');
  }

  // Program text between two words: `"json">{ "license"`.
  [[nodiscard]] bool opens_block(std::size_t left) const {
    return raw_.substr(words_[left].end, words_[left + 1].begin - words_[left].end).find('{') != std::string_view::npos;
  }

  template <class Test>
  [[nodiscard]] bool before(std::size_t begin, std::size_t reach, Test test) const {
    for (std::size_t i = begin; i > 0 && begin - i < reach; --i) {
      if (breaks(i - 1)) return false;
      if (test(word(i - 1))) return true;
    }
    return false;
  }

  template <class Test>
  [[nodiscard]] bool after(std::size_t end, std::size_t reach, Test test) const {
    for (std::size_t i = end; i < words_.size() && i - end < reach; ++i) {
      if (i > 0 && (breaks(i - 1) || opens_block(i - 1))) return false;
      if (test(word(i))) return true;
    }
    return false;
  }

  [[nodiscard]] bool inside(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (is_license_word(word(i)) || word(i) == "unlicense") return true;
    return false;
  }

  // "GPL-compatible", "compatible with the GPL", "non-GPL", "modified MIT".
  [[nodiscard]] bool denied(std::size_t begin, std::size_t end) const {
    static constexpr std::array<std::string_view, 6> signs = {"modified", "non", "not", "custom", "than", "unlike"};
    if (begin > 2 && word(begin - 1) == "the" && word(begin - 2) == "to" && word(begin - 3) == "contrary") return true;
    std::size_t sign = begin;  // "unlike the GPL", "not under the GPL"
    while (sign > 0 && begin - sign < 2 && (word(sign - 1) == "the" || word(sign - 1) == "under")) --sign;
    if (sign > 0 && !breaks(sign - 1) && std::find(signs.begin(), signs.end(), word(sign - 1)) != signs.end())
      return true;
    if (word(end) == "notice" || (is_license_word(word(end)) && word(end + 1) == "notice")) return true;
    if (word(end).starts_with("compatib") || word(end).starts_with("violat") || word(end) == "incompatible")
      return true;
    return before(begin, 4, [](std::string_view w) {
      return w.starts_with("compatible") || w.starts_with("incompatible") || w == "based" || w == "successor" ||
             w == "inspired" || w == "modeled" || w == "modelled" || w == "similar" || w == "resembles";
    });
  }

  void add(const std::string& expression, std::size_t begin, std::size_t end, bool family,
           MatchKind kind = MatchKind::reference) {
    const LineRange lines{text_.line_at(words_[begin].begin), text_.line_at(words_[end - 1].begin)};
    const std::size_t first = out_.size();
    add_expression(expression, kind, lines, family, out_);
    const std::string_view last = word(end - 1);
    const bool manner = last == "style" || last == "like" || last == "type";
    const bool title = is_title(begin, end);
    const bool pointer = points(begin);
    for (std::size_t i = first; i < out_.size(); ++i) {
      out_[i].manner_only = manner;
      out_[i].title = title;
      out_[i].pointer = pointer;
    }
    found_.push_back({begin, end});
  }

  // `GPL-2.0-with-classpath-exception",`: an entry of a list, which may name several licences.
  [[nodiscard]] static bool is_identifier(std::string_view line) {
    const auto end = line.find_last_not_of("\"',;]) ");
    return end != std::string_view::npos &&
           std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(end) + 1,
                       [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '+'; });
  }

  // Nothing else stands on its line, or the line is in capitals.
  [[nodiscard]] bool is_title(std::size_t begin, std::size_t end) const {
    const std::size_t start = raw_.rfind('\n', words_[begin].begin) + 1;  // 0 where there is none
    const std::string_view whole = raw_.substr(start, std::min(raw_.find('\n', start), raw_.size()) - start);
    if (whole.size() < kLongestTitle &&
        std::none_of(whole.begin(), whole.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
      return true;
    if (whole.size() < kLongestTitle && is_identifier(whole)) return true;
    const int line = text_.line_at(words_[begin].begin);
    const auto on_line = [&](std::size_t i) { return i < words_.size() && text_.line_at(words_[i].begin) == line; };
    while (begin > 0 && words_[begin - 1].noise && on_line(begin - 1)) --begin;
    while (on_line(end) && (words_[end].noise || word(end) == "open" || word(end) == "source")) ++end;
    const bool remark = on_line(end) && raw_.substr(words_[end - 1].end, 2) == " (";  // "BSD License (before 1990)"
    return on_line(end - 1) && (!on_line(end) || remark) && (begin == 0 || !on_line(begin - 1));
  }

  // "/usr/share/common-licenses/LGPL-2.1": where a distribution keeps the text.
  [[nodiscard]] bool points(std::size_t begin) const {
    return raw_.substr(0, words_[begin].begin).ends_with("/common-licenses/");
  }

  std::size_t notice(std::size_t at) {
    const auto found = read_notice(words_, at);
    if (!found) return 0;
    if (!found->expression.empty()) add(std::string(found->expression), at, found->end, false, MatchKind::header);
    return found->end;
  }

  // Licence words within about 100 characters on either side.
  [[nodiscard]] bool in_license_context(std::size_t begin, std::size_t end) const {
    const auto test = [](std::string_view w) {
      return is_grant_word(w) || w.starts_with("distribut") || w.starts_with("redistribut") || w == "copyright" ||
             w == "copyleft";
    };
    for (std::size_t i = begin; i > 0 && words_[begin].begin - words_[i - 1].end < 100; --i)
      if (test(word(i - 1))) return true;
    for (std::size_t i = end; i < words_.size() && words_[i].begin - words_[end - 1].end < 100; ++i)
      if (test(word(i))) return true;
    return inside(begin, end);
  }

  // "is licensed under the", "distributed under the terms of", "covered by".
  [[nodiscard]] bool states(std::size_t begin) const {
    bool joined = false;
    for (std::size_t i = begin; i > 0 && begin - i < 6; --i) {
      if (breaks(i - 1)) return false;
      const std::string_view w = word(i - 1);
      joined = joined || w == "under" || w == "by" || w == "using" || w == "to";
      if (w == "licensed" || w == "licenced" || w == "released" || w == "distributed" || w == "covered" ||
          w == "protected" || w == "available" || w == "subject")
        return joined;
    }
    return false;
  }

  // The statement is about another work than the rest of the file: a distributor's packaging, one with a copyright
  // line or an exception of its own.
  [[nodiscard]] bool of_own_work(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i > 0 && begin - i < 28; --i)
      if (word(i - 1) == "packaging" || word(i - 1) == "copyright") return true;
    while (is_license_word(word(end))) ++end;
    return word(end) == "as" && word(end + 2) == "special" && word(end + 3) == "exception";
  }

  std::size_t gnu(std::size_t at) {
    static constexpr std::array<std::string_view, 10> heads = {"affero", "agpl", "fdl", "free",   "general",
                                                               "gfdl",   "gnu",  "gpl", "lesser", "lgpl"};
    const auto w = word(at);
    if (w[0] != 'a' && w[0] != 'f' && w[0] != 'g' && w[0] != 'l') return 0;  // most words
    if (!std::binary_search(heads.begin(), heads.end(), w) && w != "library" && w != "limited") return 0;
    const auto mention = read_gnu(words_, at);
    if (!mention || mention->end <= at) return 0;
    // "gpl" in lower case is a path or an option, unless a version follows.
    const bool acronym = !mention->spelled_out;
    // The file "COPYING.gplv3", the symbol EXPORT_SYMBOL_GPL.
    const char previous = words_[at].begin > 0 ? raw_[words_[at].begin - 1] : ' ';
    if (acronym && (previous == '.' || (previous == '_' && mention->bare()))) return 0;
    if (acronym && raw_[words_[at].begin] >= 'a' && (mention->bare() || !in_license_context(at, mention->end)))
      return 0;
    if (denied(at, mention->end)) return mention->end;
    const std::size_t last = mention->end;
    if (mention->bare() && acronym && !in_license_context(at, last)) {
      loose_.push_back({at, last, mention->ids().front(), true});
      return last;
    }
    if (mention->bare() && !in_license_context(at, last)) return last;
    // "as published by the Free Software Foundation": the licence's own notice, which says what it means.
    bool notice = false;
    for (std::size_t i = at; i < mention->end; ++i) notice = notice || word(i) == "published";
    const MatchKind kind = notice && !mention->bare() ? MatchKind::header : MatchKind::reference;
    const std::size_t first = out_.size();
    for (const std::string& id : mention->ids())
      add(id, std::min(mention->begin, at), mention->end, mention->bare(), kind);
    const bool own = states(at) && of_own_work(at, mention->end);
    for (std::size_t i = first; i < out_.size(); ++i) out_[i].of_own_work = own;
    // "GPL2 w/ CPE".
    if ((word(last) == "w" || word(last) == "with") && word(last + 1) == "cpe") {
      add("Classpath-exception-2.0", last, last + 2, false);
      return last + 2;
    }
    return mention->end;
  }

  std::size_t creative_commons(std::size_t at) {
    const auto w = word(at);
    if (w != "cc" && w != "creative" && w != "attribution" && w != "by") return 0;
    const auto mention = read_creative_commons(words_, at);
    if (!mention || w == "by") return 0;
    const std::string id = mention->id.empty() ? creative_commons_family(mention->letters) : mention->id;
    if (id.empty()) return 0;
    add(id, at, mention->end, mention->id.empty());
    return mention->end;
  }

  // The longest name of the table at word `at`, licence words inside it skipped.
  std::size_t name(std::size_t at) {
    if (words_[at].noise) return 0;
    const auto [table, of_family] = names_from(words_[at].text);
    if (table.empty() && !of_family) return 0;
    const auto less = [](const PackedMap::Entry& e, std::string_view k) { return e.key < k; };
    std::string key;
    std::size_t end = 0;
    std::size_t parts = 0;
    std::string best_key;
    const PackedMap::Entry* best = nullptr;
    std::size_t noise = 0;
    for (std::size_t i = at; i < words_.size() && i < at + max_name_words; ++i) {
      if (i > at && breaks(i - 1)) break;
      if (words_[i].noise) {
        if (++noise > 4) break;
        continue;
      }
      noise = 0;
      if (!key.empty()) key += ' ';
      key += words_[i].text;
      auto from = std::lower_bound(table.begin(), table.end(), key, less);
      if (from == table.end() || !from->key.starts_with(key)) {
        if (!of_family || !is_family_name(key)) break;
        if (best == nullptr || i + 1 > end) family_candidate_ = {i + 1, key};
        continue;
      }
      if (from->key == key) {
        best = &*from;
        best_key = key;
        end = i + 1;
        ++parts;
      }
      if (of_family && is_family_name(key)) family_candidate_ = {i + 1, key};
    }
    if (best == nullptr || family_candidate_.end > end) return family(at);
    family_candidate_ = {};
    return named(at, end, best_key, std::string(best->text()));
  }

  // "the same license as OpenSSL", "the same terms as the rest of the LibTiff code"; not "versions of OpenSSL that use
  // the same license as OpenSSL".
  [[nodiscard]] bool same_as(std::size_t begin) const {
    bool as = false;
    for (std::size_t i = begin; i > 0 && begin - i < 10; --i) {
      if (breaks(i - 1)) return false;
      const std::string_view w = word(i - 1);
      if (w == "as") as = true;
      else if (as && w == "same") return !before(i - 1, 8, [&](std::string_view o) { return o == word(begin); });
      else if (as ? !(is_grant_word(w) || w == "conditions") : !(w == "the" || w == "rest" || w == "of")) return false;
    }
    return false;
  }

  // Within the lines below a heading that says "License" and nothing else.
  [[nodiscard]] bool in_section(std::size_t at) const {
    const std::size_t offset = words_[at].begin;
    const auto heading = std::upper_bound(headings_.begin(), headings_.end(), offset);
    if (heading == headings_.begin()) return false;
    const std::string_view between = raw_.substr(*std::prev(heading), offset - *std::prev(heading));
    return between.find('\f') == std::string_view::npos &&
           std::count(between.begin(), between.end(), '\n') <= kSectionLines;
  }

  void find_headings() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string_view w = word(i);
      if (w != "license" && w != "licence" && w != "licenses" && w != "licences" && w != "licensing") continue;
      const std::size_t end = words_[i].end;
      const bool starts =
          words_[i].begin == 0 || raw_[words_[i].begin - 1] == '\n' || raw_[words_[i].begin - 1] == '\f';
      if (starts && raw_.substr(end, raw_.find('\n', end) - end).find_first_not_of("#*:= \t") == std::string_view::npos)
        headings_.push_back(end);
    }
  }

  static bool has_version(const std::string& key) {
    return std::any_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  struct FamilyCandidate {
    std::size_t end = 0;
    std::string key;
  };

  std::size_t family(std::size_t at) {
    const FamilyCandidate candidate = std::exchange(family_candidate_, {});
    if (candidate.end == 0) return 0;
    const std::string expression = family_default(candidate.key);
    if (expression.empty()) return 0;
    const bool license = inside(at, candidate.end) || after(candidate.end, 1, is_license_word);
    if (denied(at, candidate.end)) return candidate.end;
    const bool project = candidate.key == "gnu";  // "under GNU rules" names no licence
    if (license || (!project && upper_case(at) && before(at, 4, is_grant_word))) {
      add(expression, at, candidate.end, true);
      return candidate.end;
    }
    if (!project && upper_case(at) && candidate.end == at + 1) loose_.push_back({at, candidate.end, expression, true});
    return 0;
  }

  // The folder in "see doc/LICENSE".
  [[nodiscard]] bool in_path(std::size_t end) const {
    const std::size_t slash = words_[end - 1].end;
    return slash < raw_.size() && raw_[slash] == '/' && is_license_word(word(end));
  }

  [[nodiscard]] bool upper_case(std::size_t at) const {
    const std::string_view text = raw_.substr(words_[at].begin, words_[at].end - words_[at].begin);
    const bool in_symbol = (words_[at].begin > 0 && raw_[words_[at].begin - 1] == '_') ||
                           (words_[at].end < raw_.size() && raw_[words_[at].end] == '_');
    return !in_symbol && text.size() >= 2 && std::all_of(text.begin(), text.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
  }

  // "Academic Free License" for AFL-3.0: the version is a guess, so an exact id of the family goes before it.
  static bool lacks_version(const std::string& key, const std::string& id) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return id.size() > 4 && is_digit(id.back()) && id[id.size() - 2] == '.' &&
           std::none_of(key.begin(), key.end(), is_digit);
  }

  std::size_t named(std::size_t at, std::size_t end, const std::string& key, const std::string& expression) {
    if (expression == "LicenseRef-proprietary" || expression == "LicenseRef-bespoke-modified-mit")
      return 0;  // labels only
    if (denied(at, end)) return end;
    if (in_path(end)) return 0;
    const bool exception =
        key.find("exception") != std::string::npos && expression.find("xception") != std::string::npos;
    const bool single = key.find(' ') == std::string::npos;
    const bool ai = expression.starts_with("LicenseRef-");
    const auto follows = [](std::string_view w) { return is_license_word(w) || w == "agreement"; };
    // Names of a choice ("MPL 1.1/GPL 2.0/LGPL 2.1") say themselves what they are.
    const bool choice = expression.find(" OR ") != std::string::npos && std::count(key.begin(), key.end(), ' ') > 1;
    bool accept = exception || choice || key.starts_with("same as");
    if (!accept && ai) accept = !single && (inside(at, end) || after(end, 2, follows));
    else if (!accept && single)
      accept =
          inside(at, end) || after(end, 1, follows) || (upper_case(at) && before(at, 4, is_grant_word)) || same_as(at);
    else if (!accept) accept = inside(at, end) || after(end, 3, follows) || before(at, 6, is_grant_word);
    // "Code: Apache 2.0" below the heading "License".
    accept = accept || (!ai && in_section(at) && (single ? upper_case(at) : has_version(key)));
    if (accept) {
      add(expression, at, end, !exception && !ai && lacks_version(key, expression));
      return end;
    }
    if (single && upper_case(at)) loose_.push_back({at, end, expression, false});
    return 0;
  }

  // "some MIT code", "GPL code".
  [[nodiscard]] bool is_code(std::size_t end) const {
    return word(end) == "code" && words_[end].begin == words_[end - 1].end + 1;
  }

  // "MIT or GPL", "BSD/GPL": a one-word name joined to a licence is one.
  void pairs() {
    const auto joins = [&](std::size_t from, std::size_t to) {
      if (to < from || to - from > 2) return false;
      for (std::size_t i = from; i < to; ++i)
        if (word(i) != "or" && word(i) != "and" && word(i) != "the" && word(i) != "either") return false;
      return from > 0 && !breaks(from - 1) && (from == to || !breaks(to - 1));
    };
    std::vector<Found> all = found_;
    for (const Loose& loose : loose_) all.push_back({loose.at, loose.end});
    std::sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
    std::size_t next = 0;
    for (const Loose& loose : loose_) {
      while (next < all.size() && all[next].begin <= loose.at) ++next;
      const auto same = [&](const Found& other) { return word(other.begin) == word(loose.at); };  // "json/JSON.h"
      const bool right = next < all.size() && !same(all[next]) && joins(loose.end, all[next].begin);
      const bool left =
          next > 1 && all[next - 2].end <= loose.at && !same(all[next - 2]) && joins(all[next - 2].end, loose.at);
      if (!left && !right && !is_code(loose.end)) continue;
      const int line = text_.line_at(words_[loose.at].begin);
      add_expression(loose.expression, MatchKind::reference, {line, line}, loose.family, out_);
    }
  }

  const ReferenceText& text_;
  std::string_view raw_;
  std::vector<Reference>& out_;
  LabelWords cut_;
  std::span<const LabelWord> words_;
  std::vector<Found> found_;
  std::vector<Loose> loose_;
  std::vector<std::size_t> headings_;  // where headings end that say "License"
  FamilyCandidate family_candidate_;
};

}  // namespace

void read_sentences(const ReferenceText& text, std::vector<Reference>& out) { Sentences(text, out).read(); }

}  // namespace auditor::licenses
