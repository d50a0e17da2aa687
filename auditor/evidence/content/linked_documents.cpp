#include "auditor/evidence/content/linked_documents.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>
#include <set>

namespace auditor::evidence {
namespace {

constexpr int deepest = 2;
constexpr std::size_t most_documents = 40;  // beside those given

bool is_markup(std::string_view path) {
  const std::string extension = extension_of(path);
  return extension == "md" || extension == "markdown" || extension == "mdx" || extension == "rst";
}

// Documents about working on the project, not about its model.
bool is_of_the_project(std::string_view path) {
  static constexpr std::array<std::string_view, 15> stems = {
      "contributors", "authors",     "contributing", "codeofconduct", "security",
      "changelog",    "changes",     "history",      "install",       "installation",
      "governance",   "maintainers", "publishing",   "issuetemplate", "support"};
  const std::string stem = normalized_stem(path);
  return std::any_of(stems.begin(), stems.end(), [&](std::string_view s) { return stem.starts_with(s); });
}

class Walker {
 public:
  Walker(Repository& repository, const OwnNames& own, const std::vector<std::string>& documents)
      : repository_(repository), own_(own), found_(documents), seen_(documents.begin(), documents.end()) {}

  std::vector<std::string> run() {
    std::size_t begin = 0;
    for (int depth = 0; depth < deepest; ++depth) {
      const std::size_t end = found_.size();
      for (; begin < end; ++begin) follow(std::string(found_[begin]));  // a copy: the list grows
    }
    return std::move(found_);
  }

 private:
  void follow(const std::string& path) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return;
    for (const Block& block : card->document.blocks)
      for (const Link& link : block.links)
        if (!link.image) add(path, link.url);
  }

  void add(const std::string& from, const std::string& url) {
    if (added_ > most_documents || url.starts_with("#")) return;
    const std::string target = resolve_link(own_, from, url.substr(0, url.find('#')));
    if (target.empty()) return;
    std::string path = existing_file(repository_, target);
    if (path.empty()) path = existing_file(repository_, target + "/README.md");
    if (path.empty() || !is_markup(path) || is_foreign(path) || is_translation(path) || is_of_the_project(path) ||
        document_role(path) == DocumentRole::license || !seen_.insert(path).second)
      return;
    if (++added_ > most_documents)
      return repository_.report({{}, 0, "limit", "more linked documents than are read: from " + path});
    found_.push_back(std::move(path));
  }

  Repository& repository_;
  const OwnNames& own_;
  std::vector<std::string> found_;
  std::set<std::string> seen_;
  std::size_t added_ = 0;
};

}  // namespace

std::vector<std::string> with_linked_documents(Repository& repository, const OwnNames& own,
                                               const std::vector<std::string>& documents) {
  return Walker(repository, own, documents).run();
}

}  // namespace auditor::evidence
