// Licence texts found in files, on an index of invented licences.
#include "auditor/core/text.h"
#include "auditor/licenses/texts/changed.h"
#include "auditor/licenses/texts/decode.h"
#include "auditor/licenses/texts/match.h"
#include "tests/support/catch.h"
#include "tests/support/fingerprints.h"

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace auditor::licenses;

const std::string kPlum =
    "permission to eat pick and share these plums is given to every guest of the orchard provided that the basket is "
    "returned clean and that this notice hangs beside the gate the gardener gives no promise about taste ripeness or "
    "stones and answers for no stain on any garment";
const std::string kPlumTwo = kPlum + " guests who own a press send one jar of jam to the house each autumn";
const std::string kPear =
    "whoever stores pears in this cellar may turn them daily carry them upstairs and serve them with cheese as long as "
    "* keeps the key the cellar stays dark and [the] [old] lamp is put out and does not smoke";

const std::string kTitled =
    "[orchard] [terms] [year] [owner] whoever shakes this walnut tree shall leave the fallen leaves where they lie and "
    "carry no more than a sack of nuts home before the first frost of the year";
const std::string kQuince =
    "as an exception the cook may boil quinces with these plums in one pot and serve the jelly at any table "
    "whatever the notice beside the gate says of quinces";

const Index& orchard() {
  static const std::string bytes = auditor::test::make_index({{"Plum-1.0", kPlum},
                                                              {"Plum-2.0", kPlumTwo},
                                                              {"Pear", kPear},
                                                              {"Quince-exception", kQuince},
                                                              {"Walnut", kTitled}});
  static const Index index(bytes);
  return index;
}

struct Found {
  std::string text;
  Tokens tokens;
  TextMatches matches;
};

Found find(const std::string& bytes) {
  Found found;
  found.text = decode_text(bytes);
  found.tokens = tokenize(found.text, orchard());
  const FileTrigrams trigrams(found.tokens.words, orchard());
  found.matches = match_texts(found.tokens, trigrams, orchard());
  return found;
}

std::vector<std::string> ids(const std::string& bytes) {
  std::vector<std::string> out;
  for (const TextMatch& match : find(bytes).matches.accepted) out.emplace_back(match.text.id);
  return out;
}

using Ids = std::vector<std::string>;

// Each line of at most `width` letters begins with `prefix`.
std::string wrap(const std::string& text, std::size_t width, const std::string& prefix, const std::string& end) {
  std::string out = prefix;
  std::size_t column = 0;
  for (const char c : text) {
    if (c == ' ' && column > width) {
      out += end + prefix;
      column = 0;
    } else {
      out += c;
      ++column;
    }
  }
  return out + end;
}

}  // namespace

TEST_CASE("a long licence of models is itself without the policy appended to it, not without its middle") {
  const auto words = [](std::size_t first, std::size_t end) {
    std::string out;
    for (std::size_t n = first; n < end; ++n) {
      for (std::size_t rest = n * 7919; rest > 0; rest /= 26) out.push_back(static_cast<char>('a' + rest % 26));
      out.push_back(' ');
    }
    return out;
  };
  const std::string bytes = auditor::test::make_index({{"LicenseRef-wren", words(1000, 3000)}});
  const Index index(bytes);
  const auto found = [&](const std::string& text) {
    const Tokens tokens = tokenize(text, index);
    return match_texts(tokens, FileTrigrams(tokens.words, index), index).accepted.size();
  };
  CHECK(found(words(1000, 2400)) == 1);
  CHECK(found(words(1000, 1800)) == 0);
  CHECK(found(words(1000, 1500) + words(2100, 3000)) == 0);
  CHECK(found(words(1000, 2400) + words(5000, 5100)) == 0);  // something else follows
}

