#include "auditor/cli/verify_signature.h"

#include "auditor/assess/report_document.h"
#include "auditor/core/text.h"
#include "auditor/report/verification.h"
#include "auditor/signature/files.h"
#include "auditor/signature/verify.h"
#include "auditor/source/folder_snapshot.h"
#include "auditor/source/hub_cache.h"
#include "auditor/source/names.h"

#include <filesystem>
#include <fmt/format.h>

namespace auditor::cli {
namespace {

namespace fs = std::filesystem;
using signature::Bundle;
using signature::Manifest;
using signature::Signer;
using signature::Trust;

constexpr std::size_t max_trust = 8U << 20U;  // PEM files and trusted roots

// The source, and which one file of it the model is (empty: all).
struct Model {
  std::unique_ptr<source::Snapshot> snapshot;
  std::string only;
};

// A signature is of files as they lie on the disk: a clone's are read there, with what git ignores, unless a revision
// is asked for. What is no folder of files (bare repositories, caches) is opened as everywhere.
Result<Model> open_model(const SignatureArgs& args, SourceArgs source) {
  std::error_code ignored;
  const fs::path where = source.where;
  source.open.path = args.path;
  if (fs::is_regular_file(where, ignored) && args.revision.empty()) {
    const fs::path folder = where.has_parent_path() ? where.parent_path() : fs::path(".");
    auto opened = source::open_folder(folder, source.open);
    if (!opened) return tl::unexpected(opened.error());
    return Model{std::move(*opened), where.filename()};
  }
  if (!args.revision.empty()) source.open.revision = args.revision;
  const bool bare = fs::exists(where / "HEAD", ignored) && fs::exists(where / "objects", ignored);
  const bool files = fs::is_directory(where, ignored) && !bare && !source::find_hub_cache(where);
  auto opened = files && args.revision.empty() ? source::open_folder(where, source.open) : open_source(source);
  if (!opened) return tl::unexpected(opened.error());
  return Model{std::move(*opened), {}};
}

// A file of this machine, else of the source itself.
Result<std::string> read_signature(const std::string& file, const source::Snapshot& snapshot) {
  std::error_code ignored;
  const source::Entry* entry = snapshot.find(file);
  if (entry == nullptr || file == "-" || fs::exists(file, ignored)) return read_input(file, signature::max_bundle);
  const auto bytes = snapshot.open(*entry);
  if (!bytes) return tl::unexpected(bytes.error());
  if ((*bytes)->size() > signature::max_bundle) return fail(ErrorCode::limit, "is too large for a signature", file);
  return (*bytes)->read(0, static_cast<std::size_t>((*bytes)->size()));
}

Error of_file(Error error, const std::string& file) {
  error.code = ErrorCode::usage;
  error.path = file;
  return error;
}

Result<Trust> read_trust(const SignatureArgs& args) {
  Trust trust;
  if (!args.key.empty()) {
    const auto pem = read_input(args.key, max_trust);
    auto key = pem ? signature::PublicKey::from_pem(*pem) : tl::unexpected(pem.error());
    if (!key) return tl::unexpected(of_file(key.error(), args.key));
    trust.key = std::move(*key);
  }
  for (const std::string& file : args.certificates) {
    const auto pem = read_input(file, max_trust);
    const auto all = pem ? signature::Certificate::all_of_pem(*pem) : tl::unexpected(pem.error());
    if (!all) return tl::unexpected(of_file(all.error(), file));
    trust.certificates.insert(trust.certificates.end(), all->begin(), all->end());
  }
  if (!args.trusted_root.empty()) {
    const auto json = read_input(args.trusted_root, max_trust);
    auto root = json ? signature::read_trusted_root(*json, args.trusted_root) : tl::unexpected(json.error());
    if (!root) return tl::unexpected(of_file(root.error(), args.trusted_root));
    trust.root = std::move(*root);
  }
  trust.identity = args.identity;
  trust.issuer = args.issuer;
  return trust;
}

Result<void> check_arguments(const SignatureArgs& args) {
  const int kinds = !args.key.empty() + !args.certificates.empty() + !args.trusted_root.empty();
  if (kinds != 1)
    return fail(ErrorCode::usage, "--signature needs one of --key, --certificate and --trusted-root: whom to believe");
  const bool named = !args.identity.empty() && !args.issuer.empty();
  if (!args.trusted_root.empty() && !named)
    return fail(ErrorCode::usage, "--trusted-root needs --identity and --issuer: anyone can sign under a Sigstore");
  if (args.trusted_root.empty() && !(args.identity.empty() && args.issuer.empty()))
    return fail(ErrorCode::usage, "--identity and --issuer are of keyless signatures, with --trusted-root");
  for (const std::string& path : args.left_out)
    if (!source::is_inside(path)) return fail(ErrorCode::usage, "is no path below the source", path);
  return {};
}

Json document_of(const Bundle& bundle, const std::optional<Manifest>& manifest, const Signer& signer,
                 const source::SourceInfo& info, const Checks& checks) {
  Json document = checks_json(checks);
  document["schema"] = "auditor-signature/1";
  document["tool"] = assess::tool_json();
  document["source"] = {{"name", printable(info.name)}, {"commit", info.commit}, {"path", printable(info.path)}};
  document["signature"] = {{"method", signature::to_string(bundle.method)},
                           {"format", !manifest              ? ""
                                      : manifest->old_format ? "0.2"
                                                             : "1.0"},
                           {"key", printable(signer.key)},
                           {"subject", printable(signer.subject)},
                           {"identity", printable(signer.identity)},
                           {"issuer", printable(signer.issuer)},
                           {"times", signer.times},
                           {"model", manifest ? printable(manifest->model) : ""},
                           {"digest", manifest ? printable(manifest->root_digest) : ""},
                           {"resources", manifest ? manifest->resources.size() : 0}};
  return document;
}

}  // namespace

void add_signature_options(CLI::App& command, SignatureArgs& args) {
  command
      .add_option("--signature", args.signature,
                  "Verify the signature of a model in SOURCE instead: model.sig, a Sigstore bundle")
      ->type_name("FILE");
  command.add_option("--key", args.key, "Public key that must have signed")->type_name("PEM");
  command.add_option("--certificate", args.certificates, "Certificates to trust, to which the signer's must lead")
      ->type_name("PEM");
  command.add_option("--trusted-root", args.trusted_root, "Sigstore's trusted root, for keyless signatures")
      ->type_name("JSON");
  command.add_option("--identity", args.identity, "Who must have signed keyless: a mail address or URI")
      ->type_name("ID");
  command.add_option("--issuer", args.issuer, "Who must have vouched for the identity")->type_name("URL");
  command.add_option("--ignore", args.left_out, "Path that need not be signed, beside those the signer left out")
      ->type_name("PATH");
  command.add_option("--rev", args.revision, "Verify the files of this commit instead of those on the disk")
      ->type_name("REV");
  command.add_option("--path", args.path, "The model is this folder of SOURCE")->type_name("FOLDER");
}

int verify_signature(const SignatureArgs& args, const SourceArgs& source, const std::string& format,
                     const std::string& output) {
  if (const auto usable = check_arguments(args); !usable) return complain(usable.error());
  const auto trust = read_trust(args);
  if (!trust) return complain(trust.error());
  const auto model = open_model(args, source);
  if (!model) return complain(model.error());
  const auto bytes = read_signature(args.signature, *model->snapshot);
  if (!bytes) return complain(bytes.error());
  const auto bundle = signature::read_bundle(*bytes, args.signature);
  if (!bundle) return complain(bundle.error());
  Checks checks;
  Signer signer;
  const auto manifest = signature::verify_bundle(*bundle, *trust, signer, checks);
  if (manifest) signature::check_files(*manifest, *model->snapshot, {model->only, args.left_out, *bytes}, checks);
  const auto rendered =
      report::render_verification(format, document_of(*bundle, manifest, signer, model->snapshot->info(), checks));
  if (!rendered) return complain(rendered.error());
  if (const auto written = write_output(output, *rendered); !written) return complain(written.error());
  const Answer result = result_of(checks);
  return result == Answer::holds ? ok : result == Answer::fails ? findings : ExitCode::source;
}

}  // namespace auditor::cli
