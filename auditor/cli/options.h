// The arguments of commands: the part of CLI11 that they use, under CLI11's own names. CLI11 is all headers, and each
// of the files that included it compiled it again (a quarter of the whole build); now options.cpp alone does.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {  // the library's own
class App;
class Option;
}  // namespace CLI

namespace auditor::cli::CLI {

// What a value must be.
struct Check {
  std::vector<std::string> members;
  long long low = 0;
  long long high = 0;
  bool range = false;
};
[[nodiscard]] Check IsMember(std::vector<std::string> members);
[[nodiscard]] Check Range(long long low, long long high);

namespace detail {
inline constexpr int expected_max_vector_size = 1 << 29;  // CLI11's "any number"
}  // namespace detail

// Lives as long as its App. Every setter gives the option back.
class Option {
 public:
  explicit Option(::CLI::Option* inner) : inner_(inner) {}
  Option* type_name(const std::string& name);
  Option* required(bool is = true);
  Option* capture_default_str();
  Option* check(const Check& check);
  // The function gives what is wrong with a value, or nothing.
  Option* check(const std::function<std::string(const std::string&)>& function);
  Option* excludes(Option* other);
  Option* delimiter(char between);
  Option* expected(int least, int most);

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] const std::vector<std::string>& get_lnames() const;
  [[nodiscard]] const std::vector<std::string>& get_snames() const;
  [[nodiscard]] const std::string& get_description() const;

 private:
  ::CLI::Option* inner_;
};

// How reading the arguments ended: a command ran, help was shown, or what is wrong with them.
struct Parsed {
  bool failed = false;
  std::string error;
};

class App {
 public:
  explicit App(const std::string& description);
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  ~App();

  // Variables outlive the App.
  Option* add_option(const std::string& name, std::string& value, const std::string& description);
  Option* add_option(const std::string& name, std::vector<std::string>& value, const std::string& description);
  Option* add_option(const std::string& name, unsigned& value, const std::string& description);
  Option* add_option(const std::string& name, std::size_t& value, const std::string& description);
  Option* add_option(const std::string& name, int& value, const std::string& description);
  Option* add_flag(const std::string& name, bool& value, const std::string& description);
  Option* add_flag(const std::string& name, int& count, const std::string& description);
  Option* add_flag_callback(const std::string& name, const std::function<void()>& run, const std::string& description);
  Option* set_version_flag(const std::string& name, const std::function<std::string()>& version,
                           const std::string& description);
  App* add_subcommand(const std::string& name, const std::string& description);
  void footer(const std::string& text);
  void callback(const std::function<void()>& run);
  void parse_complete_callback(const std::function<void()>& run);
  void require_subcommand(int count);
  void fallthrough();

  // Runs the callbacks of the commands that are named; shows help and version itself. What a command throws goes
  // through.
  [[nodiscard]] Parsed parse(int argc, char** argv);

  [[nodiscard]] Option* get_option(const std::string& name);
  [[nodiscard]] std::vector<const Option*> get_options() const;  // help included
  [[nodiscard]] std::vector<App*> get_subcommands() const;       // that the arguments named
  [[nodiscard]] std::vector<const App*> get_subcommands(const std::function<bool(const App*)>& filter) const;
  [[nodiscard]] const std::string& get_name() const;
  [[nodiscard]] std::string get_description() const;
  [[nodiscard]] const App* get_parent() const { return parent_; }
  [[nodiscard]] std::size_t get_require_subcommand_min() const;
  [[nodiscard]] std::vector<std::string> remaining(bool recurse) const;
  [[nodiscard]] std::string help(const std::string& before) const;

 private:
  App(::CLI::App* inner, App* parent);
  Option* keep(::CLI::Option* inner) const;

  std::unique_ptr<::CLI::App> owned_;  // of the program itself; commands belong to it
  ::CLI::App* inner_ = nullptr;
  App* parent_ = nullptr;
  std::vector<std::unique_ptr<App>> commands_;
  mutable std::deque<Option> options_;
};

}  // namespace auditor::cli::CLI
