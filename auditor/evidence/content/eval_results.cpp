#include "auditor/evidence/content/eval_results.h"

#include "auditor/core/text.h"
#include "auditor/core/yaml.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 40;
constexpr std::size_t max_results = 200;

bool holds_results(std::string_view path) {
  const bool yaml = path.ends_with(".yaml") || path.ends_with(".yml");
  return yaml && (dir_name(path) == ".eval_results" || path == "eval_results.yaml" || path == "eval_results.yml");
}

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return printable(ellipsize(value->get<std::string>(), 120));
  return value->is_number() ? value->dump() : std::string{};
}

class Reader {
 public:
  Reader(Repository& repository, EvalResults& out) : repository_(repository), out_(out) {}

  void read(const std::string& path) {
    const auto text = repository_.text(path);
    if (!text) return;
    path_ = path;
    const auto yaml = parse_yaml(*text, path);
    if (!yaml) return tell(yaml.error().line, "the file is no YAML: " + yaml.error().message);
    for (const YamlProblem& problem : yaml->problems) tell(problem.line, problem.message);
    if (!yaml->value.is_array()) return tell(1, "the file takes a list of results");
    for (std::size_t i = 0; i < yaml->value.size(); ++i) {
      if (out_.results.size() >= max_results)
        return repository_.report({path, 0, "limit", "more results than are read"});
      const auto line = yaml->lines.find("/" + std::to_string(i));
      read_result(yaml->value[i], line == yaml->lines.end() ? 1 : line->second);
    }
  }

 private:
  void tell(int line, const std::string& message, std::string suggestion = {}) {
    if (out_.deviations.size() < max_results)
      out_.deviations.emplace_back(path_, MetadataDeviation{std::max(line, 1), "eval_results", printable(message),
                                                            std::move(suggestion), false, false});
  }

  void read_result(const Json& item, int line) {
    const Json* dataset = member(item, "dataset");
    EvalResult result;
    result.dataset = dataset == nullptr ? std::string{} : text_of(member(*dataset, "id"));
    result.task = dataset == nullptr ? std::string{} : text_of(member(*dataset, "task_id"));
    result.value = text_of(member(item, "value"));
    if (result.dataset.empty()) tell(line, "a result names no data set: `dataset.id`", "dataset: {id: owner/name}");
    if (result.value.empty()) tell(line, "a result has no `value`", "value");
    const Json* source = member(item, "source");
    if (source != nullptr && text_of(member(*source, "url")).empty())
      tell(line, "the `source` of a result has no `url`", "url");
    if (result.dataset.empty() || result.value.empty()) return;
    result.citation = repository_.cite(path_, line, line, "eval-results");
    out_.results.push_back(std::move(result));
  }

  Repository& repository_;
  EvalResults& out_;
  std::string path_;
};

}  // namespace

EvalResults read_eval_results(Repository& repository) {
  EvalResults out;
  Reader reader(repository, out);
  std::size_t files = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (!holds_results(entry.path) || repository.file(entry.path) == nullptr) continue;
    if (++files > max_files) {
      repository.report({entry.path, 0, "limit", "more files of results than are read"});
      break;
    }
    reader.read(entry.path);
  }
  return out;
}

}  // namespace auditor::evidence
