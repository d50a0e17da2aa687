#include "auditor/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace auditor::cli::CLI {

Check IsMember(std::vector<std::string> members) {
  Check check;
  check.members = std::move(members);
  return check;
}

Check Range(long long low, long long high) {
  Check check;
  check.range = true;
  check.low = low;
  check.high = high;
  return check;
}

Option* Option::type_name(const std::string& name) {
  inner_->type_name(name);
  return this;
}

Option* Option::required(bool is) {
  inner_->required(is);
  return this;
}

Option* Option::capture_default_str() {
  inner_->capture_default_str();
  return this;
}

Option* Option::check(const Check& check) {
  if (check.range) inner_->check(::CLI::Range(check.low, check.high));
  else if (!check.members.empty()) inner_->check(::CLI::IsMember(check.members));
  return this;
}

Option* Option::check(const std::function<std::string(const std::string&)>& function) {
  inner_->check(function);
  return this;
}

Option* Option::excludes(Option* other) {
  inner_->excludes(other->inner_);
  return this;
}

Option* Option::delimiter(char between) {
  inner_->delimiter(between);
  return this;
}

Option* Option::expected(int least, int most) {
  inner_->expected(least, most);
  return this;
}

std::size_t Option::count() const { return inner_->count(); }
const std::vector<std::string>& Option::get_lnames() const { return inner_->get_lnames(); }
const std::vector<std::string>& Option::get_snames() const { return inner_->get_snames(); }
const std::string& Option::get_description() const { return inner_->get_description(); }

App::App(const std::string& description) : owned_(std::make_unique<::CLI::App>(description)), inner_(owned_.get()) {}
App::App(::CLI::App* inner, App* parent) : inner_(inner), parent_(parent) {}
App::~App() = default;

Option* App::keep(::CLI::Option* inner) const { return &options_.emplace_back(inner); }

Option* App::add_option(const std::string& name, std::string& value, const std::string& description) {
  return keep(inner_->add_option(name, value, description));
}

Option* App::add_option(const std::string& name, std::vector<std::string>& value, const std::string& description) {
  return keep(inner_->add_option(name, value, description));
}

Option* App::add_option(const std::string& name, unsigned& value, const std::string& description) {
  return keep(inner_->add_option(name, value, description));
}

Option* App::add_option(const std::string& name, std::size_t& value, const std::string& description) {
  return keep(inner_->add_option(name, value, description));
}

Option* App::add_option(const std::string& name, int& value, const std::string& description) {
  return keep(inner_->add_option(name, value, description));
}

Option* App::add_flag(const std::string& name, bool& value, const std::string& description) {
  return keep(inner_->add_flag(name, value, description));
}

Option* App::add_flag(const std::string& name, int& count, const std::string& description) {
  return keep(inner_->add_flag(name, count, description));
}

Option* App::add_flag_callback(const std::string& name, const std::function<void()>& run,
                               const std::string& description) {
  return keep(inner_->add_flag_callback(name, run, description));
}

Option* App::set_version_flag(const std::string& name, const std::function<std::string()>& version,
                              const std::string& description) {
  return keep(inner_->set_version_flag(name, version, description));
}

App* App::add_subcommand(const std::string& name, const std::string& description) {
  commands_.push_back(std::unique_ptr<App>(new App(inner_->add_subcommand(name, description), this)));
  return commands_.back().get();
}

void App::footer(const std::string& text) { inner_->footer(text); }
void App::callback(const std::function<void()>& run) { inner_->callback(run); }
void App::parse_complete_callback(const std::function<void()>& run) { inner_->parse_complete_callback(run); }
void App::require_subcommand(int count) { inner_->require_subcommand(count); }
void App::fallthrough() { inner_->fallthrough(); }

Parsed App::parse(int argc, char** argv) {
  try {
    inner_->parse(argc, argv);
  } catch (const ::CLI::ParseError& e) {
    if (e.get_exit_code() != 0) return {true, e.what()};
    (void)inner_->exit(e);  // --help, --version
  }
  return {};
}

Option* App::get_option(const std::string& name) { return keep(inner_->get_option(name)); }

std::vector<const Option*> App::get_options() const {
  std::vector<const Option*> out;
  for (::CLI::Option* option : inner_->get_options()) out.push_back(keep(option));
  return out;
}

std::vector<App*> App::get_subcommands() const {
  std::vector<App*> out;
  for (const ::CLI::App* named : inner_->get_subcommands())
    for (const auto& command : commands_)
      if (command->inner_ == named) out.push_back(command.get());
  return out;
}

std::vector<const App*> App::get_subcommands(const std::function<bool(const App*)>& filter) const {
  std::vector<const App*> out;
  for (const auto& command : commands_)
    if (filter(command.get())) out.push_back(command.get());
  return out;
}

const std::string& App::get_name() const { return inner_->get_name(); }
std::string App::get_description() const { return inner_->get_description(); }
std::size_t App::get_require_subcommand_min() const { return inner_->get_require_subcommand_min(); }
std::vector<std::string> App::remaining(bool recurse) const { return inner_->remaining(recurse); }
std::string App::help(const std::string& before) const { return inner_->help(before); }

}  // namespace auditor::cli::CLI
