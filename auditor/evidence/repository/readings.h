// Documents of a repository read sentence by sentence: what the readers of terms, access, descent and data share.
#pragma once

#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/repository.h"
#include "auditor/prose/language/document_reading.h"

#include <string>

namespace auditor::evidence {

// A document of the repository read sentence by sentence, once; null when it cannot be read.
[[nodiscard]] const language::DocumentReading* reading_of(Repository& repository, const OwnNames& own,
                                                          const std::string& path);

// What a document calls its own: the repository's name, the words of its title.
[[nodiscard]] language::OwnWords own_words(const OwnNames& own, const Document& document);

}  // namespace auditor::evidence