TEST_CASE("a file that is one text and nothing else is found without laying texts along it") {
  const auto whole = [](const std::string& bytes) {
    const Tokens tokens = tokenize(decode_text(bytes), orchard());
    const auto found = match_whole(tokens, orchard());
    return found ? std::string(found->accepted.front().text.id) : std::string();
  };
  CHECK(whole(kPlum) == "Plum-1.0");
  CHECK(whole("/* " + kPlumTwo + ". */") == "Plum-2.0");
  CHECK(whole(kPlum + " and figs").empty());
  CHECK(whole(kPlum.substr(11)).empty());
  CHECK(whole("").empty());
  SECTION("as matching would find it") {
    const std::string titled = "Orchard Terms, Year Owner: " + kTitled.substr(kTitled.rfind(']') + 2);
    CHECK(whole(titled) == "Walnut");
    const TextMatch match = find(titled).matches.accepted.front();
    const auto same = match_whole(tokenize(titled, orchard()), orchard());
    REQUIRE(same);
    CHECK(same->accepted.front().alignment.places == match.alignment.places);
    CHECK(same->accepted.front().alignment.value() == match.alignment.value());
  }
}

TEST_CASE("a text is found however it is laid out") {
  const std::string form = GENERATE(as<std::string>(), "", "# ", " * ", "> ", "// ", ";; ");
  CHECK(ids(wrap(kPlum, 50, form, "\n")) == Ids{"Plum-1.0"});
  CHECK(ids("\xEF\xBB\xBF" + wrap(kPlum, 31, form, "\r\n")) == Ids{"Plum-1.0"});
}

TEST_CASE("markup and entities make no difference") {
  std::string page =
      "<html><head><script>var plums = 1;</script></head><body><p>" + wrap(kPlum, 40, "<em>", "</em><br/>");
  page += "</p></body></html>";
  CHECK(ids(page) == Ids{"Plum-1.0"});
}

TEST_CASE("UTF-16 is read") {
  std::string wide = "\xFF\xFE";
  for (const char c : kPlum) wide += std::string{c, '\0'};
  CHECK(ids(wide) == Ids{"Plum-1.0"});
}

TEST_CASE("words hyphenated at a line's end are joined when the joined word is known") {
  std::string text = kPlum;
  text.replace(text.find("gardener"), 8, "gar-\ndener");
  const Found found = find(text);
  REQUIRE(found.matches.accepted.size() == 1);
  CHECK(found.matches.accepted[0].alignment.missing == 0);
}

TEST_CASE("the longer twin needs its own clause") {
  CHECK(ids(kPlum) == Ids{"Plum-1.0"});
  CHECK(ids(kPlumTwo) == Ids{"Plum-2.0"});
}

TEST_CASE("several texts and several copies of one are all found, in order") {
  const std::string pear =
      "whoever stores pears in this cellar may turn them daily carry them upstairs and serve them with cheese as long "
      "as "
      "my uncle Fred from the village keeps the key the cellar stays dark and lamp is put out";
  CHECK(ids(pear + "\n\nsome other prose here\n\n" + kPlum + "\n\n" + kPlum) == Ids{"Pear", "Plum-1.0", "Plum-1.0"});
}

TEST_CASE("wildcards hold names and optional words may be missing") {
  std::string text = kPear;
  text.replace(text.find('*'), 1, "the widow of the miller");
  text.erase(text.find("[the] "), 12);
  const Found found = find(text);
  REQUIRE(found.matches.accepted.size() == 1);
  CHECK(found.matches.accepted[0].alignment.missing == 0);
  CHECK(found.matches.accepted[0].alignment.extra == 0);
  CHECK(found.matches.accepted[0].alignment.similarity == Approx(1.0));
}

TEST_CASE("half of a text is similar, not accepted") {
  const std::string half = kPlum.substr(0, kPlum.size() * 6 / 10);
  const Found found = find(half);
  CHECK(found.matches.accepted.empty());
}

TEST_CASE("a damaged word leaves the text recognised and is counted") {
  std::string text = kPlum;
  text.replace(text.find("ripeness"), 8, "ripenexx");
  const Found found = find(text);
  REQUIRE(found.matches.accepted.size() == 1);
  CHECK(found.matches.accepted[0].alignment.missing == 1);
  CHECK(found.matches.accepted[0].alignment.extra == 1);
}

