#include "auditor/licenses/texts/index.h"

#include "auditor/core/resources.h"
#include "auditor/licenses/texts/identify.h"

#include <bit>
#include <cassert>
#include <string>

namespace auditor::licenses {

namespace {

static_assert(std::endian::native == std::endian::little, "the index is read in place");

std::uint32_t u32(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, 4);
  return value;
}

std::uint16_t u16(const char* at) {
  std::uint16_t value = 0;
  std::memcpy(&value, at, 2);
  return value;
}

constexpr std::size_t kHeaderSize = 128;
constexpr std::uint32_t kFormat = 2;

}  // namespace

Index::Index(std::string_view bytes) {
  // The bytes are our own; a wrong header is a broken build and leaves the index empty.
  if (bytes.size() < kHeaderSize || !bytes.starts_with("AUDLICFP") || u32(bytes.data() + 8) != kFormat) return;
  const auto section = [&](std::size_t number) { return bytes.data() + u32(bytes.data() + 32 + number * 8); };
  const auto section_size = [&](std::size_t number) { return u32(bytes.data() + 36 + number * 8); };
  list_version_ = bytes.substr(16, 16);
  list_version_ = list_version_.substr(0, list_version_.find('\0'));
  vocabulary_ = section(0);
  bitmap_ = section(1);
  directory_ = section(2);
  buckets_ = section(3);
  texts_ = section(4);
  sequence_ = section(5);
  gaps_ = section(6);
  strings_ = section(7);
  wholes_ = {reinterpret_cast<const Whole*>(section(8)), section_size(8) / sizeof(Whole)};
  text_count_ = u32(bytes.data() + 12);
}

const Index& Index::shared() {
  static const Index index(resource_text("rules/licenses/fingerprints.bin"));
  return index;
}

Text Index::text(std::uint32_t number) const {
  assert(number < text_count_);
  const char* row = texts_ + std::size_t{number} * 32;
  Text text;
  text.id = std::string_view(strings_ + u32(row));
  // Sections begin at multiples of 16, the resource at a page or at least at 16 bytes: aligned for both types.
  text.words = {reinterpret_cast<const Word*>(sequence_) + u32(row + 4), u32(row + 8)};
  text.required = u32(row + 12);
  text.trigrams = u32(row + 16);
  text.required_trigrams = u32(row + 20);
  const std::uint32_t packed = u32(row + 28);
  text.gaps = {reinterpret_cast<const Gap*>(gaps_) + u32(row + 24), packed & 0xFFFFU};
  text.kind = static_cast<TextKind>(packed >> 16U & 0xFFU);
  text.marked = packed >> 24U != 0;
  return text;
}

Index::Postings Index::find_trigram(std::uint32_t trigram) const {
  const std::size_t bucket = trigram >> (32U - kBucketBits);
  const char* at = buckets_ + u32(directory_ + bucket * 4);
  const char* end = buckets_ + u32(directory_ + bucket * 4 + 4);
  const auto rest = static_cast<std::uint16_t>(trigram);
  while (at < end) {
    const std::uint16_t found = u16(at);
    const std::uint16_t count = u16(at + 2);
    if (found == rest) return {true, {reinterpret_cast<const std::uint16_t*>(at + 4), count}};
    at += 4 + std::size_t{count} * 2;
  }
  return {};
}

std::optional<std::uint32_t> Index::find_whole(std::span<const Word> words) const {
  std::uint32_t hash = kHashStart;
  for (const Word word : words) hash = (hash ^ word) * kHashStep;
  const auto same = [&](std::uint32_t number) {  // the hash is no proof: anyone can make a file for it
    const auto other = text(number).words;
    return std::equal(words.begin(), words.end(), other.begin(), other.end(),
                      [](Word a, Word b) { return a == word_number(b); });
  };
  auto at = std::lower_bound(wholes_.begin(), wholes_.end(), hash,
                             [](const Whole& whole, std::uint32_t value) { return whole.hash < value; });
  for (; at != wholes_.end() && at->hash == hash; ++at)
    if (same(at->text)) return at->text;
  return std::nullopt;
}

std::string fingerprint_version() {
  const Index& index = Index::shared();
  return "SPDX licence list " + std::string(index.list_version()) + ", " + std::to_string(index.text_count()) +
         " texts";
}

}  // namespace auditor::licenses
