// The functions of every format reader, for the table in inspect.cpp.
#pragma once

#include "auditor/formats/reader.h"

namespace auditor::formats {

bool is_safetensors(const Input& input);
void read_safetensors(const Input& input, Inspection& out);

bool is_gguf(const Input& input);
void read_gguf(const Input& input, Inspection& out);

bool is_zip(const Input& input);
void read_zip_archive(const Input& input, Inspection& out);

bool is_numpy(const Input& input);
void read_numpy(const Input& input, Inspection& out);

bool is_pickle(const Input& input);
void read_pickle(const Input& input, Inspection& out);

}  // namespace auditor::formats
