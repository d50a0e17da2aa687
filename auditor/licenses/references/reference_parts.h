// Shared by the readers of references: the lines that may hold one, and what each reader adds.
#pragma once

#include "auditor/licenses/references/label_words.h"
#include "auditor/licenses/references/references.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// The lines worth reading (a trigger word on them or close by), comment signs dropped, joined by '\n'; '\f' stands
// where lines were left out. Readers blank what they used, so that later ones do not read it again.
class ReferenceText {
 public:
  ReferenceText(std::span<const std::string_view> lines, std::span<const char> covered);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] int line_at(std::size_t offset) const;
  void blank(std::size_t begin, std::size_t end);

 private:
  struct Start {
    std::size_t offset;
    int line;
  };
  std::string text_;
  std::vector<Start> starts_;
};

// A set of bytes that is asked for every byte of a text.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes, bool controls = false) {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
    for (std::size_t c = 0; controls && c <= ' '; ++c) has_[c] = true;
  }
  [[nodiscard]] constexpr bool operator()(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

// Ids of an SPDX expression added as one reference each.
void add_expression(std::string_view expression, MatchKind kind, LineRange lines, bool family_only,
                    std::vector<Reference>& out);

// In the order they must run.
void read_tags(ReferenceText& text, std::vector<Reference>& out);
void read_urls(ReferenceText& text, std::vector<Reference>& out);
void read_fields(ReferenceText& text, std::vector<Reference>& out);
void read_sentences(const ReferenceText& text, std::vector<Reference>& out);

// What a family's name stands for by convention ("bsd" -> BSD-3-Clause); empty when nothing does.
[[nodiscard]] std::string family_default(std::string_view key);

}  // namespace auditor::licenses
