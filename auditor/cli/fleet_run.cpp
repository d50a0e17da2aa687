#include "auditor/cli/fleet_run.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fleet/changes.h"
#include "auditor/fleet/record.h"

#include <new>

namespace auditor::cli {
namespace {

constexpr std::size_t max_waiting = 64;

// What ends one audit by an exception ends no other.
template <class Function>
auto guarded(const std::string& shown, Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::bad_alloc&) {
    throw;  // ends the process, which has taken all it may
  } catch (const std::exception& e) {
    return fail(ErrorCode::source, std::string("internal error: ") + e.what(), shown);
  }
}

std::string word_for(const Json& line) {
  if (line.is_null()) return "unchanged";
  if (fleet::is_error(line)) return "error";
  return line.contains("verdict") && line["verdict"].is_string() ? line["verdict"].get<std::string>() : "reported";
}

// Whether an audit would say what the earlier line does: of the same commit of the same name, that settles all.
bool is_unchanged(const source::Snapshot& snapshot, const Json& earlier) {
  const source::SourceInfo& info = snapshot.info();
  if (info.commit.empty() || !fleet::is_settled_by_commit(snapshot)) return false;
  const Json digest = fleet::digest_of_line(earlier);
  return text(digest, "commit") == info.commit && text(digest, "name") == printable(info.name);
}

Json without_input(Json line) {
  line.erase("input");
  return line;
}

}  // namespace

Result<std::map<std::string, std::size_t>> FleetRun::run() {
  ProcessLimits limits = options_.limits;
  limits.jobs = static_cast<unsigned>(std::min<std::size_t>(limits.jobs, std::max<std::size_t>(sources_.size(), 1)));
  const Work work{sources_.size(), [this](std::size_t i) { return audit(i); },
                  [this](std::size_t i) { return i < written_ + max_waiting && !failed_ && !stop_.asked(); },
                  [this](std::size_t i, WorkEnd how) { finish(i, std::move(how)); }};
  if (!run_in_processes(work, limits)) return fail(ErrorCode::source, because_of_system("no process can be made"));
  if (failed_) return tl::unexpected(*failed_);
  return words_;
}

// The line, behind a word for the summary; no line for what has not changed.
std::string FleetRun::audit(std::size_t index) const {
  const FleetSource& source = sources_[index];
  const Json line = line_of(source);
  if (fleet::is_error(line)) say(Level::warning, line["error"].get<std::string>(), {{"source", source.shown}});
  return word_for(line) + "\n" + (line.is_null() ? "" : dump_json(line, -1));
}

Json FleetRun::line_of(const FleetSource& source) const {
  const bool looks_first = options_.cache != nullptr || options_.since != nullptr;
  return looks_first ? line_of_snapshot(source) : fresh_line(source, nullptr);
}

// With the commit known before anything is read.
Json FleetRun::line_of_snapshot(const FleetSource& source) const {
  SourceArgs args;
  args.where = source.where;
  const auto snapshot = guarded(source.shown, [&] { return open_source(args); });
  const fleet::Place* place = options_.since == nullptr ? nullptr : options_.since->find(source.shown);
  if (!snapshot) return beside_earlier(fresh_line(source, nullptr), place);  // a file that is a record, or an error
  // A configuration may hold a waiver that has expired since: with one the clock counts, and lines do not tell theirs.
  if (place != nullptr && !place->error && options_.same_rules && options_.rules.config.empty()) {
    const auto earlier = earlier_line(*place);
    if (earlier && is_unchanged(**snapshot, *earlier)) return {};
  }
  if (options_.cache != nullptr)
    if (auto kept = options_.cache->find(**snapshot)) {
      (*kept)["input"] = source.shown;
      return beside_earlier(std::move(*kept), place);
    }
  return beside_earlier(fresh_line(source, snapshot->get()), place);
}

Json FleetRun::fresh_line(const FleetSource& source, const source::Snapshot* snapshot) const {
  SourceArgs args;
  args.where = source.where;
  const auto state =
      snapshot == nullptr || options_.cache == nullptr ? std::nullopt : options_.cache->state_of(*snapshot);
  const auto report = guarded(source.shown, [&] { return make_report(args, options_.rules, context_); });
  if (!report) return fleet::open_error(source.shown, report.error(), source.attempt);
  Json line = fleet::result_line(source.shown, *report, options_.full);
  if (state) options_.cache->keep(*state, line, *report);
  return line;
}

Result<Json> FleetRun::earlier_line(const fleet::Place& place) const {
  const auto bytes = options_.since->read(place);
  if (!bytes) return tl::unexpected(bytes.error());
  return parse_json(*bytes, place.input);
}

// Null when the earlier line says the same; else the line with what changed.
Json FleetRun::beside_earlier(Json line, const fleet::Place* place) const {
  if (options_.since == nullptr || fleet::is_error(line)) return line;
  if (place == nullptr || place->error) {
    line["change"] = place == nullptr ? "added" : "recovered";
    line["changes"] = Json::array();
    return line;
  }
  const auto earlier = earlier_line(*place);
  if (!earlier) return line;
  if (without_input(fleet::digest_of_line(*earlier)) == without_input(fleet::digest_of_line(line))) return {};
  line["changes"] = fleet::changes_between(*earlier, line);
  line["change"] = "changed";
  return line;
}

void FleetRun::finish(std::size_t index, WorkEnd how) {
  std::string word = "error";
  std::string line;
  if (how.reason == WorkEnd::Reason::done) {
    const std::size_t end = how.output.find('\n');
    word = how.output.substr(0, end);
    line = how.output.substr(end + 1);
  } else {
    const FleetSource& source = sources_[index];
    const Json lost = fleet::lost_error(source.shown, how, options_.limits, source.attempt);
    say(Level::warning, lost["error"].get<std::string>(), {{"source", source.shown}});
    line = dump_json(lost, -1);
  }
  ++words_[word];
  waiting_.emplace(index, std::move(line));
  write_waiting();
  progress_.show("repositories audited", written_, sources_.size());
}

void FleetRun::write_waiting() {
  while (!failed_ && !waiting_.empty() && waiting_.begin()->first == written_) {
    const std::string& line = waiting_.begin()->second;
    if (const auto put = line.empty() ? Result<void>{} : out_.write(line); !put) failed_ = put.error();
    waiting_.erase(waiting_.begin());
    ++written_;
  }
}

}  // namespace auditor::cli
