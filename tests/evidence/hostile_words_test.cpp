// Documents made to be slow or to hide what they say: readers of words take time in proportion to the bytes, and what a
// bound hides is said.
#include "auditor/evidence/content/data_reader.h"
#include "auditor/evidence/distribution/access_reader.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/repository/license_mentions.h"
#include "tests/support/catch.h"
#include "tests/support/time_limit.h"

#include <algorithm>
#include <functional>
#include <map>

using namespace auditor;
using namespace auditor::evidence;

namespace {

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += piece;
  return out;
}

// "w1 w2 w3 …": no two alike.
std::string numbered(std::string_view before, std::string_view behind, std::size_t bytes) {
  std::string out;
  for (int i = 0; out.size() < bytes; ++i) out += std::string(before) + std::to_string(i) + std::string(behind);
  return out;
}

struct Read {
  Document document;
  std::unique_ptr<language::DocumentReading> reading;
};

Read read(const std::string& text) {
  Read out{parse_markdown(text), nullptr};
  out.reading = std::make_unique<language::DocumentReading>(out.document, language::OwnWords{{"wren"}, "nest"},
                                                            find_license_names);
  return out;
}

void read_words(const Document& document) {
  const language::DocumentReading reading(document, language::OwnWords{{"wren"}, "nest"}, find_license_names);
  (void)read_terms(reading);
  (void)read_access(reading);
  (void)read_descent(reading);
  (void)read_data(reading);
}

struct Shape {
  const char* name;
  std::function<std::string(std::size_t)> of;  // a document of about so many bytes
};

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {
      {"one endless word", [](std::size_t n) { return "# Wren\n\n" + std::string(n, 'a') + "\n"; }},
      {"one endless sentence",
       [](std::size_t n) { return "# Wren\n\n" + repeated("use the weights for research ", n); }},
      {"words of negation", [](std::size_t n) { return "# Wren\n\n" + repeated("not ", n); }},
      {"licence names", [](std::size_t n) { return "# Wren\n\n" + repeated("MIT License, CC BY-NC 4.0, ", n); }},
      {"names of models", [](std::size_t n) { return "# Wren\n\nBased on " + numbered("Heron", "-7B, ", n); }},
      {"quotation marks", [](std::size_t n) { return "# Wren\n\n" + repeated("\"a\" “b ” « ", n); }},
      {"an endless heading",
       [](std::size_t n) {
         return "# Wren " + repeated("weights and code ", n / 2) + "\n\n" + repeated("A b.\n\n", n / 2);
       }},
      {"an endless line above a list",
       [](std::size_t n) {
         return "# Wren\n\n" + repeated("the weights are for ", n / 2) + ":\n\n" + numbered("- use ", "\n", n / 2);
       }},
      {"an endless head of a column",
       [](std::size_t n) {
         return "# Wren\n\n| A | " + repeated("commercial use ", n / 2) + " | B |\n|---|---|---|\n" +
                numbered("| x", " | yes | no |\n", n / 2);
       }},
      {"an endless row",
       [](std::size_t n) { return "# Wren\n\n| A | B | C |\n|---|---|---|\n" + numbered("| x", " ", n); }},
      {"one cell",
       [](std::size_t n) {
         return "# Wren\n\n| A | B | C |\n|---|---|---|\n| x | " + repeated("trained on Moss and tested on Fern ", n) +
                "| y |\n";
       }},
      {"a line of code",
       [](std::size_t n) { return "# Wren\n\n```\nwren base_model: " + numbered("heron-", "-7b, ", n) + "\n```\n"; }},
      {"settings in a line",
       [](std::size_t n) { return "# Wren\n\n```\nwren {" + repeated("\"data\": [a, b], ", n) + "}\n```\n"; }},
      {"many links in a paragraph",
       [](std::size_t n) {
         return "# Wren\n\n" + numbered("Trained on [Moss](https://a.example/", ") and Fern. ", n);
       }},
      {"many short sentences", [](std::size_t n) { return "# Wren\n\n" + repeated("No. Yes. Not us. ", n); }},
      {"sentences that all restrict",
       [](std::size_t n) {
         return "# Wren\n\n" + numbered("The code of part ", " is for non-commercial use only. ", n);
       }},
      {"bytes that are no characters",
       [](std::size_t n) { return "# Wren\n\n" + repeated("\xF0\x9F\xE4\xBD weights ", n); }},
      {"Chinese without an end",
       [](std::size_t n) { return "# Wren\n\n" + repeated("模型在数据上训练不得用于商业", n); }},
  };
  return all;
}

}  // namespace

TEST_CASE("readers of words take time in proportion to the bytes") {
  constexpr std::size_t small = 30'000;
  const auto prose =
      parse_markdown("# Wren\n\n" + numbered("The bird of day ", " sings in the morning, then it rests. ", 4 * small));
  read_words(prose);  // makes the lexicons
  const double plain = test::cpu_seconds([&] { read_words(prose); });
  for (const Shape& shape : shapes()) {
    std::map<std::size_t, Document> documents;  // without the time of the parser
    for (const std::size_t bytes : {small, 2 * small, 4 * small}) documents[bytes] = parse_markdown(shape.of(bytes));
    const test::Growth took = test::growth_of(small, [&](std::size_t bytes) { read_words(documents[bytes]); });
    INFO(shape.name << ": " << took.one << ", " << took.two << ", " << took.four << " s, plain prose " << plain
                    << " s");
    CHECK(took.linear);
    CHECK(took.four <= 40 * plain + test::time_limit(0.1));
  }
}

TEST_CASE("findings of the code crowd out none of the weights") {
  const Read it = read("# Wren\n\n" + numbered("The code of part ", " is for non-commercial use only.\n\n", 20'000) +
                       "The weights are for non-commercial use only.\n");
  const auto found = read_terms(*it.reading);
  CHECK(std::any_of(found.begin(), found.end(), [](const TermFinding& f) { return (f.scopes & scope_weights) != 0; }));
}

TEST_CASE("a gate behind many withheld parts is found") {
  const Read it = read("# Wren\n\n" + numbered("The weights of run ", " are not released.\n\n", 10'000) +
                       "To download the weights you must first request access by filling in the form.\n");
  const auto found = read_access(*it.reading);
  CHECK(std::any_of(found.begin(), found.end(), [](const AccessFinding& f) { return f.gated; }));
}

TEST_CASE("a long cell and the end of a long line are read") {
  const std::string filler = repeated("It sings in the morning and in the evening. ", 5'000);
  const std::string restriction = "The weights are for non-commercial use only. ";
  for (const std::string& text : {"| A | B | C |\n|---|---|---|\n| x | " + filler + restriction + "| y |\n",
                                  filler + restriction + filler, "| A |\n|---|\n| " + restriction + "|\n"}) {
    const Read it = read("# Wren\n\n" + text);
    const auto found = read_terms(*it.reading);
    CHECK(
        std::any_of(found.begin(), found.end(), [](const TermFinding& f) { return (f.scopes & scope_weights) != 0; }));
  }
}

TEST_CASE("what a bound hides has a line") {
  CHECK(read("# Wren\n\nThe weights are free.\n").reading->unread_from() == 0);
  // More sentences than are read, and more words of terms in a sentence than are kept.
  CHECK(read("# Wren\n\n" + repeated("They sing.\n\n", 700'000)).reading->unread_from() > 0);
  CHECK(read("# Wren\n\nA song.\n\n" + repeated("no ", 1900) + "\n").reading->unread_from() == 5);
}
