#include "auditor/evidence/weights/loader_code.h"

#include "auditor/core/json_walk.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/repository/documents.h"

#include <algorithm>
#include <map>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t most_found = 100;
constexpr std::size_t most_configurations = 4'000;
constexpr std::uint64_t longest_configuration = 4U << 20U;

struct Names {
  std::map<std::string, std::string, std::less<>> files;  // file name -> what runs it
  std::map<std::string, std::string, std::less<>> paths;  // the same for a path below the model's folder
  std::vector<std::string> models;                        // names of files that stand for a model
  std::vector<std::string> configurations;                // parts of the names of configurations that are read
  std::vector<std::string> trusted_modules;
  std::vector<std::string> version_control;
  std::vector<std::string> manifests;
};

const Names& names() {
  static const Names shipped = [] {
    const Json document = resource_json("rules/vocabulary/loaders.yaml");
    return Names{document.at("files").get<std::map<std::string, std::string, std::less<>>>(),
                 document.at("paths").get<std::map<std::string, std::string, std::less<>>>(),
                 document.at("models").get<std::vector<std::string>>(),
                 document.at("configurations").get<std::vector<std::string>>(),
                 document.at("trusted_modules").get<std::vector<std::string>>(),
                 document.at("version_control").get<std::vector<std::string>>(),
                 document.at("manifests").get<std::vector<std::string>>()};
  }();
  return shipped;
}

