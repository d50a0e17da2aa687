// Terms, access and descent in words: every pattern's own examples, and structure that words alone do not show.
#include "auditor/evidence/distribution/access_reader.h"
#include "auditor/evidence/licensing/pattern_examples.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/repository/license_mentions.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;

namespace {

struct Read {
  Document document;
  std::unique_ptr<language::DocumentReading> reading;
};

Read read(const std::string& passage) {
  Read out{parse_markdown("# Wren\n\n" + passage + "\n"), nullptr};
  out.reading = std::make_unique<language::DocumentReading>(out.document, language::OwnWords{{"wren"}, "nest"},
                                                            find_license_names);
  return out;
}

bool restricts(const std::string& passage, Scopes scope) {
  const Read it = read(passage);
  const auto found = read_terms(*it.reading);
  return std::any_of(found.begin(), found.end(), [&](const TermFinding& f) { return (f.scopes & scope) != 0; });
}
bool restricts_weights(const std::string& passage) { return restricts(passage, scope_weights); }

std::string access(const std::string& passage) {
  const Read it = read(passage);
  const auto found = read_access(*it.reading);
  if (found.empty()) return "open";
  return found.front().gated ? "gated" : "none";
}

std::vector<std::string> bases(const std::string& passage) {
  const Read it = read(passage);
  std::vector<std::string> out;
  for (const DescentFinding& f : read_descent(*it.reading)) out.push_back(f.base);
  return out;
}

}  // namespace

TEST_CASE("every pattern finds its examples, and nothing in the others") {
  const auto results = test_patterns();
  CHECK(results.size() > 30);
  for (const PatternExample& result : results) {
    INFO(result.pattern << (result.finds ? " finds " : " finds nothing in ") << result.index);
    CHECK(result.ok);
  }
}

TEST_CASE("terms of others, of the past and of plans are not ours") {
  CHECK_FALSE(restricts_weights("Heron is for research use only."));
  CHECK_FALSE(restricts_weights("The Alder corpus may only be used for research."));
  CHECK_FALSE(restricts_weights("Until version 2 the weights were for research use only."));
  CHECK_FALSE(restricts_weights("Unlike Heron, whose weights are non-commercial, Wren is Apache-2.0."));
  CHECK_FALSE(restricts_weights("Commercial use of the weights is explicitly allowed."));
  CHECK_FALSE(restricts_weights("The checkpoints cannot be used with version 2 of the library."));
}

TEST_CASE("tables, lists and questions are read with what stands around them") {
  CHECK(restricts_weights("| Model | Commercial use |\n|---|---|\n| Wren-7B | no |"));
  CHECK_FALSE(restricts_weights("| Model | Commercial use |\n|---|---|\n| Wren-7B | yes |\n| Heron-7B | no |"));
  CHECK(restricts_weights("You may not:\n\n- sell the weights\n- host them"));
  CHECK(restricts_weights("**License:** custom"));
  CHECK(restricts_weights("Can I use it commercially? No."));
  CHECK_FALSE(restricts_weights("Can I use it commercially? Yes, you can."));
}

TEST_CASE("of more limits than are kept the next is a question, for those kept may all be harmless") {
  std::string words;
  for (int i = 0; i < 150; ++i) words += "You must not sell part " + std::to_string(i) + " of the weights.\n\n";
  const Read it = read(words);
  const auto found = read_terms(*it.reading);
  const auto doubts = std::count_if(found.begin(), found.end(), [](const TermFinding& f) { return f.doubt; });
  CHECK(found.size() > 100);
  CHECK(doubts >= 1);
}

