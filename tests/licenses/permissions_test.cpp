// What licences permit and ask, on licences and texts of these tests' own choosing.
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/phrases.h"
#include "auditor/licenses/permissions/record.h"
#include "auditor/licenses/permissions/uses.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor;
using permissions::Answer;
using permissions::Say;
using permissions::Term;

namespace {

Answer answer(std::string_view expression, std::string_view use) { return permissions::rule(expression, use).answer; }

bool asks(std::string_view expression, std::string_view use, std::string_view kind) {
  const auto conditions = permissions::rule(expression, use).conditions;
  return std::any_of(conditions.begin(), conditions.end(), [&](const auto& c) { return c.kind == kind; });
}

}  // namespace

TEST_CASE("every licence with a record of its own is in the catalogue, and its family in the data") {
  for (const auto& [id, record] : permissions::rules()["licenses"].items()) {
    CAPTURE(id);
    CHECK(licenses::find_license(id) != nullptr);
    const std::string family = record.at("family");
    CHECK((family == "letters" || permissions::rules()["families"].contains(family)));
  }
  for (const std::string& use : permissions::use_names()) CHECK(permissions::rules()["uses"].contains(use));
}

TEST_CASE("terms follow from the licence, its family, or the letters of its name") {
  CHECK(permissions::terms_under("Apache-2.0")[Term::use_trademark] == Say::cannot);
  CHECK(permissions::terms_under("GPL-3.0-or-later")[Term::disclose_source] == Say::must);
  CHECK(permissions::terms_under("CC-BY-NC-SA-3.0")[Term::commercial_use] == Say::cannot);
  CHECK(permissions::terms_under("CC-BY-NC-SA-3.0")[Term::relicense] == Say::cannot);
  CHECK(permissions::terms_under("CC-BY-2.0")[Term::give_credit] == Say::must);
  CHECK(permissions::terms_under("LicenseRef-llama3.1")[Term::pay_above_use_threshold] == Say::must);
  CHECK(permissions::terms_under("LicenseRef-nobody-knows")[Term::distribute] == Say::silent);
}

TEST_CASE("AND is the stricter, OR the choice") {
  CHECK(permissions::terms_under("MIT AND CC-BY-NC-4.0")[Term::commercial_use] == Say::cannot);
  CHECK(permissions::terms_under("MIT OR GPL-3.0-only")[Term::disclose_source] == Say::silent);
  CHECK(answer("MIT AND CC-BY-NC-4.0", "commercial") == Answer::no);
  CHECK(answer("MIT OR CC-BY-NC-4.0", "commercial") == Answer::yes);
  CHECK(answer("MIT AND LicenseRef-nobody-knows", "commercial") == Answer::unknown);
  CHECK(answer("CC-BY-NC-4.0 AND LicenseRef-nobody-knows", "commercial") == Answer::no);
}

TEST_CASE("uses are answered with their conditions") {
  CHECK(answer("Apache-2.0", "commercial") == Answer::yes);
  CHECK(asks("Apache-2.0", "redistribute", "license-copy"));
  CHECK(answer("CC0-1.0", "redistribute") == Answer::yes);
  CHECK(answer("GPL-2.0-only", "embed-code") == Answer::no);
  CHECK(answer("CC-BY-NC-4.0", "sell-outputs") == Answer::no);
  CHECK(answer("CC-BY-ND-4.0", "publish-derivative") == Answer::no);
  CHECK(answer("CC-BY-ND-4.0", "merge") == answer("CC-BY-ND-4.0", "fine-tune"));  // both kept to oneself
  CHECK(asks("LicenseRef-llama3.1", "publish-derivative", "name-prefix"));
  CHECK(asks("LicenseRef-llama3.1", "commercial", "user-cap"));
  CHECK(answer("LicenseRef-gemma-terms", "relicense") == Answer::no);
  CHECK(answer("LicenseRef-qwen-research", "commercial") == Answer::no);
}

TEST_CASE("nothing is open by silence") {
  CHECK(answer("LicenseRef-modified-MIT", "commercial") == Answer::unknown);
  CHECK(answer("LicenseRef-unknown", "run") == Answer::unknown);
  CHECK(answer("Aladdin", "commercial") != Answer::yes);
  CHECK(answer("not an expression (", "run") == Answer::unknown);
  for (const std::string& id : licenses::license_ids()) {
    const licenses::License* license = licenses::find_license(id);
    if (license->exception || license->openness != licenses::Openness::noncommercial) continue;
    CAPTURE(id);
    CHECK(answer(id, "commercial") > Answer::yes_if);
  }
}

TEST_CASE("the words of an unknown text are read, with their lines") {
  const auto read = permissions::read_terms(
      "Toy Terms\n\nYou are granted a licence to use,\nmodify and distribute the toy.\n"
      "You may not use the toy for any commercial purpose.\n");
  CHECK(read.terms[Term::modify] == Say::can);
  CHECK(read.terms[Term::distribute] == Say::can);
  CHECK(read.terms[Term::commercial_use] == Say::cannot);
  CHECK(read.lines.at(Term::commercial_use) == 5);
  CHECK(read.terms[Term::use_patent_claims] == Say::silent);
  CHECK(permissions::rule_by_words(read, "commercial", "TOY").answer == Answer::no);
  CHECK(permissions::rule_by_words(read, "redistribute", "TOY").answer == Answer::unknown);
}
