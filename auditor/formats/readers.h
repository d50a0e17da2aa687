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

bool is_onnx(const Input& input);
void read_onnx(const Input& input, Inspection& out);

bool is_tensorflow(const Input& input);
void read_tensorflow(const Input& input, Inspection& out);

bool is_tflite(const Input& input);
void read_tflite(const Input& input, Inspection& out);

bool is_hdf5(const Input& input);
void read_hdf5(const Input& input, Inspection& out);

bool is_model_json(const Input& input);
void read_model_json(const Input& input, Inspection& out);

bool is_compressed(const Input& input);
void read_compressed(const Input& input, Inspection& out);

bool is_tar(const Input& input);
void read_tar(const Input& input, Inspection& out);

bool is_seven_zip(const Input& input);
void read_seven_zip(const Input& input, Inspection& out);

bool is_named_only(const Input& input);
void read_named_only(const Input& input, Inspection& out);

bool is_pickle(const Input& input);
void read_pickle(const Input& input, Inspection& out);

}  // namespace auditor::formats