TEST_CASE("a denied subject denies its verb, and where negations agree adds nothing to a prohibition") {
  for (const char* words : {"Weder Code noch Gewichte dürfen verkauft werden.",
                            "Neither the code nor the weights may be used commercially.",
                            "Ni el código ni los pesos pueden usarse con fines comerciales.",
                            "Ни код, ни веса нельзя использовать в коммерческих целях.",
                            "None of the Wren checkpoints may be redistributed."}) {
    INFO(words);
    CHECK(restricts_weights(words));
  }
  CHECK_FALSE(restricts_weights("Without the weights you may use the code alone for tests."));
  CHECK_FALSE(restricts_weights("Neither the code nor the weights are forbidden to anyone."));
}

TEST_CASE("what is said of another model is not ours in any script") {
  for (const char* words : {"Birch 的权重需要申请，Wren 不需要，点击上方链接即可下载。",
                            "Для доступа к Heron нужна заявка, а Wren скачивается сразу.",
                            "Birch の重みは申請が必要ですが、Wren にはそのような手続きはありません。",
                            "Birch 모델의 가중치는 신청해야 하지만 Wren은 바로 받을 수 있습니다."}) {
    INFO(words);
    CHECK(access(words) == "open");
    CHECK_FALSE(restricts_weights(words));
  }
  CHECK(access("Wren 的权重需要申请。") == "gated");
  CHECK(restricts("Wren 모델의 코드는 비상업적 용도로만 사용할 수 있습니다.", scope_code));
}

TEST_CASE("the scope is that of the clause") {
  CHECK(restricts("The weights are CC BY-NC 4.0, the code is MIT.", scope_weights));
  CHECK_FALSE(restricts("The weights are CC BY-NC 4.0, the code is MIT.", scope_code));
  CHECK(restricts("Code and weights are for non-commercial use.", scope_code));
  CHECK(restricts("**License:** Nest Meadow License", scope_code));
  CHECK(restricts("**Model license:** Nest Meadow License", scope_weights));
  CHECK_FALSE(restricts("**Model license:** Nest Meadow License", scope_code));
  CHECK_FALSE(restricts_weights("لا يجوز استخدام الشيفرة تجاريا، أما الأوزان فبرخصة MIT."));
  CHECK(restricts("The weights and the code are under CC BY-NC 4.0 and MIT, respectively.", scope_weights));
  CHECK_FALSE(restricts("The weights and the code are under CC BY-NC 4.0 and MIT, respectively.", scope_code));
}

TEST_CASE("a sentence of another language in an English document, and one without end, are read") {
  CHECK(restricts_weights(
      "This is the card of the model.\n\nLos pesos del modelo no pueden usarse con fines comerciales."));
  std::string endless;
  for (int i = 0; i < 600; ++i) endless += "and a word ";
  CHECK(restricts_weights(endless + "the weights are for non-commercial use only."));
  // Of a sentence with more words than the classifier sees it takes back no limit.
  std::string padded;
  for (int i = 0; i < 12; ++i)
    padded += "the tokenizer of Heron, the data set, the demo and the API server of last year, ";
  CHECK(restricts(padded + "and everything here is for non-commercial use only.", scope_weights | scope_code));
}

TEST_CASE("a notice of a licence sets no terms of its own") {
  CHECK(restricts_weights("You may not use the model weights for commercial purposes."));
  CHECK_FALSE(restricts_weights("You may not use this file except in compliance with the License."));
  CHECK_FALSE(restricts_weights("Licensed under the Apache License, Version 2.0."));
}

TEST_CASE("gates and withheld weights") {
  CHECK(access("To get the weights, fill in the form and wait for our approval.") == "gated");
  CHECK(access("Um die Gewichte zu erhalten, müssen Sie einen Antrag stellen.") == "gated");
  CHECK(access("The weights can be downloaded without registration.") == "open");
  CHECK(access("Heron's weights are gated; request access there.") == "open");
  CHECK(access("The weights of Wren are not released.") == "none");
  CHECK(access("Les poids ne seront pas publiés.") == "none");
  CHECK(access("The training data are not released.") == "open");
}

