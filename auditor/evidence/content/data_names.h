// Words of a sentence, cell or label that can name a data set: a link's text, quoted words, a capitalised or hyphenated
// word that nothing else explains.
#pragma once

#include "auditor/prose/language/names.h"
#include "auditor/prose/language/reading.h"
#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

enum class DataRole { training, evaluation };

struct DataName {
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  std::string name;
  std::string url;      // where its own words lead
  bool strong = false;  // a name by its shape, whatever the sentence says; else a capitalised word
  bool code = false;    // its link leads to a repository of code, and nothing says data
  bool loose = false;   // too slight for rules: only what the whole sentence shows can make it a name of data
};

// By place, without overlaps. `block` gives the links; null: none. With loose ones, for a classifier to judge: any word
// written like a name that has no meaning of its own. `cell`: the text is one, as for find_cell_names.
[[nodiscard]] std::vector<DataName> find_possible_data_names(const language::Reading& reading,
                                                             const language::OwnWords& own, const Block* block,
                                                             bool cell);

// Without loose ones, of a cell of a table, where a single word in capitals is a name, too.
[[nodiscard]] std::vector<DataName> find_cell_names(const language::Reading& reading, const language::OwnWords& own,
                                                    const Block* block);

// "Heron was trained on …": the first word is written like a name and is not the own model's.
[[nodiscard]] bool opens_with_name(const language::Reading& reading, const language::OwnWords& own);

[[nodiscard]] bool has_digit(std::string_view text);
// Of the text, in every script.
[[nodiscard]] std::size_t count_characters(std::string_view text);

// "Sundew/train" names Sundew; quotes and stops around it are none of it.
[[nodiscard]] std::string clean_data_name(std::string_view name);

// Whether the name is a well-known set's, or its last part says that it tests: "Fennel-QA", "Thorn-Bench".
[[nodiscard]] bool is_test_name(std::string_view name);

}  // namespace auditor::evidence