namespace {

std::size_t changes(const std::string& bytes) {
  const Found found = find(bytes);
  const FileView view{found.text, found.tokens, found.matches};
  return changing_blocks(view, open_blocks(view)).size();
}

}  // namespace

TEST_CASE("a clause beside or inside a text changes it") {
  const std::string clause =
      GENERATE(as<std::string>(), "Restaurants must pay a fee for each plum.", "This offer is void for commercial use.",
               "Plums may be eaten by members of the club only.",
               "Guests from other villages are excluded from this permission.");
  CHECK(changes(kPlum + "\n\n" + clause + "\n") >= 1);
  CHECK(changes(clause + "\n\n" + kPlum) >= 1);
  std::string inside = kPlum;
  inside.insert(inside.find("the gardener"), "\n\n" + clause + "\n\n");
  CHECK(changes(inside) >= 1);
}

TEST_CASE("names, dates and contacts change nothing") {
  const std::string line =
      GENERATE(as<std::string>(), "Copyright 2024 Orchard Society. All rights reserved.",
               "Contact the house at plums@example.org for questions.", "Version 1.3, May 2025",
               "Format: https://example.org/copyright/1.0/\nUpstream-Name: plums\nFiles-Excluded: docs/*",
               "The Orchard Handbook", "int main(void) { return plums(0); }");
  CHECK(changes(line + "\n\n" + kPlum) == 0);
  CHECK(changes(kPlum + "\n\n" + line + "\n") == 0);
}

TEST_CASE("a sentence that leads to the text changes nothing, unless it says more") {
  CHECK(changes("Unless otherwise noted, all plums are subject to the following license:\n\n" + kPlum) == 0);
  CHECK(changes("The plums are available subject to the conditions and terms laid out below.\n\n" + kPlum) == 0);
  CHECK(changes("Guests must pay, subject to the following conditions:\n\n" + kPlum) == 1);
  CHECK(changes("Except for innkeepers, plums are under the following license:\n\n" + kPlum) == 1);
  CHECK(changes("Plums are under the following license only on Sundays:\n\n" + kPlum) == 1);
  CHECK(changes(kPlum + "\n\nAll guests are subject to the following conditions:\n") == 1);
}

TEST_CASE("what a notice says of its own licence restricts nothing beyond it") {
  const auto blocks_where = [](const std::string& line, bool (*says)(const FileView&, const Block&)) {
    const Found found = find(kPlum + "\n\n" + line + "\n");
    const FileView view{found.text, found.tokens, found.matches};
    const std::vector<Block> blocks = open_blocks(view);
    return std::count_if(blocks.begin(), blocks.end(), [&](const Block& block) { return says(view, block); });
  };
  const std::string bound = "You may not use this file except in compliance with the Licence";
  CHECK(blocks_where(bound + ".", restricts) == 1);
  CHECK(blocks_where(bound + ".", restricts_beyond_notice) == 0);
  CHECK(blocks_where(bound + " and only for research.", restricts_beyond_notice) == 1);
  CHECK(blocks_where("You may not use this file except in compliance with the wishes of the cook.",
                     restricts_beyond_notice) == 1);
  const std::string offer =
      "Alternatively it may be shared under the fig licence, in which case its provisions are required";
  CHECK(blocks_where(offer + " instead of the above.", restricts) == 1);
  CHECK(blocks_where(offer + " instead of the above.", restricts_beyond_notice) == 0);
  CHECK(blocks_where(offer + " and a payment.", restricts_beyond_notice) == 1);
}

TEST_CASE("of two texts that hold all words the one that asks for more of them is meant") {
  // The lax one holds more words, but those need not be there.
  const std::string bytes =
      auditor::test::make_index({{"Lax", "sow barley [and] [rye] in this field [as] [you] [like] for a year and a day"},
                                 {"Strict",
                                  "[dear] [kind] [good] [old] [tall] [slow] [calm] [wise] [shy] [bold] [deft] [glad] "
                                  "sow barley and rye in this field * for a year and a day"}});
  const Index index(bytes);
  const Tokens tokens = tokenize("sow barley and rye in this field as you like for a year and a day", index);
  const TextMatches matches = match_texts(tokens, FileTrigrams(tokens.words, index), index);
  REQUIRE(matches.accepted.size() == 1);
  CHECK(matches.accepted[0].text.id == "Strict");
}

