// Finding figures in prose: sizes, years, parameter counts, e-mail addresses; shared by the data and documentation
// readers.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct TextSpan {
  std::size_t start = 0;
  std::size_t length = 0;
  explicit operator bool() const { return length > 0; }
};

// A phrase at a word start, or one of the figures "@size" (number and unit of data), "@year" (1950 to 2049),
// "@month-year" ("March 2023", "2023-03-01"), "@parameters" ("7B parameters", "1.5 billion parameters"), "@email",
// "@operations" ("2.1e24 FLOPs", "3.8 × 10^25 floating point operations"; not a rate such as FLOP/s).
// `lower` is lower-case text.
[[nodiscard]] TextSpan find_special(std::string_view lower, std::string_view phrase);

// "[2023/11] …", "2023-11-23: …": an entry of news.
[[nodiscard]] bool begins_with_date(std::string_view text);

// A number followed within a word or two by one of `units`: "680,000 hours", "1.4 trillion tokens", "40GB".
[[nodiscard]] TextSpan find_size(std::string_view lower);

// The number that a figure says: of parameters ("1.5 billion parameters": 1.5e9) or operations; 0 when it says none.
[[nodiscard]] double number_of(std::string_view figure);

}  // namespace auditor::evidence
