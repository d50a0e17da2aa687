// Which of a file's licences are offered for choice: "either the MIT license or GPL 2", "ALTERNATIVELY, …" between two
// texts, "at your option". Licences that are only listed, or joined by "and", all hold.
#pragma once

#include "auditor/licenses/texts/identify.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

class Choices {
 public:
  // `covered`: for each line of `text`, whether it belongs to a licence text.
  Choices(std::string_view text, std::vector<char> covered, const std::vector<Match>& matches);

  // Each a list of two ids or more, in order; no id twice.
  [[nodiscard]] std::vector<std::vector<std::string>> find();

 private:
  struct Paragraph {
    int first = 0;
    int last = 0;
    std::string words;  // lower case, single blanks
  };
  void look_at(const Paragraph& paragraph);

  std::string_view text_;
  std::vector<char> covered_;
  const std::vector<Match>& matches_;
  std::vector<std::vector<std::string>> found_;
};

// Whether a sentence leaves the choice to the reader. `names`: how many licences it names; "A or B" needs two.
[[nodiscard]] bool offers_choice(std::string_view sentence, std::size_t names);

}  // namespace auditor::licenses