TEST_CASE("words of a title far above are left out when those between cost more") {
  const Found found =
      find("orchard terms year owner figs from the south and dates too " + kTitled.substr(kTitled.find("whoever")));
  REQUIRE(found.matches.accepted.size() == 1);
  CHECK(found.matches.accepted[0].alignment.extra == 0);
}

TEST_CASE("what stands beside an exception is its licence, what stands inside changes it") {
  const std::string fee = "Restaurants must pay a fee for each plum.";
  CHECK(changes(fee + "\n\n" + kQuince) == 0);
  std::string inside = kQuince;
  inside.insert(inside.find("and serve"), "\n\n" + fee + "\n\n");
  CHECK(changes(inside) >= 1);
  CHECK(changes(fee + "\n\n" + kQuince + "\n\n" + kPlum) >= 1);
}

TEST_CASE("one word that turns the grant changes it") {
  std::string text = kPear;
  text.replace(text.find('*'), 1, "nobody");
  CHECK(changes(text) == 0);
  text.replace(text.find("may turn"), 8, "may not turn");
  CHECK(changes(text) == 1);
}

TEST_CASE("counts that are kept equal counts made anew") {
  const Tokens tokens = tokenize(decode_text(kPlumTwo + " walnuts " + kPlum + " figs " + kPear), orchard());
  std::vector<Word> words = tokens.words;
  const FileTrigrams trigrams(words, orchard());
  LiveCounts kept(trigrams, orchard().text_count());
  // Single words, then the first copy, then nearly all: few trigrams go, then most of them.
  for (const std::size_t upto : {3UL, 40UL, 60UL, words.size() - 12, words.size()}) {
    for (std::size_t i = upto > 3 ? 0 : 2; i < upto; ++i) words[i] = 0;
    kept.update(words);
    std::vector<std::uint32_t> anew(orchard().text_count());
    for (std::uint32_t text = 0; text < anew.size(); ++text) {
      std::vector<std::uint32_t> seen;
      const Text reference = orchard().text(text);
      for (std::size_t j = 0; j + 2 < reference.words.size(); ++j) {
        const auto word = [&](std::size_t k) { return word_number(reference.words[j + k]); };
        const std::uint32_t trigram = trigram_hash(word(0), word(1), word(2));
        bool stands = false;
        trigrams.each_place(trigram, [&](std::uint32_t place) {
          stands = words[place] != 0 && words[place + 1] != 0 && words[place + 2] != 0;
          return !stands;
        });
        if (stands && std::find(seen.begin(), seen.end(), trigram) == seen.end()) seen.push_back(trigram);
      }
      anew[text] = static_cast<std::uint32_t>(seen.size());
    }
    // Trigrams across an optional word belong to a text, too: never fewer than those of its plain sequence.
    for (std::uint32_t text = 0; text < anew.size(); ++text) CHECK(kept.counts()[text] >= anew[text]);
    CHECK(kept.counts()[0] == anew[0]);
  }
  CHECK(kept.counts() == std::vector<std::uint32_t>(orchard().text_count()));
}

TEST_CASE("words between the runs of a copy are found in their order") {
  // A foreign word after every seventh: short runs with gaps between them.
  std::string text;
  std::size_t n = 0;
  for (const std::string_view word : auditor::split(kPlum, ' ')) {
    text += std::string(word) + " ";
    if (n > 30 && n % 7 == 0) text += "quince ";
    ++n;
  }
  const Found found = find(text);
  REQUIRE(found.matches.accepted.size() == 1);
  CHECK(found.matches.accepted[0].alignment.matched == n);
  CHECK(found.matches.accepted[0].alignment.extra == (n - 1) / 7 - 4);
  CHECK(std::is_sorted(found.matches.accepted[0].alignment.places.begin(),
                       found.matches.accepted[0].alignment.places.end()));
}
