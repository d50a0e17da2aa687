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

// Whether the header, whole in `head`, says that plain numbers or texts follow: such an array is bytes and nothing
// else.
bool is_plain_array(std::string_view head);
bool is_numpy(const Input& input);
void read_numpy(const Input& input, Inspection& out);

// By its fields alone, whatever the name.
bool is_whole_onnx(const Input& input);
bool is_onnx(const Input& input);
void read_onnx(const Input& input, Inspection& out);

bool is_tensorflow(const Input& input);
void read_tensorflow(const Input& input, Inspection& out);

bool is_tflite(const Input& input);
void read_tflite(const Input& input, Inspection& out);

// Whether the signature stands at 512, 1024, 2048…: HDF5 leaves what is in front to others.
bool is_hdf5_behind(const Input& input);
bool is_hdf5(const Input& input);
void read_hdf5(const Input& input, Inspection& out);

bool is_template_file(const Input& input);
void read_template_file(const Input& input, Inspection& out);

// JSON with pickles in Base64 (stable-baselines): ":serialized:" and a text.
bool is_serialized_json(const Input& input);
void read_serialized_json(const Input& input, Inspection& out);

// Graphs in the text format of protocol buffers (saved_model.pbtxt).
bool is_tensorflow_text(const Input& input);
void read_tensorflow_text(const Input& input, Inspection& out);

bool is_model_yaml(const Input& input);
void read_model_yaml(const Input& input, Inspection& out);

bool is_model_json(const Input& input);
void read_model_json(const Input& input, Inspection& out);

bool is_compressed(const Input& input);
void read_compressed(const Input& input, Inspection& out);

bool is_tar(const Input& input);
void read_tar(const Input& input, Inspection& out);

bool is_seven_zip(const Input& input);
void read_seven_zip(const Input& input, Inspection& out);

bool is_program(const Input& input);
void read_program(const Input& input, Inspection& out);

bool is_named_only(const Input& input);
void read_named_only(const Input& input, Inspection& out);

// Whether bytes that begin so can be a pickle, of any protocol.
bool may_begin_pickle(std::string_view head);
// Whether a loader that reads the bytes as a pickle gets to a call that means harm, or to a whole pickle with imports.
bool runs_as_pickle(const Input& input);
bool is_pickle(const Input& input);
void read_pickle(const Input& input, Inspection& out);

}  // namespace auditor::formats
