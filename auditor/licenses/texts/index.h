// The fingerprint index (rules/licenses/fingerprints.bin, written by scripts/make-fingerprints), read in place from the
// embedded bytes: nothing is parsed at start-up and only touched pages are loaded.
//
// Header (128 bytes, little-endian): magic "AUDLICFP", u32 format, u32 texts, char[16] SPDX list version, then nine
// sections as (u32 offset, u32 size):
//   vocabulary  open-addressing table of {u32 FNV-1a of a word, u16 number from 1, u16 0}
//   bitmap      one bit per leading 21 bits of a trigram's hash: most foreign trigrams end here
//   directory   u32 offset into `buckets` by the leading 16 bits
//   buckets     {u16 rest of the hash, u16 count, count x u16 text}; count 0: in too many texts to tell anything
//   texts       8 x u32: id, first word, words, required words, trigrams, required trigrams, first gap,
//               gap count | kind << 16 | marked << 24
//   sequence    u16 word number, top bit: the word is optional
//   gaps        {u32 position, u32 words}: before this word, that many other words may stand
//   strings     ids, each ended by a zero byte
//   wholes      {u32 hash of the words of a text, u32 text} by hash
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace auditor::licenses {

using Word = std::uint16_t;  // number in the vocabulary; 0: a word of no licence

struct Gap {
  std::uint32_t position;
  std::uint32_t capacity;
};

enum class TextKind { license, exception, ai };

// One reference text; views into the index.
struct Text {
  std::string_view id;
  std::span<const Word> words;  // with kOptionalBit
  std::span<const Gap> gaps;    // by position
  std::uint32_t required = 0;
  std::uint32_t trigrams = 0;           // distinct, without those in too many texts
  std::uint32_t required_trigrams = 0;  // of these, made of required words only
  TextKind kind = TextKind::license;
  bool marked = false;
};

inline constexpr Word kOptionalBit = 0x8000;
[[nodiscard]] inline Word word_number(Word word) { return static_cast<Word>(word & 0x7FFFU); }
[[nodiscard]] inline bool is_optional(Word word) { return (word & kOptionalBit) != 0; }

// FNV-1a, continued from `state`.
inline constexpr std::uint32_t kHashStart = 0x811C9DC5U;
inline constexpr std::uint32_t kHashStep = 0x01000193U;
[[nodiscard]] inline constexpr std::uint32_t hash_byte(std::uint32_t state, std::uint8_t byte) {
  return (state ^ byte) * kHashStep;
}
[[nodiscard]] inline std::uint32_t trigram_hash(Word a, Word b, Word c) {
  const std::uint64_t key = a | static_cast<std::uint64_t>(b) << 16U | static_cast<std::uint64_t>(c) << 32U;
  return static_cast<std::uint32_t>(key * 0x9E3779B97F4A7C15U >> 32U);
}

class Index {
 public:
  // The embedded index.
  [[nodiscard]] static const Index& shared();

  explicit Index(std::string_view bytes);

  [[nodiscard]] bool empty() const { return text_count_ == 0; }
  [[nodiscard]] std::uint32_t text_count() const { return text_count_; }
  [[nodiscard]] std::string_view list_version() const { return list_version_; }
  [[nodiscard]] Text text(std::uint32_t number) const;
  [[nodiscard]] std::uint32_t required_trigrams(std::uint32_t number) const {
    std::uint32_t count = 0;
    std::memcpy(&count, texts_ + std::size_t{number} * 32 + 20, 4);
    return count;
  }

  // Number of the word with this hash, 0 when no licence has it.
  [[nodiscard]] Word find_word(std::uint32_t hash) const {
    std::uint32_t at = hash * 0x9E3779B1U >> (32U - kVocabularyBits);
    for (;;) {
      std::uint64_t slot = 0;
      std::memcpy(&slot, vocabulary_ + std::size_t{at} * 8, 8);
      if (slot == 0) return 0;
      if (static_cast<std::uint32_t>(slot) == hash) return static_cast<Word>(slot >> 32U);
      at = (at + 1) & ((1U << kVocabularyBits) - 1);
    }
  }

  // The same of a word in lower case.
  [[nodiscard]] Word find_word(std::string_view word) const {
    std::uint32_t hash = kHashStart;
    for (const char c : word) hash = hash_byte(hash, static_cast<std::uint8_t>(c));
    return find_word(hash);
  }

  // False: no text has this trigram. True: perhaps.
  [[nodiscard]] bool may_hold(std::uint32_t trigram) const {
    const std::uint32_t bit = trigram >> (32U - kBitmapBits);
    return (static_cast<std::uint8_t>(bitmap_[bit >> 3U]) >> (bit & 7U) & 1U) != 0;
  }

  // Asks memory for what find_trigram will read: first where its bucket is, then the bucket.
  void expect_trigram(std::uint32_t trigram) const {
    __builtin_prefetch(directory_ + std::size_t{trigram >> (32U - kBucketBits)} * 4);
  }
  void expect_postings(std::uint32_t trigram) const {
    std::uint32_t offset = 0;
    std::memcpy(&offset, directory_ + std::size_t{trigram >> (32U - kBucketBits)} * 4, 4);
    __builtin_prefetch(buckets_ + offset);
  }

  // Texts that hold the trigram. `known` tells a trigram of too many texts from a foreign one.
  struct Postings {
    bool known = false;
    std::span<const std::uint16_t> texts;
  };
  [[nodiscard]] Postings find_trigram(std::uint32_t trigram) const;

  // The text that is these words and nothing else, word for word.
  [[nodiscard]] std::optional<std::uint32_t> find_whole(std::span<const Word> words) const;

 private:
  struct Whole {
    std::uint32_t hash;
    std::uint32_t text;
  };
  static constexpr unsigned kVocabularyBits = 15;
  static constexpr unsigned kBucketBits = 16;
  static constexpr unsigned kBitmapBits = 21;

  std::uint32_t text_count_ = 0;
  std::string_view list_version_;
  const char* vocabulary_ = nullptr;
  const char* bitmap_ = nullptr;
  const char* directory_ = nullptr;
  const char* buckets_ = nullptr;
  const char* texts_ = nullptr;
  const char* sequence_ = nullptr;
  const char* gaps_ = nullptr;
  const char* strings_ = nullptr;
  std::span<const Whole> wholes_;
};

}  // namespace auditor::licenses
