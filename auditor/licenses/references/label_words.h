// Names of licences in the form they are compared in. "Apache License, Version 2.0", "apache-2" and "Apache2" are all
// the words `apache 2.0`. scripts/make-names writes rules/licenses/names.yaml with the same rules.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

struct LabelWord {
  std::string_view text;    // lower case; numbers of one or two digits end in ".0"; "+" and ">=" are words
  std::uint32_t begin = 0;  // bytes of the input it stands for
  std::uint32_t end = 0;
  bool noise = false;  // "license", "version", "the": no part of a compared name
};

// The words of a text. Their texts are views into this object, which therefore stays where it was made.
class LabelWords {
 public:
  explicit LabelWords(std::string_view text);
  LabelWords(const LabelWords&) = delete;
  LabelWords& operator=(const LabelWords&) = delete;
  ~LabelWords() = default;

  [[nodiscard]] std::span<const LabelWord> all() const { return words_; }

 private:
  void push(std::size_t begin, std::size_t end);
  void push_run(std::size_t begin, std::size_t end);

  std::string lower_;
  std::vector<LabelWord> words_;
};

// The words that count, joined by single spaces.
[[nodiscard]] std::string label_key(std::string_view text);

}  // namespace auditor::licenses
