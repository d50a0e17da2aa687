#include "tests/support/fingerprints.h"

#include "auditor/licenses/texts/index.h"

#include <array>
#include <map>
#include <set>
#include <sstream>

namespace auditor::test {

namespace {

using licenses::Word;

void put16(std::string& out, std::uint32_t value) {
  out.push_back(static_cast<char>(value & 0xFFU));
  out.push_back(static_cast<char>(value >> 8U & 0xFFU));
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xFFFFU);
  put16(out, value >> 16U);
}

std::uint32_t hash(const std::string& word) {
  std::uint32_t state = licenses::kHashStart;
  for (const char c : word) state = licenses::hash_byte(state, static_cast<std::uint8_t>(c));
  return state;
}

struct Form {
  std::vector<Word> words;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> gaps;
  std::set<std::uint32_t> trigrams;
  std::set<std::uint32_t> required_trigrams;
  std::uint32_t required = 0;
};

Form read_form(const std::string& text, std::map<std::string, Word>& numbers) {
  Form form;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    if (word == "*") {
      form.gaps.emplace_back(static_cast<std::uint32_t>(form.words.size()), 20U);
      continue;
    }
    const bool optional = word.front() == '[';
    if (optional) word = word.substr(1, word.size() - 2);
    const Word number = numbers.try_emplace(word, static_cast<Word>(numbers.size() + 1)).first->second;
    form.words.push_back(static_cast<Word>(number | (optional ? licenses::kOptionalBit : 0U)));
    form.required += optional ? 0U : 1U;
  }
  for (std::size_t i = 0; i + 2 < form.words.size(); ++i) {
    const std::array<Word, 3> w = {form.words[i], form.words[i + 1], form.words[i + 2]};
    const std::uint32_t trigram =
        licenses::trigram_hash(licenses::word_number(w[0]), licenses::word_number(w[1]), licenses::word_number(w[2]));
    form.trigrams.insert(trigram);
    if (!licenses::is_optional(w[0]) && !licenses::is_optional(w[1]) && !licenses::is_optional(w[2]))
      form.required_trigrams.insert(trigram);
  }
  return form;
}

std::string vocabulary(const std::map<std::string, Word>& numbers) {
  constexpr std::uint32_t size = 1U << 15U;
  std::vector<std::pair<std::uint32_t, Word>> slots(size);
  for (const auto& [word, number] : numbers) {
    std::uint32_t at = hash(word) * 0x9E3779B1U >> 17U;
    while (slots[at].second != 0) at = (at + 1) % size;
    slots[at] = {hash(word), number};
  }
  std::string out;
  for (const auto& [key, number] : slots) {
    put32(out, key);
    put32(out, number);
  }
  return out;
}

// Texts by the hash of their words; each text has words of its own.
std::string wholes(const std::vector<Form>& forms) {
  std::map<std::uint32_t, std::uint32_t> by_hash;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    std::uint32_t state = licenses::kHashStart;
    for (const Word word : forms[i].words) state = (state ^ licenses::word_number(word)) * licenses::kHashStep;
    by_hash[state] = static_cast<std::uint32_t>(i);
  }
  std::string out;
  for (const auto& [key, text] : by_hash) {
    put32(out, key);
    put32(out, text);
  }
  return out;
}

}  // namespace

std::string make_index(const std::vector<std::pair<std::string, std::string>>& texts) {
  std::map<std::string, Word> numbers;
  std::vector<Form> forms;
  std::map<std::uint32_t, std::vector<std::uint16_t>> postings;
  for (const auto& [id, text] : texts) {
    forms.push_back(read_form(text, numbers));
    for (const std::uint32_t trigram : forms.back().trigrams)
      postings[trigram].push_back(static_cast<std::uint16_t>(forms.size() - 1));
  }
  std::array<std::string, 9> sections;
  sections[0] = vocabulary(numbers);
  sections[1].assign(1U << 18U, '\0');
  std::uint32_t bucket = 0;
  for (const auto& [trigram, in_texts] : postings) {
    const std::uint32_t bit = trigram >> 11U;
    char& byte = sections[1][bit >> 3U];
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) | 1U << (bit & 7U));
    for (; bucket <= trigram >> 16U; ++bucket) put32(sections[2], static_cast<std::uint32_t>(sections[3].size()));
    put16(sections[3], trigram & 0xFFFFU);
    put16(sections[3], static_cast<std::uint32_t>(in_texts.size()));
    for (const std::uint16_t text : in_texts) put16(sections[3], text);
  }
  for (; bucket <= 65536; ++bucket) put32(sections[2], static_cast<std::uint32_t>(sections[3].size()));
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const Form& form = forms[i];
    const std::string& id = texts[i].first;
    const std::size_t kind = id.ends_with("-exception") ? 1 : id.starts_with("LicenseRef-") ? 2 : 0;
    for (const std::size_t value :
         {sections[7].size(), sections[5].size() / 2, form.words.size(), std::size_t{form.required},
          form.trigrams.size(), form.required_trigrams.size(), sections[6].size() / 8, form.gaps.size() | kind << 16U})
      put32(sections[4], static_cast<std::uint32_t>(value));
    sections[7] += texts[i].first + '\0';
    for (const Word word : form.words) put16(sections[5], word);
    for (const auto& [position, capacity] : form.gaps) {
      put32(sections[6], position);
      put32(sections[6], capacity);
    }
  }
  sections[8] = wholes(forms);
  std::string header = "AUDLICFP";
  put32(header, 2);
  put32(header, static_cast<std::uint32_t>(texts.size()));
  header += std::string("test").append(12, '\0');
  std::string body;
  for (const std::string& section : sections) {
    put32(header, static_cast<std::uint32_t>(128 + body.size()));
    put32(header, static_cast<std::uint32_t>(section.size()));
    body += section;
    body.append((16 - section.size() % 16) % 16, '\0');
  }
  header.resize(128, '\0');
  return header + body;
}

}  // namespace auditor::test
