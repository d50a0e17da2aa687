#include "auditor/core/check.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <set>

namespace auditor {
namespace {

constexpr std::size_t most_text = 300;  // bytes of one message or subject

// The keys of the objects that are open, while a document is read.
class KeyWatch : public nlohmann::json_sax<Json> {
 public:
  std::string repeated;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool key(string_t& name) override {
    if (open_.back().insert(name).second) return true;
    repeated = name.empty() ? "(an empty one)" : name;
    return false;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  std::vector<std::set<std::string>> open_;
};

}  // namespace

std::string_view to_string(Answer answer) {
  return answer == Answer::holds ? "holds" : answer == Answer::fails ? "fails" : "cannot-be-checked";
}

void add_check(Checks& checks, std::string_view about, Answer answer, std::string_view message,
               std::string_view subject, std::string_view at) {
  checks.push_back({std::string(about), ellipsize(printable(subject), most_text), answer,
                    ellipsize(printable(message), most_text), ellipsize(printable(at), most_text)});
}

std::string repeated_key(std::string_view json) {
  KeyWatch watch;
  // Stops at the first one; what is no JSON has been refused before.
  if (Json::sax_parse(json, &watch)) return {};
  return watch.repeated;
}

Answer result_of(const Checks& checks) {
  const auto any = [&](Answer answer) {
    return std::any_of(checks.begin(), checks.end(), [&](const Check& check) { return check.answer == answer; });
  };
  if (any(Answer::fails)) return Answer::fails;
  return checks.empty() || any(Answer::unknown) ? Answer::unknown : Answer::holds;
}

Json checks_json(const Checks& checks) {
  Json list = Json::array();
  Json summary = {{"holds", 0}, {"fails", 0}, {"cannot-be-checked", 0}};
  for (const Check& check : checks) {
    const std::string answer(to_string(check.answer));
    summary[answer] = summary[answer].get<int>() + 1;
    list.push_back({{"about", check.about},
                    {"subject", check.subject},
                    {"answer", answer},
                    {"message", check.message},
                    {"at", check.at}});
  }
  return {{"result", to_string(result_of(checks))}, {"summary", std::move(summary)}, {"checks", std::move(list)}};
}

}  // namespace auditor
