#include "auditor/licenses/texts/align.h"

#include "auditor/licenses/texts/runs.h"
#include "auditor/licenses/texts/subsequence.h"
#include "auditor/licenses/texts/text_sums.h"

#include <algorithm>

namespace auditor::licenses {

namespace {

constexpr double kMissCost = 0.25;  // per word missing or extra between two runs
constexpr double kBreakCost = 0.3;  // per break
constexpr std::size_t kLookBack = 300;
constexpr std::uint32_t kEndWords = 20;       // missing words at an end that count fully against a text
constexpr std::uint32_t kLongLicense = 1500;  // words of a licence of models that has appendices
constexpr std::size_t kMostChains = 2000;
constexpr std::size_t kLongestEnd = 100;  // words of an end that are looked for

// A run as part of a chain: the words it shares with its predecessor are cut off.
struct Link {
  double score = 0;
  std::int32_t previous = -1;
  std::uint32_t cut = 0;
};

std::vector<Link> chain(const std::vector<Run>& runs, const Sums& sums, std::size_t text_length) {
  std::vector<Link> links(runs.size());
  std::vector<double> highest(runs.size());  // score of the links up to each: where it cannot help, none before can
  const std::size_t jump = 60 + text_length / 4;
  std::size_t longest = 0;
  for (const Run& run : runs) longest = std::max<std::size_t>(longest, run.length);
  const std::size_t reach = longest + jump + sums.capacity(0, text_length);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Run& run = runs[r];
    Link best{static_cast<double>(run.length), -1, 0};
    for (std::size_t back = 1; back <= std::min(r, kLookBack); ++back) {
      const std::size_t p = r - back;
      const Run& before = runs[p];
      if (run.file - before.file > reach || highest[p] + run.length - kBreakCost <= best.score) break;
      if (before.file >= run.file || before.text >= run.text) continue;
      if (links[p].score + run.length - kBreakCost <= best.score) continue;  // however near, no better
      const std::uint32_t file_end = before.file + before.length;
      const std::uint32_t text_end = before.text + before.length;
      const std::uint32_t cut =
          std::max(file_end > run.file ? file_end - run.file : 0, text_end > run.text ? text_end - run.text : 0);
      if (cut >= run.length) continue;
      const std::uint32_t extra = run.file + cut - file_end;
      const std::uint32_t missing = sums.required(text_end, run.text + cut);
      const std::uint32_t wild = sums.capacity(text_end, run.text + cut);
      if (missing > jump || extra > jump + wild) continue;
      const double cost = kBreakCost + kMissCost * (missing + (extra > wild ? extra - wild : 0));
      const double score = links[p].score + (run.length - cut) - cost;
      if (score > best.score) best = {score, static_cast<std::int32_t>(p), cut};
    }
    links[r] = best;
    highest[r] = r == 0 ? best.score : std::max(highest[r - 1], best.score);
  }
  return links;
}

// Chains by falling score; a run belongs to one chain only.
std::vector<std::vector<Run>> take_chains(const std::vector<Run>& runs, const std::vector<Link>& links, double least) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t r = 0; r < runs.size(); ++r)
    if (links[r].score >= least) order.push_back(r);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return links[a].score != links[b].score ? links[a].score > links[b].score : a < b;
  });
  std::vector<char> used(runs.size());
  std::vector<std::vector<Run>> chains;
  for (const std::uint32_t end : order) {
    if (used[end] != 0 || chains.size() >= kMostChains) continue;
    std::vector<Run> parts;
    double before = 0;  // score of a part that another chain has taken
    for (auto r = static_cast<std::int32_t>(end); r >= 0; r = links[static_cast<std::size_t>(r)].previous) {
      const auto at = static_cast<std::size_t>(r);
      if (used[at] != 0) {
        before = links[at].score;
        break;
      }
      used[at] = 1;
      const std::uint32_t cut = links[at].cut;
      parts.push_back({runs[at].file + cut, runs[at].text + cut, runs[at].length - cut});
    }
    if (links[end].score - before < least) continue;
    std::reverse(parts.begin(), parts.end());
    chains.push_back(std::move(parts));
  }
  return chains;
}

// Turns a chain of runs into an alignment: gaps and ends filled, words counted.
class Builder {
 public:
  Builder(const Text& text, const std::vector<Word>& words, const Sums& sums)
      : text_(text), words_(words), sums_(sums), filler_(text, words) {}