int line_of(std::string_view text, std::string_view what) {
  const std::size_t at = text.find(what);
  if (at == std::string_view::npos) return 1;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

class Finder {
 public:
  explicit Finder(Repository& repository) : repository_(repository) {}

  std::vector<LoaderCode> run() {
    for (const source::Entry& entry : repository_.entries()) {
      if (full_) break;
      if (repository_.file(entry.path) != nullptr) look_at(entry);
    }
    return std::move(out_);
  }

 private:
  void look_at(const source::Entry& entry) {
    const std::string name = to_lower(base_name(entry.path));
    if (const auto known = names().files.find(name);
        known != names().files.end() && lies_where_loaders_look(dir_name(entry.path)))
      return add(entry.path, known->second, {});
    if (std::find(names().manifests.begin(), names().manifests.end(), name) != names().manifests.end())
      return requirements(entry, true);
    if (name.ends_with(".py")) return below_a_model(entry.path, name);
    if (name == "mlmodel") return flavours(entry.path);
    if (name.ends_with(".json")) return look_into(entry, name);
    if (name.starts_with("requirements") && name.ends_with(".txt")) return requirements(entry, false);
  }

  // Loaders look beside the model; files of these names elsewhere are modules like others.
  bool lies_where_loaders_look(std::string_view in) const {
    const std::string folder(in);
    const auto beside = [&](const std::string& name) {
      return repository_.file(folder.empty() ? name : folder + "/" + name) != nullptr;
    };
    return std::any_of(names().models.begin(), names().models.end(), beside);
  }

  void below_a_model(const std::string& path, std::string_view name) {
    for (const auto& [below, what] : names().paths) {
      if (!path.ends_with(below)) continue;
      const std::string_view before = std::string_view(path).substr(0, path.size() - below.size());
      if (!before.empty() && before.back() != '/') continue;
      if (lies_where_loaders_look(before.substr(0, before.size() - !before.empty()))) return add(path, what, {});
    }
    // Triton: NAME/config.pbtxt, NAME/1/model.py.
    const std::string_view version = dir_name(path);
    const bool numbered =
        !version.empty() && base_name(version).find_first_not_of("0123456789") == std::string_view::npos;
    const std::string_view above = dir_name(version);
    const std::string beside = (above.empty() ? std::string() : std::string(above) + "/") + "config.pbtxt";
    if (name == "model.py" && numbered && repository_.file(beside) != nullptr)
      add(path, "a model of Triton's Python backend, which the server imports", {});
  }

  // MLflow imports the module that a flavour names, and puts its folder of code on the path.
  void flavours(const std::string& path) {
    const auto text = repository_.text(path);
    if (!text) return;
    const auto document = parse_yaml(*text, path);
    if (!document) {
      add(path, "is not read as YAML (" + document.error().message + "): what the loader imports is not known", {});
      return;
    }
    each_object_at(document->value, [&](const Json& object, const std::string& place) {
      if (const std::string module = said(object, "loader_module"); !module.empty() && !is_trusted(module))
        add_at(path, document->line_of(place + "/loader_module"),
               "names the module " + printable(ellipsize(module, 120)) + ", which the loader imports");
      if (!said(object, "code").empty())
        add_at(path, document->line_of(place + "/code"), "names a folder of code, which the loader imports from");
    });
  }

  // The value of a key as text, whatever its kind; empty for none.
  static std::string said(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : dump_json(*found, -1);
  }

  void add_at(const std::string& path, int line, std::string what) {
    keep(path, std::move(what), [&] { return repository_.cite(path, line, line, "configuration"); });
  }

  void look_into(const source::Entry& entry, const std::string& name) {
    const bool wanted = std::any_of(names().configurations.begin(), names().configurations.end(),
                                    [&](const std::string& part) { return name.find(part) != std::string::npos; });
    if (!wanted) return;
    const auto size = repository_.snapshot().size(entry);
    if (size && *size > longest_configuration)
      return add(entry.path, "is longer than is read: what the loader imports is not known", {});
    if (++configurations_ > most_configurations) {
      if (configurations_ == most_configurations + 1)
        add(entry.path, "is one of more configurations than are read: what loaders import is not known", {});
      return;
    }
    const auto text = repository_.text(entry.path);
    const bool listed = name == "modules.json" || name == "model_index.json";
    if (!text || (!listed && text->find("auto_map") == std::string_view::npos &&
                  text->find("custom_") == std::string_view::npos &&
                  text->find("parent_library") == std::string_view::npos && text->find('\\') == std::string_view::npos))
      return;
    const Json* document = repository_.json(entry.path);
    if (document == nullptr) return;
    if (name == "modules.json") return modules(entry.path, *document);
    if (!document->is_object()) return;
    for (const char* key : {"auto_map", "custom_pipelines", "custom_code"})
      if (const auto found = document->find(key); found != document->end() && !found->empty() && *found != Json(false))
        add(entry.path, std::string(key) + " names code that the loader imports", key);
    if (const Json* library = find_path(*document, "auto_mapping.parent_library");
        library != nullptr && library->is_string() && !is_trusted(library->get_ref<const std::string&>()))
      add(entry.path,
          "names the module " + printable(ellipsize(library->get<std::string>(), 120)) + ", which the loader imports",
          "parent_library");
    if (name == "model_index.json") pipeline(entry.path, *document);
  }

  // sentence-transformers imports the class of every module.
  void modules(const std::string& path, const Json& document) {
    if (!document.is_array()) return;
    for (const Json& module : document) {
      const auto type = module.is_object() ? module.find("type") : module.end();
      if (!module.is_object() || type == module.end() || !type->is_string()) continue;
      const auto& text = type->get_ref<const std::string&>();
      if (!is_trusted(text))
        add(path, "names the class " + printable(ellipsize(text, 120)) + ", which the loader imports", text);
    }
  }

  // diffusers: a list names a module and a class. The module is a library, or a file of the repository.
  void pipeline(const std::string& path, const Json& document) {
    for (const auto& [key, value] : document.items()) {
      if (!value.is_array() || value.empty() || !value[0].is_string()) continue;
      const auto& library = value[0].get_ref<const std::string&>();
      const std::string folder(dir_name(path));
      const std::string here = folder.empty() ? "" : folder + "/";
      const bool own = repository_.file(here + library + ".py") != nullptr ||
                       repository_.file(here + key + "/" + library + ".py") != nullptr;
      if (key == "_class_name" || own)
        add(path, "names the module " + printable(ellipsize(library, 120)) + ", which the loader imports", library);
    }
  }

  static bool is_trusted(std::string_view name) {
    return std::any_of(names().trusted_modules.begin(), names().trusted_modules.end(), [&](const std::string& module) {
      return name == module || (name.starts_with(module) && name[module.size()] == '.');
    });
  }

  // Code from a repository that nobody reviewed, installed with the model.
  void requirements(const source::Entry& entry, bool manifest) {
    if (!dir_name(entry.path).empty() && is_foreign(entry.path)) return;
    const auto text = repository_.text(entry.path);
    if (!text) return;
    int line = 0;
    for (const std::string_view content : split_lines(*text)) {
      ++line;
      const std::string lower = to_lower(trim(content));
      // Another index is a place of packages, not of one piece of code.
      if (lower.starts_with('#') || lower.starts_with("--")) continue;
      const auto scheme = std::find_if(
          names().version_control.begin(), names().version_control.end(),
          [&](const std::string& s) { return lower.find(s) != std::string::npos && (!manifest || s.ends_with('+')); });
      if (scheme == names().version_control.end()) continue;
      keep(entry.path, "installs code from an address: " + printable(ellipsize(trim(content), 160)),
           [&] { return repository_.cite(entry.path, line, line, "requirement"); });
    }
  }

  void add(const std::string& path, std::string what, std::string_view word) {
    keep(path, std::move(what), [&] {
      const auto text = word.empty() ? std::nullopt : repository_.text(path);
      const int line = text ? line_of(*text, word) : 1;
      return text ? repository_.cite(path, line, line, "configuration") : repository_.cite_file(path, "file-name");
    });
  }

  template <class Cite>
  void keep(const std::string& path, std::string what, Cite cite) {
    if (out_.size() < most_found) return out_.push_back({path, std::move(what), cite()});
    if (!std::exchange(full_, true)) repository_.report({path, 0, "limit", "more code of loaders than is listed"});
  }

  Repository& repository_;
  std::vector<LoaderCode> out_;
  std::size_t configurations_ = 0;
  bool full_ = false;  // and said so
};

}  // namespace

std::vector<LoaderCode> find_loader_code(Repository& repository) { return Finder(repository).run(); }

}  // namespace auditor::evidence
