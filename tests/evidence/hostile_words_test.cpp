// Documents made to be slow or to hide what they say: readers of words take time in proportion to the bytes, and what a
// bound hides is said.
#include "auditor/evidence/content/data_reader.h"
#include "auditor/evidence/distribution/access_reader.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/repository/license_mentions.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <chrono>
#include <functional>

using namespace auditor;
using namespace auditor::evidence;

namespace {

using Clock = std::chrono::steady_clock;

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

// Milliseconds of all readers of words, without those of the Markdown parser; the least of two runs.
double time_of(const std::string& text) {
  const Document document = parse_markdown(text);
  double best = 1e9;
  for (int run = 0; run < 2; ++run) {
    const auto start = Clock::now();
    const language::DocumentReading reading(document, language::OwnWords{{"wren"}, "nest"}, find_license_names);
    (void)read_terms(reading);
    (void)read_access(reading);
    (void)read_descent(reading);
    (void)read_data(reading);
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return best;
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
  constexpr std::size_t small = 15'000;
  const double plain =
      time_of("# Wren\n\n" + numbered("The bird of day ", " sings in the morning, then it rests. ", 4 * small));
  for (const Shape& shape : shapes()) {
    const double one = time_of(shape.of(small));
    const double two = time_of(shape.of(2 * small));
    const double four = time_of(shape.of(4 * small));
    INFO(shape.name << ": " << one << ", " << two << ", " << four << " ms, plain prose " << plain << " ms");
    constexpr double noise = 5;        // ms, of a busy machine
    CHECK(four <= 9 * one + noise);    // linear 4, quadratic 16
    CHECK(four <= 3.5 * two + noise);  // linear 2, quadratic 4
    CHECK(four <= 40 * plain + noise);
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
