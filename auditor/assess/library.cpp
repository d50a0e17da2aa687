#include "auditor/assess/library.h"

#include "auditor/core/digest.h"
#include "auditor/core/msgpack.h"
#include "auditor/core/resources.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace auditor::assess {
namespace {

namespace fs = std::filesystem;

std::string resource_name(std::string_view id) { return "rules/sets/" + std::string(id) + ".yaml"; }

Result<Source> parse_source(const std::string& path, const std::string& bytes) {
  auto yaml = parse_yaml(bytes, path);
  if (!yaml) {
    Error error = yaml.error();
    error.code = ErrorCode::usage;
    return tl::unexpected(error);
  }
  if (!yaml->problems.empty()) return fail(ErrorCode::usage, yaml->problems[0].message, path, yaml->problems[0].line);
  return Source{path, std::make_shared<const Json>(std::move(yaml->value)), std::move(yaml->lines),
                fingerprint_hex(bytes)};
}

// What an audited repository brings along is judged in the time and memory of an audit.
constexpr std::size_t most_read_sets = 32;
constexpr std::size_t most_read_rules = 2000;

// A pipe could be waited for without end; only one that the caller's shell made is opened.
bool may_be_opened(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) || path.starts_with("/dev/fd/") || path == "/dev/stdin";
}

Result<Source> read_source(const std::string& path) {
  constexpr std::size_t limit = 4U << 20U;
  std::ifstream in;
  if (may_be_opened(path)) in.open(path, std::ios::binary);
  if (!in.is_open()) return fail(ErrorCode::usage, "rule set cannot be read", path);
  std::string bytes;
  char buffer[1 << 14];
  while (bytes.size() <= limit && (in.read(buffer, sizeof buffer) || in.gcount() > 0))
    bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
  return parse_source(path, bytes);
}

Source embedded_source(const std::string& name, std::string_view skip = {}) {
  const Resource* resource = find_resource(name);
  const std::string_view bytes(reinterpret_cast<const char*>(resource->bytes.data()), resource->bytes.size());
  return {name, std::make_shared<const Json>(decode_msgpack(resource->bytes, skip)), {}, fingerprint_hex(bytes)};
}

// The file of a set inside a rules folder; empty when there is none.
std::string file_in(const std::string& folder, std::string_view name) {
  std::error_code ignored;
  for (const char* below : {"sets/", ""}) {
    std::string path = folder + "/" + below + std::string(name) + ".yaml";
    if (fs::is_regular_file(path, ignored)) return path;
  }
  return {};
}

// The path inside a repository that a name means; empty when it leads out.
std::string path_inside(std::string_view name) {
  const fs::path path = fs::path(name).lexically_normal();
  return path.is_absolute() || path.empty() || *path.begin() == ".." ? std::string() : path.string();
}

}  // namespace

bool names_file(std::string_view name) {
  return name.find('/') != std::string_view::npos || name.ends_with(".yaml") || name.ends_with(".yml");
}

Error Source::error(const Problem& problem) const {
  int line = 0;
  std::string pointer = problem.pointer;
  while (!lines.empty()) {
    if (const auto found = lines.find(pointer); found != lines.end()) {
      line = found->second;
      break;
    }
    const auto slash = pointer.rfind('/');
    if (slash == std::string::npos) break;
    pointer.resize(slash);
  }
  std::string message = problem.message;
  if (line == 0 && !problem.pointer.empty()) message += " (at " + problem.pointer + ")";
  return {ErrorCode::usage, std::move(message), path, line};
}

Result<Source> Library::source(std::string_view id_or_file, bool examples) const {
  if (names_file(id_or_file) && reader_) {
    const std::string path = path_inside(id_or_file);
    if (path.empty())
      return fail(ErrorCode::usage, "a repository's rule set is a file of its own", printable(id_or_file));
    const auto bytes = reader_(path);
    return bytes ? parse_source(path, *bytes) : tl::unexpected(bytes.error());
  }
  if (names_file(id_or_file)) return read_source(std::string(id_or_file));
  if (!folder_.empty())
    if (const auto file = file_in(folder_, id_or_file); !file.empty()) return read_source(file);
  const std::string name = resource_name(id_or_file);
  if (find_resource(name) == nullptr)
    return fail(ErrorCode::usage, "no rule set '" + printable(id_or_file) + "'" + did_you_mean(id_or_file, ids()) +
                                      " (see: auditor rules list)");
  return embedded_source(name, examples ? std::string_view() : std::string_view("examples"));
}

