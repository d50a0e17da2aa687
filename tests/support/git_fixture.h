// Real git repositories built by code in a temporary folder. Names and dates are fixed, so that commit ids are stable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct git_repository;

namespace auditor::test {

// A folder removed with all below it at the end of the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string str() const { return path_.string(); }
  // Writes a file below, making its folders.
  void write(const std::string& path, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

// Staged files become a commit with commit(); nothing is in the work tree until checkout().
class GitFixture {
 public:
  enum class Layout { clone, bare };
  explicit GitFixture(Layout layout = Layout::clone);
  // Every file staged and committed at once.
  struct File {
    std::string path;
    std::string bytes;
  };
  GitFixture(std::initializer_list<File> files);  // GitFixture repository{{"README.md", "# Hello\n"}};
  ~GitFixture();

  GitFixture& file(const std::string& path, std::string_view bytes);
  GitFixture& executable(const std::string& path, std::string_view bytes);
  GitFixture& symlink(const std::string& path, std::string_view target);
  GitFixture& submodule(const std::string& path, const std::string& commit);
  GitFixture& remove(const std::string& path);
  GitFixture& rename(const std::string& from, const std::string& to);

  // Id of a commit of what is staged, on the current branch, a day after the one before. `more_parents`: a merge.
  std::string commit(const std::string& message = "Change", const std::vector<std::string>& more_parents = {});
  // A commit of any tree, for forged ones.
  std::string commit_tree(const std::string& tree, const std::string& message = "Change",
                          const std::vector<std::string>& more_parents = {});
  void tag(const std::string& name, const std::string& commit);
  // Points HEAD at a branch, made at `commit` when given; staged files become those of its commit.
  void switch_to(const std::string& branch, const std::string& commit = {});
  void remote(const std::string& url);
  void config(const std::string& text);  // added to .git/config as it is
  // Writes the staged files and the index, as `git checkout` would.
  void checkout();

  // Stores bytes as an object of any kind ("blob", "tree", "commit") without checking them; its id.
  std::string object(const std::string& kind, std::string_view bytes);
  // Raw form of one item of a tree object.
  static std::string tree_item(const std::string& mode, std::string_view name, const std::string& id);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] std::string str() const { return folder_.str(); }
  [[nodiscard]] std::filesystem::path git_folder() const;
  // File of a loose object, for tests that break it.
  [[nodiscard]] std::filesystem::path object_file(const std::string& id) const;

 private:
  struct Staged {
    std::uint32_t mode;
    std::string id;
  };
  GitFixture& stage(const std::string& path, std::uint32_t mode, std::string_view bytes);
  std::string write_tree();

  TempFolder folder_;
  std::unique_ptr<git_repository, void (*)(git_repository*)> repository_;
  std::map<std::string, Staged> staged_;
  std::string branch_ = "refs/heads/main";
  std::int64_t commits_ = 0;
};

}  // namespace auditor::test
