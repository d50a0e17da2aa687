#include "auditor/core/lookalikes.h"

#include <algorithm>
#include <array>

namespace auditor {
namespace {

struct Lookalike {
  char16_t code;
  char letter;
};

// Letters of other scripts by the Latin one they pass for; by code (Unicode's confusables.txt, the plainest of them).
constexpr std::array<Lookalike, 151> kOtherScripts = {
    {{0x0251, 'a'}, {0x0261, 'g'}, {0x0262, 'g'}, {0x0269, 'i'}, {0x026A, 'i'}, {0x0274, 'n'}, {0x0280, 'r'},
     {0x028F, 'y'}, {0x0299, 'b'}, {0x029C, 'h'}, {0x029F, 'l'}, {0x0391, 'a'}, {0x0392, 'b'}, {0x0395, 'e'},
     {0x0396, 'z'}, {0x0397, 'h'}, {0x0399, 'i'}, {0x039A, 'k'}, {0x039C, 'm'}, {0x039D, 'n'}, {0x039F, 'o'},
     {0x03A1, 'p'}, {0x03A4, 't'}, {0x03A5, 'y'}, {0x03A7, 'x'}, {0x03B1, 'a'}, {0x03B3, 'y'}, {0x03B5, 'e'},
     {0x03B7, 'n'}, {0x03B9, 'i'}, {0x03BA, 'k'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'},
     {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'}, {0x03C9, 'w'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x0405, 's'},
     {0x0406, 'i'}, {0x0408, 'j'}, {0x0410, 'a'}, {0x0412, 'b'}, {0x0415, 'e'}, {0x041A, 'k'}, {0x041C, 'm'},
     {0x041D, 'h'}, {0x041E, 'o'}, {0x0420, 'p'}, {0x0421, 'c'}, {0x0422, 't'}, {0x0423, 'y'}, {0x0425, 'x'},
     {0x0430, 'a'}, {0x0432, 'b'}, {0x0433, 'r'}, {0x0435, 'e'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'},
     {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'},
     {0x044C, 'b'}, {0x0451, 'e'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0457, 'i'}, {0x0458, 'j'}, {0x04AE, 'y'},
     {0x04AF, 'y'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0500, 'd'}, {0x0501, 'd'}, {0x051A, 'q'}, {0x051B, 'q'},
     {0x051C, 'w'}, {0x051D, 'w'}, {0x053C, 'l'}, {0x054D, 'u'}, {0x054F, 's'}, {0x0555, 'o'}, {0x0561, 'w'},
     {0x0566, 'q'}, {0x0570, 'h'}, {0x0578, 'n'}, {0x057D, 'u'}, {0x0581, 'g'}, {0x0584, 'p'}, {0x0585, 'o'},
     {0x13A0, 'd'}, {0x13A1, 'r'}, {0x13A2, 't'}, {0x13AA, 'a'}, {0x13AC, 'e'}, {0x13B7, 'm'}, {0x13BB, 'h'},
     {0x13C3, 'z'}, {0x13D4, 'w'}, {0x13DA, 's'}, {0x13DE, 'l'}, {0x13DF, 'c'}, {0x13E2, 'p'}, {0x1D00, 'a'},
     {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'},
     {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0xA4D0, 'b'},
     {0xA4D1, 'p'}, {0xA4D3, 'd'}, {0xA4D4, 't'}, {0xA4D7, 'k'}, {0xA4D9, 'j'}, {0xA4DA, 'c'}, {0xA4DC, 'z'},
     {0xA4DD, 'f'}, {0xA4DF, 'm'}, {0xA4E0, 'n'}, {0xA4E1, 'l'}, {0xA4E2, 's'}, {0xA4E3, 'r'}, {0xA4E6, 'v'},
     {0xA4E7, 'h'}, {0xA4EA, 'w'}, {0xA4EB, 'x'}, {0xA4EC, 'y'}, {0xA4EE, 'a'}, {0xA4F0, 'e'}, {0xA4F2, 'i'},
     {0xA4F3, 'o'}, {0xA4F4, 'u'}, {0xA730, 'f'}, {0xA731, 's'}}};

// Letterlike symbols: the holes in the mathematical alphabets.
constexpr std::array<Lookalike, 25> kLetterlike = {
    {{0x2102, 'c'}, {0x210A, 'g'}, {0x210B, 'h'}, {0x210C, 'h'}, {0x210D, 'h'}, {0x210E, 'h'}, {0x2110, 'i'},
     {0x2111, 'i'}, {0x2112, 'l'}, {0x2113, 'l'}, {0x2115, 'n'}, {0x2119, 'p'}, {0x211A, 'q'}, {0x211B, 'r'},
     {0x211C, 'r'}, {0x211D, 'r'}, {0x2124, 'z'}, {0x2128, 'z'}, {0x212C, 'b'}, {0x212D, 'c'}, {0x212F, 'e'},
     {0x2130, 'e'}, {0x2131, 'f'}, {0x2133, 'm'}, {0x2134, 'o'}}};

bool in(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

template <std::size_t size>
char letter_in(const std::array<Lookalike, size>& table, char32_t code) {
  const auto at = std::lower_bound(table.begin(), table.end(), code,
                                   [](const Lookalike& entry, char32_t wanted) { return entry.code < wanted; });
  return at != table.end() && at->code == code ? at->letter : '\0';
}

}  // namespace

bool is_invisible(char32_t code) {
  return code == 0xAD || code == 0x34F || code == 0x61C || in(code, 0x115F, 0x1160) || in(code, 0x17B4, 0x17B5) ||
         in(code, 0x180B, 0x180E) || in(code, 0x200B, 0x200F) || in(code, 0x202A, 0x202E) || in(code, 0x2060, 0x206F) ||
         code == 0x3164 || in(code, 0xFE00, 0xFE0F) || code == 0xFEFF || code == 0xFFA0 || in(code, 0xE0000, 0xE0FFF);
}

namespace {

char nth(char32_t code, char32_t first, char base, char32_t count) {
  return static_cast<char>(base + static_cast<char>((code - first) % count));
}

}  // namespace

char ascii_of(char32_t code) {
  if (in(code, 0xFF01, 0xFF5E)) return static_cast<char>(code - 0xFEE0);
  if (code == 0xA0 || in(code, 0x2000, 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000) return ' ';
  if (in(code, 0x2010, 0x2012) || code == 0xFE63) return '-';
  if (in(code, 0x1D400, 0x1D6A3)) {
    const char32_t letter = (code - 0x1D400) % 52;
    return static_cast<char>(letter < 26 ? 'A' + static_cast<char>(letter) : 'a' + static_cast<char>(letter - 26));
  }
  if (in(code, 0x1D7CE, 0x1D7FF)) return nth(code, 0x1D7CE, '0', 10);
  if (in(code, 0x24B6, 0x24E9)) return nth(code, 0x24B6, 'a', 26);
  if (in(code, 0x1F130, 0x1F149)) return nth(code, 0x1F130, 'a', 26);
  if (in(code, 0x1F150, 0x1F169)) return nth(code, 0x1F150, 'a', 26);
  if (in(code, 0x1F170, 0x1F189)) return nth(code, 0x1F170, 'a', 26);
  return letter_in(kLetterlike, code);
}

char latin_of(char32_t code) { return letter_in(kOtherScripts, code); }

}  // namespace auditor