TEST_CASE("descent is told from comparison and borrowing") {
  CHECK(bases("Wren is fine-tuned from Heron-7B.") == std::vector<std::string>{"Heron-7B"});
  CHECK(bases("Base model: grove/birch-7b") == std::vector<std::string>{"grove/birch-7b"});
  CHECK(bases("Wren wurde auf Basis von Heron-7B trainiert.") == std::vector<std::string>{"Heron-7B"});
  CHECK(bases("Wren outperforms Heron-7B.").empty());
  CHECK(bases("Wren uses the tokenizer of Heron-7B.").empty());
  CHECK(bases("Heron-7B is fine-tuned from Birch-7B.").empty());
  CHECK(bases("You can fine-tune Wren from Heron-7B.").empty());
}

TEST_CASE("a base is told without the words that patterns know") {
  using Bases = std::vector<std::string>;
  CHECK(bases("Base model: Llama 2 7B.") == Bases{"Llama 2 7B"});
  CHECK(bases("We took Sparrow-3B, unfroze the upper half and ran two epochs of SFT on court rulings.") ==
        Bases{"Sparrow-3B"});
  CHECK(bases("AWQ build of harbour/finch-14b, group size 64.") == Bases{"harbour/finch-14b"});
  CHECK(bases("Partimos de BERTidoro y lo ajustamos con sentencias del supremo.") == Bases{"BERTidoro"});
  // Rivals, plans, readers, others' work.
  CHECK(bases("We compared our LoRA with Sparrow-3B fine-tuned the same way.").empty());
  CHECK(bases("You can fine-tune Wren with LoRA just like Finch-7B.").empty());
  CHECK(bases("The captions were written by Linnet-13B; Wren was trained from scratch with DPO afterwards.").empty());
  CHECK(bases("Next year we plan a LoRA on top of Dunlin-9B.").empty());
  CHECK(bases("Unlike Crane-7B, which got RLHF, Wren had none.").empty());
  CHECK(bases("- (LoRA) finetuning and export of Finch-7B models").empty());
}

TEST_CASE("a note of a time to come withholds the weights") {
  CHECK(access("Weights: soon.") == "none");
  CHECK(access("Weights will be updated as training goes on, the current ones can be downloaded today.") == "open");
}

TEST_CASE("a licence that a document quotes whole restricts nothing, with a word put into it it does") {
  const std::string grant =
      "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated "
      "documentation files (the \"Software\"), to deal in the Software without restriction";
  CHECK_FALSE(restricts(grant + ".", scope_code));
  CHECK_FALSE(restricts(
      "Redistribution and use in source and binary forms are permitted provided that conditions are met.", scope_code));
  CHECK(restricts(grant + " for non-commercial purposes only.", scope_weights | scope_code));
}

TEST_CASE("what is taken out of a licence, left unsaid or under an unknown id is a doubt") {
  CHECK(restricts_weights("MIT applies to the source code and not to the weights."));
  CHECK(restricts_weights("## License\n\nCode: MIT. Weights: see the model card."));
  CHECK(restricts_weights("Except for the model weights, everything here is MIT."));
  CHECK(restricts_weights("Bis auf die Gewichte steht alles unter MIT."));
  CHECK(restricts_weights("重みを除き、すべて MIT ライセンスです。"));
  CHECK_FALSE(restricts_weights("Except for the figures, everything (weights too) is MIT."));
  CHECK_FALSE(restricts_weights("Apart from the code, the weights are MIT, too."));
  CHECK(restricts_weights("The weights are under `finch-nc-v2`."));
  CHECK_FALSE(restricts_weights("The weights run under fp16-mixed precision."));
  CHECK_FALSE(restricts_weights("Unlike models under non-commercial terms, Wren is MIT."));
  CHECK_FALSE(restricts_weights("We compare against models that are for research only, such as Birch."));
  CHECK_FALSE(restricts_weights("The classifier tells NON_COMMERCIAL from PERMISSIVE clauses."));
}