Result<std::shared_ptr<const RuleSet>> Library::load(std::string_view id_or_file) {
  std::vector<std::string> open;
  return load(id_or_file, open);
}

Result<std::shared_ptr<const RuleSet>> Library::load(std::string_view id_or_file, std::vector<std::string>& open) {
  if (const auto found = loaded_.find(id_or_file); found != loaded_.end()) return found->second;
  if (open.size() > 16) return fail(ErrorCode::usage, "rule sets extend each other too deeply", open.front());
  if (reader_ && loaded_.size() >= most_read_sets)
    return fail(ErrorCode::usage, "is one of more than " + std::to_string(most_read_sets) + " rule sets: not read",
                printable(id_or_file));
  const auto document = source(id_or_file, examples_);
  if (!document) return tl::unexpected(document.error());
  open.emplace_back(id_or_file);
  auto set = compile(*document, open);
  open.pop_back();
  if (set) loaded_.emplace(id_or_file, *set);
  return set;
}

Result<std::shared_ptr<const RuleSet>> Library::compile(const Source& document, std::vector<std::string>& open) {
  std::vector<std::shared_ptr<const RuleSet>> bases;
  const auto extends = document.value->find("extends");
  if (document.value->is_object() && extends != document.value->end()) {
    if (!extends->is_array())
      return tl::unexpected(document.error({"/extends", "`extends` is a list of rule set ids"}));
    for (std::size_t i = 0; i < extends->size(); ++i) {
      const std::string pointer = "/extends/" + std::to_string(i);
      if (!(*extends)[i].is_string()) return tl::unexpected(document.error({pointer, "expects the id of a rule set"}));
      std::string name = (*extends)[i].get<std::string>();
      // A file's neighbours are meant by relative names.
      if (names_file(name) && !document.lines.empty())
        name = (fs::path(document.path).parent_path() / name).lexically_normal().string();
      if (std::find(open.begin(), open.end(), name) != open.end())
        return tl::unexpected(document.error({pointer, "extends itself through '" + name + "'"}));
      auto base = load(name, open);
      if (!base && base.error().path.empty())
        return tl::unexpected(document.error({pointer, "extends an unknown rule set '" + name + "'"}));
      if (!base) return base;
      if (std::find(bases.begin(), bases.end(), *base) == bases.end()) bases.push_back(*base);
    }
  }
  Problems problems;
  auto set = compile_rule_set(document.value, std::move(bases), problems);
  if (!problems.empty()) return tl::unexpected(document.error(problems.front()));
  rules_ += set->rules.size();
  if (reader_ && rules_ > most_read_rules)
    return tl::unexpected(document.error(
        {"/rules", "brings the repository's rules to more than " + std::to_string(most_read_rules) + ": not read"}));
  set->digest = document.digest;
  return set;
}

Result<std::shared_ptr<const VerdictList>> Library::load_verdict() {
  Source document;
  const std::string file = folder_.empty() ? std::string() : file_in(folder_, "verdict");
  if (file.empty()) {
    document = embedded_source("rules/verdict.yaml");
  } else {
    auto read = read_source(file);
    if (!read) return tl::unexpected(read.error());
    document = std::move(*read);
  }
  Problems problems;
  auto list = compile_verdict(document.value, problems);
  if (!problems.empty()) return tl::unexpected(document.error(problems.front()));
  return list;
}

std::vector<std::string> Library::ids() const {
  std::vector<std::string> ids;
  for (std::string_view name : resource_names("rules/sets/")) {
    name.remove_prefix(std::string_view("rules/sets/").size());
    ids.emplace_back(name.substr(0, name.rfind('.')));
  }
  if (!folder_.empty())
    for (const char* below : {"/sets", ""}) {
      std::error_code failed;
      for (fs::directory_iterator at(folder_ + below, failed), end; !failed && at != end; at.increment(failed))
        if (at->path().extension() == ".yaml" && at->path().stem() != "verdict")
          ids.push_back(at->path().stem().string());
    }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

const std::vector<std::string>& default_rule_sets() {
  static const std::vector<std::string> ids{"model-card",      "bias-documentation", "licensing",
                                            "license-payload", "weights-safety",     "mof-1.0",
                                            "osaid-1.0",       "dataset-card"};
  return ids;
}

}  // namespace auditor::assess