  // No alignment of these runs has a greater similarity: every gap and end filled as far as its words reach.
  [[nodiscard]] double best_similarity(const std::vector<Run>& runs) const {
    const Run& last = runs.back();
    std::size_t matched = std::min<std::size_t>({runs.front().text, runs.front().file, kLongestEnd}) +
                          std::min<std::size_t>({text_.words.size() - last.text - last.length,
                                                 words_.size() - last.file - last.length, kLongestEnd});
    std::size_t extra = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      matched += runs[r].length;
      if (r == 0) continue;
      const std::size_t text_end = runs[r - 1].text + runs[r - 1].length;
      const std::size_t in_text = runs[r].text - text_end;
      const std::size_t in_file = runs[r].file - runs[r - 1].file - runs[r - 1].length;
      matched += std::min(in_text, in_file);
      const std::size_t explained = in_text + sums_.capacity(text_end, runs[r].text);
      extra += in_file > explained ? in_file - explained : 0;
    }
    const std::uint32_t left_out = appendix(last.text + last.length, last.file + last.length - 1);
    const std::size_t required = text_.required - left_out;
    const std::size_t missing = required > matched ? required - matched : 0;
    return static_cast<double>(matched) / static_cast<double>(matched + missing + extra);
  }

  Alignment build(const std::vector<Run>& runs) {
    parts_.clear();
    extend_before(runs.front());
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const Run& run = runs[r];
      if (r > 0) {
        const Run& before = runs[r - 1];
        append(filler_.common(before.file + before.length, run.file, before.text + before.length, run.text));
      }
      append(run);
    }
    extend_after(runs.back());
    drop_costly_titles();
    return count();
  }

 private:
  void append(const Run& run) {
    if (!parts_.empty() && parts_.back().file + parts_.back().length == run.file &&
        parts_.back().text + parts_.back().length == run.text)
      parts_.back().length += run.length;
    else parts_.push_back(run);
  }
  void append(std::span<const Pair> pairs) {
    for (const auto& [file, text] : pairs) append({file, text, 1});
  }

  // The optional words that the text begins with, and the first other one.
  [[nodiscard]] Pairs leading_pairs() const {
    Pairs lead;
    for (const Run& part : parts_)
      for (std::uint32_t k = 0; k < part.length; ++k) {
        lead.emplace_back(part.file + k, part.text + k);
        if (!is_optional(text_.words[part.text + k])) return lead;
      }
    return lead;
  }

  void drop_first(std::size_t words) {
    std::size_t whole = 0;
    while (words > 0 && words >= parts_[whole].length) words -= parts_[whole++].length;
    parts_.erase(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(whole));
    const auto cut = static_cast<std::uint32_t>(words);
    parts_.front() = {parts_.front().file + cut, parts_.front().text + cut, parts_.front().length - cut};
  }

  // Words of a title or copyright line are kept as far as they bring more than value() takes off for those between.
  void drop_costly_titles() {
    const Pairs lead = leading_pairs();
    std::size_t keep_from = lead.size() - 1;
    double gain = 0;
    double best = 0;
    for (std::size_t p = keep_from; p-- > 0;) {
      gain += 1 - 4 * cost(lead[p].first + 1, lead[p + 1].first, lead[p].second + 1, lead[p + 1].second);
      if (gain >= best) {
        best = gain;
        keep_from = p;
      }
    }
    if (keep_from > 0) drop_first(keep_from);
  }

  // Pairs at an end are kept as far as they bring more than the words between them cost.
  void extend_before(const Run& first) {
    const std::size_t from = first.text > kLongestEnd ? first.text - kLongestEnd : 0;
    const std::size_t reach = first.text - from + sums_.capacity(from, first.text) + 10;
    const std::size_t file = first.file > reach ? first.file - reach : 0;
    const Pairs& found = filler_.common(file, first.file, from, first.text);
    std::size_t keep_from = found.size();
    double gain = 0;
    double best = 0;
    std::size_t next_file = first.file;
    std::size_t next_text = first.text;
    for (std::size_t p = found.size(); p-- > 0;) {
      gain += 1 - cost(found[p].first + 1, next_file, found[p].second + 1, next_text);
      next_file = found[p].first;
      next_text = found[p].second;
      if (gain > best) {
        best = gain;
        keep_from = p;
      }
    }
    append(std::span(found).subspan(keep_from));
  }

  void extend_after(const Run& last) {
    const std::size_t text_end = last.text + last.length;
    const std::size_t file_end = last.file + last.length;
    const std::size_t to = std::min(text_.words.size(), text_end + kLongestEnd);
    const std::size_t reach = to - text_end + sums_.capacity(text_end, to) + 10;
    const Pairs& found = filler_.common(file_end, std::min(words_.size(), file_end + reach), text_end, to);
    std::size_t keep = 0;
    double gain = 0;
    double best = 0;
    std::size_t previous_file = file_end;
    std::size_t previous_text = text_end;
    for (std::size_t p = 0; p < found.size(); ++p) {
      gain += 1 - cost(previous_file, found[p].first, previous_text, found[p].second);
      previous_file = found[p].first + 1;
      previous_text = found[p].second + 1;
      if (gain > best) {
        best = gain;
        keep = p + 1;
      }
    }
    append(std::span(found).first(keep));
  }

  [[nodiscard]] double cost(std::size_t file, std::size_t file_end, std::size_t from, std::size_t to) const {
    const std::size_t between = file_end - file;
    const std::size_t wild = sums_.capacity(from, to);
    return 0.5 * static_cast<double>(between > wild ? between - wild : 0);
  }

  Alignment count() {
    Alignment out;
    const Run& last = parts_.back();
    out.first = parts_.front().file;
    out.last = last.file + last.length - 1;
    std::size_t file = out.first;
    std::size_t text = 0;
    std::uint32_t found = 0;  // required words
    const std::uint32_t end_limit = std::max(kEndWords, text_.required / 50);
    const auto forgive = [&](std::uint32_t missing) { out.forgiven += missing > end_limit ? missing - end_limit : 0; };
    const std::size_t text_end = last.text + last.length;
    forgive(sums_.required(0, parts_.front().text));
    forgive(sums_.required(text_end, text_.words.size()));
    add_break(out, out.first, out.first, 0, parts_.front().text);
    for (const Run& part : parts_) {
      found += sums_.required(part.text, part.text + part.length);
      if (text > 0) out.longest_missing = std::max(out.longest_missing, sums_.required(text, part.text));
      const std::size_t between = part.file - file;
      const std::size_t wild = std::min<std::size_t>(between, text == 0 ? 0 : sums_.capacity(text, part.text));
      out.extra += static_cast<std::uint32_t>(between - wild);
      if (text > 0) add_break(out, file, part.file, text, part.text, wild == between);
      if (wild == between)
        for (std::size_t w = file; w < part.file; ++w) out.wild.push_back(static_cast<std::uint32_t>(w));
      file = part.file + part.length;
      text = part.text + part.length;
      out.matched += part.length;
    }
    add_break(out, out.last + 1, out.last + 1, text_end, text_.words.size());
    out.places.reserve(out.matched);
    for (const Run& part : parts_)
      for (std::uint32_t k = 0; k < part.length; ++k) out.places.push_back(part.file + k);
    out.missing = text_.required - found;
    const std::uint32_t left_out = appendix(text_end, out.last);
    const double all = static_cast<double>(out.matched) + (out.missing - left_out) + out.extra;
    out.similarity = std::min(out.matched / all, static_cast<double>(found) / (text_.required - left_out));
    return out;
  }

  // Words of an appendix that the file leaves out: it ends where that begins.
  [[nodiscard]] std::uint32_t appendix(std::size_t text_end, std::size_t last) const {
    const std::uint32_t missing = sums_.required(text_end, text_.words.size());
    const bool appended = may_lack_appendix(text_) && missing > kEndWords && 2 * missing < text_.required &&
                          last + kEndWords >= words_.size();
    return appended ? missing : 0;
  }

  void add_break(Alignment& out, std::size_t file, std::size_t file_end, std::size_t text, std::size_t text_end,
                 bool wild = false) const {
    if (file == file_end && sums_.required(text, text_end) == 0) return;
    out.breaks.push_back({static_cast<std::uint32_t>(file), static_cast<std::uint32_t>(file_end),
                          static_cast<std::uint32_t>(text), static_cast<std::uint32_t>(text_end),
                          wild && file < file_end});
  }

  const Text& text_;
  const std::vector<Word>& words_;
  const Sums& sums_;
  Filler filler_;
  std::vector<Run> parts_;  // neighbours joined
};

}  // namespace

bool may_lack_appendix(const Text& text) { return text.kind == TextKind::ai && text.required >= kLongLicense; }

std::vector<Alignment> align(const Text& text, const std::vector<Word>& words, const FileTrigrams& trigrams,
                             double least) {
  const std::vector<Run> runs = find_runs(text, words, trigrams);
  // Gaps and ends add words that no run has, so a chain may fall short of the share by some.
  const double least_score = std::max(2.0, 0.5 * least * text.required);
  std::size_t in_runs = 0;
  for (const Run& run : runs) in_runs += run.length;
  if (text.required == 0 || static_cast<double>(in_runs) < least_score) return {};
  const Sums sums(text);
  const std::vector<Link> links = chain(runs, sums, text.words.size());
  const auto chains = take_chains(runs, links, least_score);
  Builder builder(text, words, sums);
  std::vector<Alignment> found;
  for (const auto& parts : chains) {
    if (builder.best_similarity(parts) < least) continue;
    Alignment alignment = builder.build(parts);
    if (alignment.similarity >= least) found.push_back(std::move(alignment));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Alignment& a, const Alignment& b) { return a.value() > b.value(); });
  return found;
}

}  // namespace auditor::licenses
