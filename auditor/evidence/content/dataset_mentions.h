// Data sets that a block of prose names: by link, by hub id, or by a well-known name.
#pragma once

#include "auditor/licenses/catalog/base_models.h"
#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct DatasetMention {
  std::string name;
  std::string id;  // hub id "owner/name"
  std::string url;
  std::string license;  // of a well-known set (rules/licenses/datasets.yaml); empty when not known
  bool known = false;   // a well-known set: its name says where it comes from
  std::size_t at = 0;   // offset of the name or link text in the block's text
  const licenses::TermsSource* source = nullptr;  // who read the terms; null when the table by names gives them
};

// Gives a well-known set its canonical name and its terms; leaves others as they are.
void canonicalize(DatasetMention& mention);

// Whether the name or id is a well-known set's.
[[nodiscard]] bool is_known_dataset(std::string_view name);

// A link to a paper or a page about data is none to a data set. `lower`: in lower case.
[[nodiscard]] bool is_paper_url(std::string_view lower);

// `in_data_context`: the block speaks of training or evaluation data, so a well-known name or a link whose text says
// "dataset" counts; elsewhere only links to places of data sets do.
[[nodiscard]] std::vector<DatasetMention> dataset_mentions(const Block& block, bool in_data_context);

}  // namespace auditor::evidence
